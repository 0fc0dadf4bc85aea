import { cx } from "@/lib/class-names";
import type { WindowTone } from "@/lib/time";

// White is at least 4.5:1 on each of them.
const hues = ["#7c5cbf", "#2f6fa7", "#a04f24", "#4c7337", "#8e4767", "#326394", "#6a6a26", "#5c5c8f", "#14716a", "#9a4040"];

function hueOf(id: string): string {
    let hash = 0;
    for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
    return hues[hash % hues.length] ?? "#5c5c8f";
}

export function initialsOf(name: string): string {
    if (name.startsWith("@")) return [...name].slice(0, 2).join("").toLowerCase();
    const words = name.split(/[\s·,]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
    const first = [...(words[0] ?? "")][0] ?? "";
    const second = words.length > 1 ? ([...(words[1] ?? "")][0] ?? "") : "";
    const initials = (first + second).toLocaleUpperCase();
    return initials === "" ? "#" : initials;
}

const ringTones: Record<WindowTone, string> = {
    calm: "text-accent",
    soon: "text-warn",
    closing: "text-bad",
    closed: "text-transparent",
};

const radius = 20.75;
const around = 2 * Math.PI * radius;

/** The ring is what is left of the 24-hour window. */
function Ring({ share, tone }: { share: number; tone: WindowTone }) {
    return (
        <svg className="absolute inset-0" width="44" height="44" viewBox="0 0 44 44" fill="none" aria-hidden>
            <circle cx="22" cy="22" r={radius} strokeWidth="2" className="stroke-line" />
            <circle
                cx="22"
                cy="22"
                r={radius}
                strokeWidth="2"
                stroke="currentColor"
                strokeLinecap="round"
                strokeDasharray={`${String(around * share)} ${String(around)}`}
                transform="rotate(-90 22 22)"
                className={ringTones[tone]}
            />
        </svg>
    );
}

export function ContactAvatar({
    id,
    name,
    ring,
}: {
    id: string;
    name: string;
    ring?: { share: number; tone: WindowTone };
}) {
    return (
        <span className="relative grid size-11 shrink-0 place-items-center" aria-hidden>
            {ring && <Ring share={ring.share} tone={ring.tone} />}
            <span
                className="grid size-9 place-items-center rounded-full text-[13px] font-semibold text-white"
                style={{ backgroundColor: hueOf(id) }}
            >
                {initialsOf(name)}
            </span>
        </span>
    );
}

export function LargeAvatar({ id, name }: { id: string; name: string }) {
    return (
        <span
            className="grid size-12 shrink-0 place-items-center rounded-full font-semibold text-white"
            style={{ backgroundColor: hueOf(id) }}
            aria-hidden
        >
            {initialsOf(name)}
        </span>
    );
}

export function PersonAvatar({ name, small = false }: { name: string; small?: boolean }) {
    return (
        <span
            className={cx(
                "grid shrink-0 place-items-center rounded-full bg-sunken font-semibold text-ink",
                small ? "size-5 text-[9px]" : "size-8 text-xs",
            )}
            aria-hidden
        >
            {initialsOf(name)}
        </span>
    );
}
