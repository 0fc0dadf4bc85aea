import { CornerDownLeft, Lock, Timer } from "lucide-react";
import { useEffect, useRef, useState, type Ref } from "react";
import { useTranslation } from "react-i18next";

import { useAuth } from "@/hooks/use-auth";
import { useContactTitle } from "@/hooks/use-contact-title";
import { useReplyWindow } from "@/hooks/use-reply-window";
import { useServices } from "@/hooks/use-services";
import { cx } from "@/lib/class-names";
import { drafts } from "@/lib/drafts";
import { duration, type WindowTone } from "@/lib/time";
import type { Conversation } from "@/lib/wire";

// The Cloud API takes no longer text.
const textCharactersMax = 4096;
const typingEveryMs = 3_000;
const typingIdleMs = 5_000;

const tones: Record<WindowTone, string> = {
    calm: "text-ink-2",
    soon: "text-warn",
    closing: "text-bad",
    closed: "text-ink-2",
};

function WindowLeft({ left, tone }: { left: number; tone: WindowTone }) {
    const { t } = useTranslation();
    return (
        <span className={cx("num ml-auto flex items-center gap-1.5 text-sm font-medium", tones[tone])} title={t("window.hint")}>
            <Timer size={15} strokeWidth={1.75} aria-hidden />
            {duration(left)}
            <span className="max-md:sr-only">{t("window.left")}</span>
        </span>
    );
}

/** Tells the others that someone types here, not more often than they need it. */
function useTyping(conversationId: string) {
    const { live } = useServices();
    const told = useRef(0);
    const idle = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
    const stop = (): void => {
        clearTimeout(idle.current);
        if (told.current !== 0) live.typing(conversationId, false);
        told.current = 0;
    };
    const type = (): void => {
        const now = Date.now();
        if (now - told.current >= typingEveryMs) {
            live.typing(conversationId, true);
            told.current = now;
        }
        clearTimeout(idle.current);
        idle.current = setTimeout(stop, typingIdleMs);
    };
    useEffect(
        () => () => {
            clearTimeout(idle.current);
            if (told.current !== 0) live.typing(conversationId, false);
        },
        [live, conversationId],
    );
    return { type, stop };
}

export function Composer({ conversation, ref }: { conversation: Conversation; ref: Ref<HTMLTextAreaElement> }) {
    const { t } = useTranslation();
    const { outbox } = useServices();
    const { user } = useAuth();
    const [text, setText] = useState(() => drafts.read(user.id, conversation.id));
    const { left, tone } = useReplyWindow(conversation.windowClosesAt);
    const title = useContactTitle(conversation.contact);
    const typing = useTyping(conversation.id);

    const change = (next: string): void => {
        setText(next);
        drafts.write(user.id, conversation.id, next);
    };
    const length = [...text].length;
    const sendable = text.trim() !== "" && length <= textCharactersMax;
    const send = (): void => {
        if (!sendable) return;
        outbox.add(conversation.id, text.trim());
        typing.stop();
        change("");
    };

    if (tone === "closed")
        return (
            <section
                aria-label={t("composer.label")}
                className="mx-2 mb-2 rounded-large border bg-surface p-4 shadow-card md:mx-4 md:mb-4"
            >
                <p className="flex items-center gap-2 font-medium">
                    <Lock size={16} strokeWidth={1.75} className="text-ink-2" aria-hidden />
                    {t("window.closedTitle")}
                </p>
                <p className="mt-1 text-sm text-pretty text-ink-2">{t("window.closedText", { name: title })}</p>
                {text.trim() !== "" && (
                    <p className="mt-2 border-l-[3px] border-line pl-2.5 text-sm text-ink-2">
                        {t("window.draftKept")} <span className="text-ink">{text}</span>
                    </p>
                )}
            </section>
        );

    return (
        <section
            aria-label={t("composer.label")}
            className="mx-2 mb-2 rounded-large border bg-surface shadow-card transition-colors focus-within:border-field md:mx-4 md:mb-4"
        >
            <div className="flex items-center px-4 pt-2.5">
                <label htmlFor="composer" className="text-sm font-medium text-ink-2">
                    {t("composer.reply")}
                </label>
                <WindowLeft left={left} tone={tone} />
            </div>
            <textarea
                ref={ref}
                id="composer"
                rows={1}
                value={text}
                placeholder={t("composer.placeholder")}
                className="block field-sizing-content max-h-44 min-h-11 w-full resize-none bg-transparent px-4 pt-1.5 pb-1 placeholder:text-ink-2 max-md:text-lg"
                onChange={(event) => {
                    change(event.target.value);
                    typing.type();
                }}
                onBlur={typing.stop}
                onKeyDown={(event) => {
                    // Enter that ends an input method's composition is not ours (229 in Safari).
                    const composing = event.nativeEvent.isComposing || event.keyCode === 229;
                    if (event.key === "Escape") event.currentTarget.blur();
                    if (event.key !== "Enter" || event.shiftKey || composing) return;
                    event.preventDefault();
                    send();
                }}
            />
            <div className="flex items-center justify-end gap-3 px-2 pb-2">
                {length > textCharactersMax * 0.9 && (
                    <span className={cx("num text-sm", length > textCharactersMax ? "text-bad" : "text-ink-2")}>
                        {t("composer.length", { length, max: textCharactersMax })}
                    </span>
                )}
                <button
                    type="button"
                    aria-disabled={!sendable}
                    title={t("composer.sendHint")}
                    className={cx(
                        "flex h-9 items-center gap-2 rounded-[12px] pr-2 pl-3.5 text-[13px] font-semibold transition-colors max-md:pr-3.5 pointer-coarse:h-11 pointer-coarse:pr-3.5",
                        sendable ? "bg-accent text-accent-ink hover:opacity-90" : "bg-sunken text-ink-2",
                    )}
                    onClick={send}
                >
                    {t("composer.send")}
                    <span className="grid h-5 w-6 place-items-center rounded-[5px] border border-current/35 max-md:hidden pointer-coarse:hidden">
                        <CornerDownLeft size={13} strokeWidth={1.75} aria-hidden />
                    </span>
                </button>
            </div>
        </section>
    );
}
