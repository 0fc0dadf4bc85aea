import { Search } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { ContactAvatar } from "@/components/avatar";
import { Dialog } from "@/components/dialog";
import { Preview } from "@/features/inbox/components/preview";
import { matches } from "@/features/inbox/hooks/match";
import { useConversations } from "@/features/inbox/hooks/use-conversations";
import { initialsSource, useContactTitle } from "@/hooks/use-contact-title";
import { cx } from "@/lib/class-names";
import type { Conversation } from "@/lib/wire";

const shownMax = 8;

function ContactName({ contact }: { contact: Conversation["contact"] }) {
    return <span className="block truncate font-medium" dir="auto">{useContactTitle(contact)}</span>;
}

/** Finds a conversation among those that are loaded. */
export function FindPalette({ onOpen, onClose }: { onOpen: (conversationId: string) => void; onClose: () => void }) {
    const { t } = useTranslation();
    const { conversations } = useConversations("all");
    const [wanted, setWanted] = useState("");
    const [at, setAt] = useState(0);
    const id = useId();
    const found = conversations.filter((conversation) => matches(conversation, wanted)).slice(0, shownMax);
    const chosen = found[Math.min(at, found.length - 1)];
    return (
        <Dialog label={t("palette.label")} onClose={onClose}>
            <div className="flex items-center gap-3 border-b px-4">
                <Search size={18} strokeWidth={1.75} className="text-ink-2" aria-hidden />
                <input
                    autoFocus
                    role="combobox"
                    aria-expanded
                    aria-controls={id}
                    aria-activedescendant={chosen ? `${id}-${chosen.id}` : undefined}
                    aria-label={t("palette.label")}
                    placeholder={t("palette.placeholder")}
                    value={wanted}
                    className="h-13 min-w-0 flex-1 bg-transparent text-lg outline-none placeholder:text-ink-2"
                    onChange={(event) => {
                        setWanted(event.target.value);
                        setAt(0);
                    }}
                    onKeyDown={(event) => {
                        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
                        if (step !== undefined) {
                            event.preventDefault();
                            setAt((at + step + found.length) % Math.max(1, found.length));
                        } else if (event.key === "Enter" && !event.nativeEvent.isComposing && chosen) onOpen(chosen.id);
                    }}
                />
            </div>
            <div id={id} role="listbox" aria-label={t("palette.results")} className="max-h-[56vh] overflow-y-auto p-2">
                {found.map((conversation) => (
                    // The keyboard chooses through the field above.
                    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
                    <div
                        key={conversation.id}
                        id={`${id}-${conversation.id}`}
                        role="option"
                        tabIndex={-1}
                        aria-selected={conversation === chosen}
                        className={cx(
                            "flex cursor-pointer items-center gap-3 rounded-medium px-2 py-1.5",
                            conversation === chosen ? "bg-accent-soft" : "hover:bg-hover",
                        )}
                        onClick={() => {
                            onOpen(conversation.id);
                        }}
                    >
                        <ContactAvatar id={conversation.contact.id} name={initialsSource(conversation.contact)} />
                        <span className="min-w-0">
                            <ContactName contact={conversation.contact} />
                            <span className="flex text-sm text-ink-2">
                                {conversation.lastMessage && <Preview message={conversation.lastMessage} />}
                            </span>
                        </span>
                    </div>
                ))}
            </div>
            {found.length === 0 && <p className="px-4 pb-5 text-center text-sm text-ink-2">{t("list.noMatch")}</p>}
        </Dialog>
    );
}
