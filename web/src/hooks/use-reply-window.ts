import { useServerNow } from "@/hooks/use-now";
import { windowState, type ReplyWindow } from "@/lib/time";

// One pace for all who show it: two places never say two things.
const everyMs = 5_000;

/** What is left of a conversation's 24-hour window. */
export function useReplyWindow(closesAt: string | null): ReplyWindow {
    return windowState(closesAt, useServerNow(everyMs));
}
