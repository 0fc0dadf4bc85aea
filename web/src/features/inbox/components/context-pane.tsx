import { AtSign, Check, CircleDot, Copy, Phone, Timer, UserRound } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { LargeAvatar, PersonAvatar } from "@/components/avatar";
import { initialsSource, useContactTitle } from "@/hooks/use-contact-title";
import { useCompany } from "@/hooks/use-live";
import { usePhone } from "@/hooks/use-phone";
import { useReplyWindow } from "@/hooks/use-reply-window";
import { duration } from "@/lib/time";
import type { Conversation } from "@/lib/wire";

const copiedMs = 1_500;

function CopyButton({ text, label }: { text: string; label: string }) {
    const { t } = useTranslation();
    const [copied, setCopied] = useState(false);
    const Icon = copied ? Check : Copy;
    return (
        <button
            type="button"
            aria-label={copied ? t("common.copied") : label}
            title={copied ? t("common.copied") : label}
            className="grid size-7 place-items-center rounded-small text-ink-2 hover:bg-sunken hover:text-ink pointer-coarse:size-11"
            onClick={() => {
                void navigator.clipboard.writeText(text).then(() => {
                    setCopied(true);
                    setTimeout(() => {
                        setCopied(false);
                    }, copiedMs);
                });
            }}
        >
            <Icon size={15} strokeWidth={1.75} aria-hidden />
        </button>
    );
}

function Fact({ icon: Icon, children, after }: { icon: typeof Phone; children: ReactNode; after?: ReactNode }) {
    return (
        <li className="num grid min-h-7 grid-cols-[18px_minmax(0,1fr)_auto] items-center gap-2.5 text-[13px]">
            <Icon size={16} strokeWidth={1.75} className="text-ink-2" aria-hidden />
            <span className="truncate" dir="auto">{children}</span>
            {after}
        </li>
    );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
    return (
        <section>
            <h3 className="section-name mt-6 mb-1.5">{title}</h3>
            <ul>{children}</ul>
        </section>
    );
}

export function ContextPane({ conversation, me }: { conversation: Conversation; me: string }) {
    const { t } = useTranslation();
    const { contact, assignee } = conversation;
    const title = useContactTitle(contact);
    const phone = usePhone(contact.phone);
    const { left, tone } = useReplyWindow(conversation.windowClosesAt);
    const others = useCompany(conversation.id).viewing.filter((person) => person.id !== me && person.id !== assignee?.id);
    const username = contact.username?.replace(/^@/u, "");
    return (
        <aside aria-label={t("context.label")} className="scroll-quiet w-[300px] shrink-0 overflow-y-auto border-l bg-surface p-4">
            <div className="mb-3 flex items-center gap-3">
                <LargeAvatar id={contact.id} name={initialsSource(contact)} />
                <p className="line-clamp-2 min-w-0 font-semibold" dir="auto">{title}</p>
            </div>
            <ul>
                {phone && (
                    <Fact icon={Phone} after={<CopyButton text={phone.international} label={t("context.copyPhone")} />}>
                        {phone.international}
                    </Fact>
                )}
                {username && (
                    <Fact icon={AtSign} after={<CopyButton text={`@${username}`} label={t("context.copyUsername")} />}>
                        @{username}
                    </Fact>
                )}
                {!phone && <Fact icon={Phone}><span className="text-ink-2">{t("contact.noNumber")}</span></Fact>}
            </ul>
            <Section title={t("context.case")}>
                {conversation.case && <Fact icon={CircleDot}>{t(`case.${conversation.case.state}`)}</Fact>}
                <Fact icon={Timer}>
                    {tone === "closed" ? t("window.closedTitle") : t("context.window", { time: duration(left) })}
                </Fact>
            </Section>
            <Section title={t("context.team")}>
                {assignee ? (
                    <li className="flex min-h-7 items-center gap-2.5 text-[13px]">
                        <PersonAvatar name={assignee.name} small />
                        <span className="truncate">{t("context.assigned", { name: assignee.name })}</span>
                    </li>
                ) : (
                    <Fact icon={UserRound}><span className="text-ink-2">{t("assign.nobody")}</span></Fact>
                )}
                {others.map((person) => (
                    <li key={person.id} className="flex min-h-7 items-center gap-2.5 text-[13px]">
                        <PersonAvatar name={person.name} small />
                        <span className="truncate">{t("context.watching", { name: person.name })}</span>
                    </li>
                ))}
            </Section>
        </aside>
    );
}
