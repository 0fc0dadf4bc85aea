import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { conversationActions, type Lead } from "@/features/inbox/api/inbox-api";
import { useServices } from "@/hooks/use-services";
import { ApiError } from "@/lib/api/client";
import { keys } from "@/lib/live-cache";
import { toaster } from "@/lib/toasts";

/** An error as one line for a toast: the server's own words where it has some. */
export function useErrorToast(): (error: unknown) => void {
    const { t } = useTranslation();
    return useCallback(
        (error) => {
            const told = error instanceof ApiError && error.status !== 0 && error.message !== "";
            const text = told ? [error.message, error.hint].filter(Boolean).join(" ") : t("error.network");
            toaster.show(text, "bad");
        },
        [t],
    );
}

export function useActions(conversationId: string) {
    const services = useServices();
    const queries = useQueryClient();
    const onError = useErrorToast();
    const actions = conversationActions(services, conversationId);
    // The event brings the new state; without a live line it has to be asked for.
    const onSettled = (): void => {
        if (services.live.state.kind === "live") return;
        void queries.invalidateQueries({ queryKey: keys.conversation(conversationId) });
        void queries.invalidateQueries({ queryKey: keys.lists });
    };
    const shared = { onError, onSettled };
    // Somebody else has it: this screen did not know yet.
    const onLeadError = (error: unknown): void => {
        onError(error);
        void queries.invalidateQueries({ queryKey: keys.conversation(conversationId) });
    };
    return {
        lead: useMutation({ mutationFn: (mode: Lead) => actions.lead(mode), ...shared, onError: onLeadError }),
        assign: useMutation({ mutationFn: (userId: string | null) => actions.assign(userId), ...shared }),
        resolve: useMutation({ mutationFn: () => actions.resolve(), ...shared }),
        snooze: useMutation({ mutationFn: (until: Date) => actions.snooze(until), ...shared }),
    };
}

export type Actions = ReturnType<typeof useActions>;
