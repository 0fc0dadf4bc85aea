import { useCallback, useSyncExternalStore } from "react";

import { useServices } from "@/hooks/use-services";
import type { LiveState } from "@/lib/live";
import type { PendingMessage } from "@/lib/outbox";
import type { Company } from "@/lib/presence";

export function useLiveState(): LiveState {
    const { live } = useServices();
    return useSyncExternalStore(
        useCallback((listener) => live.subscribe(listener), [live]),
        () => live.state,
    );
}

export function useOutbox(): readonly PendingMessage[] {
    const { outbox } = useServices();
    return useSyncExternalStore(
        useCallback((listener) => outbox.subscribe(listener), [outbox]),
        () => outbox.items,
    );
}

export function useCompany(conversationId: string): Company {
    const { presence } = useServices();
    return useSyncExternalStore(
        useCallback((listener) => presence.subscribe(listener), [presence]),
        () => presence.of(conversationId),
    );
}
