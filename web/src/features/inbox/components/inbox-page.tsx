import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { MessagesSquare } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Keycap } from "@/components/keycap";
import { StateNote } from "@/components/state-note";
import { ConversationList } from "@/features/inbox/components/conversation-list";
import { FindPalette } from "@/features/inbox/components/find-palette";
import { HelpDialog } from "@/features/inbox/components/help-dialog";
import { ThreadPane } from "@/features/inbox/components/thread-pane";
import { useHotkeys } from "@/hooks/use-hotkeys";
import { onePane, useMedia } from "@/hooks/use-media";
import { usePreferences } from "@/hooks/use-preferences";

function NothingOpen() {
    const { t } = useTranslation();
    const { singleKeys } = usePreferences();
    return (
        <main className="grid min-w-0 flex-1 place-items-center bg-ground">
            <StateNote icon={MessagesSquare} title={t("thread.noneTitle")} text={t("thread.noneText")}>
                {singleKeys && (
                    <span className="flex items-center gap-1.5 text-sm text-ink-2 pointer-coarse:hidden">
                        <Keycap>j</Keycap> <Keycap>k</Keycap> {t("keys.move")} · <Keycap>?</Keycap> {t("keys.help")}
                    </span>
                )}
            </StateNote>
        </main>
    );
}

export function InboxPage() {
    const { conversationId = null } = useParams({ strict: false });
    const { view = "all" } = useSearch({ from: "/signed-in/inbox" });
    const navigate = useNavigate();
    const narrow = useMedia(onePane);
    const [dialog, setDialog] = useState<"find" | "help" | null>(null);
    const close = (): void => {
        setDialog(null);
    };
    const find = (): void => {
        setDialog("find");
    };
    useHotkeys({
        "mod+k": find,
        "?": () => {
            setDialog("help");
        },
    });
    return (
        <>
            {(!narrow || conversationId === null) && (
                <ConversationList view={view} selectedId={conversationId} onFind={find} main={narrow} />
            )}
            {conversationId !== null && <ThreadPane conversationId={conversationId} />}
            {conversationId === null && !narrow && <NothingOpen />}
            {dialog === "find" && (
                <FindPalette
                    onClose={close}
                    onOpen={(id) => {
                        close();
                        void navigate({
                            to: "/inbox/$conversationId",
                            params: { conversationId: id },
                            search: (old) => old,
                        });
                    }}
                />
            )}
            {dialog === "help" && <HelpDialog onClose={close} />}
        </>
    );
}
