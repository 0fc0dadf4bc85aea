import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, SearchX } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/button";
import { StateNote } from "@/components/state-note";
import { conversationActions, conversationDetail } from "@/features/inbox/api/inbox-api";
import { Composer } from "@/features/inbox/components/composer";
import { ContextPane } from "@/features/inbox/components/context-pane";
import { MessageList } from "@/features/inbox/components/message-list";
import { ThreadHeader, type OpenMenu } from "@/features/inbox/components/thread-header";
import { useActions } from "@/features/inbox/hooks/use-actions";
import { firstUnread, useThread, type UnreadLine } from "@/features/inbox/hooks/use-thread";
import { useAuth } from "@/hooks/use-auth";
import { useHotkeys } from "@/hooks/use-hotkeys";
import { useCompany } from "@/hooks/use-live";
import { onePane, threePanes, useMedia } from "@/hooks/use-media";
import { useServerNow } from "@/hooks/use-now";
import { useServices } from "@/hooks/use-services";
import { keys } from "@/lib/live-cache";
import type { Conversation } from "@/lib/wire";

/** Who else is here: typing counts more than looking. */
function CompanyLine({ conversationId, me }: { conversationId: string; me: string }) {
    const { t } = useTranslation();
    const { viewing, typing } = useCompany(conversationId);
    const typists = typing.filter((person) => person.id !== me);
    const watchers = viewing.filter((person) => person.id !== me);
    const [person] = typists.length > 0 ? typists : watchers;
    return (
        <p role="status" className="flex min-h-0 items-center gap-2 px-4 pb-2 text-sm text-ink-2 empty:hidden md:px-6">
            {person && (
                <>
                    <span className="flex gap-[3px]" aria-hidden>
                        <i className="size-[5px] rounded-full bg-ink-3" />
                        <i className="size-[5px] rounded-full bg-ink-3" />
                        <i className="size-[5px] rounded-full bg-ink-3" />
                    </span>
                    {t(typists.length > 0 ? "thread.typing" : "thread.viewing", { name: person.name })}
                </>
            )}
        </p>
    );
}

/** Tells the server that what is on the screen has been seen. */
function useMarkRead(conversation: Conversation, enabled: boolean): void {
    const services = useServices();
    const { id, unread } = conversation;
    useEffect(() => {
        if (!enabled || unread === 0) return;
        const markWhenSeen = (): void => {
            if (document.visibilityState !== "visible") return;
            document.removeEventListener("visibilitychange", markWhenSeen);
            // Unread stays as it is when this fails, and the next opening tries again.
            conversationActions(services, id).read().catch(() => undefined);
        };
        document.addEventListener("visibilitychange", markWhenSeen);
        markWhenSeen();
        return () => {
            document.removeEventListener("visibilitychange", markWhenSeen);
        };
    }, [enabled, unread, id, services]);
}

function Thread({ conversation }: { conversation: Conversation }) {
    const { user } = useAuth();
    const { live } = useServices();
    const queries = useQueryClient();
    const composer = useRef<HTMLTextAreaElement>(null);
    const [menu, setMenu] = useState<OpenMenu>(null);
    const narrow = useMedia(onePane);
    const wide = useMedia(threePanes);
    const now = useServerNow(60_000);
    const actions = useActions(conversation.id);

    // The line stands where it stood when the conversation was opened.
    const [unreadAtOpening] = useState(conversation.unread);
    const [line, setLine] = useState<UnreadLine | null>(null);
    const thread = useThread(conversation.id, line, now);
    if (line === null && unreadAtOpening > 0 && thread.messages.length > 0) {
        const before = firstUnread(thread.messages, unreadAtOpening);
        if (before) setLine({ before, count: unreadAtOpening });
    }
    useMarkRead(conversation, thread.query.isSuccess);

    useEffect(() => {
        live.join(conversation.id);
        return () => {
            live.join(null);
        };
    }, [live, conversation.id]);

    useHotkeys({
        r: () => composer.current?.focus(),
        e: () => {
            if (conversation.case?.state !== "resolved") actions.resolve.mutate();
        },
        a: () => {
            setMenu("assign");
        },
        s: () => {
            setMenu("snooze");
        },
    });

    return (
        <>
            <main className="flex min-h-0 min-w-0 flex-1 flex-col bg-ground">
                <ThreadHeader
                    conversation={conversation}
                    me={user.id}
                    actions={actions}
                    menu={menu}
                    onMenu={setMenu}
                    narrow={narrow}
                />
                <MessageList
                    thread={thread}
                    me={user.id}
                    now={now}
                    onJumpToLatest={() => queries.resetQueries({ queryKey: keys.messages(conversation.id), exact: true })}
                />
                <CompanyLine conversationId={conversation.id} me={user.id} />
                <Composer conversation={conversation} ref={composer} />
            </main>
            {wide && <ContextPane conversation={conversation} me={user.id} />}
        </>
    );
}

export function ThreadPane({ conversationId }: { conversationId: string }) {
    const { t } = useTranslation();
    const services = useServices();
    const detail = useQuery({
        ...conversationDetail(services, conversationId),
        // A list that holds it is kept as fresh by the same events: it opens without a wait.
        initialData: () => services.cache.conversationFromLists(conversationId),
    });
    const conversation = detail.data?.value;
    if (conversation) return <Thread key={conversationId} conversation={conversation} />;
    return (
        <main className="grid min-h-0 min-w-0 flex-1 place-items-center bg-ground">
            {detail.isError && (
                <StateNote icon={CircleAlert} title={t("thread.errorTitle")} text={t("error.network")} role="alert">
                    <Button onClick={() => void detail.refetch()}>{t("common.tryAgain")}</Button>
                </StateNote>
            )}
            {detail.data?.value === null && (
                <StateNote icon={SearchX} title={t("thread.goneTitle")} text={t("thread.goneText")} />
            )}
        </main>
    );
}
