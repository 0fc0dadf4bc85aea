import { X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Dialog } from "@/components/dialog";
import { IconButton } from "@/components/icon-button";
import { Keycap } from "@/components/keycap";
import { usePreferences } from "@/hooks/use-preferences";

const single = [
    { keys: ["j", "k"], text: "move" },
    { keys: ["↵"], text: "open" },
    { keys: ["r"], text: "reply" },
    { keys: ["e"], text: "resolve" },
    { keys: ["s"], text: "snooze" },
    { keys: ["a"], text: "assign" },
    { keys: ["/"], text: "filter" },
    { keys: ["?"], text: "help" },
] as const;

const always = [
    { keys: ["Ctrl", "K"], text: "find" },
    { keys: ["↵"], text: "send" },
    { keys: ["⇧", "↵"], text: "break" },
    { keys: ["Esc"], text: "leave" },
] as const;

function Rows({ rows }: { rows: readonly { keys: readonly string[]; text: (typeof single | typeof always)[number]["text"] }[] }) {
    const { t } = useTranslation();
    return rows.map(({ keys, text }) => (
        <div key={text} className="flex min-h-8 items-center justify-between gap-4 text-sm">
            <dt>{t(`keys.${text}`)}</dt>
            <dd className="flex gap-1">
                {keys.map((key) => (
                    <Keycap key={key}>{key}</Keycap>
                ))}
            </dd>
        </div>
    ));
}

export function HelpDialog({ onClose }: { onClose: () => void }) {
    const { t } = useTranslation();
    const { singleKeys } = usePreferences();
    return (
        <Dialog label={t("keys.title")} onClose={onClose} className="w-[min(420px,calc(100vw-24px))]">
            <div className="p-5">
                <div className="flex items-center justify-between">
                    <h2 className="text-lg font-semibold">{t("keys.title")}</h2>
                    <IconButton icon={X} label={t("common.close")} className="-mr-2" onClick={onClose} />
                </div>
                {singleKeys ? (
                    <dl className="mt-2">
                        <Rows rows={single} />
                    </dl>
                ) : (
                    <p className="mt-2 text-sm text-ink-2">{t("keys.off")}</p>
                )}
                <dl className="mt-2 border-t pt-2">
                    <Rows rows={always} />
                </dl>
            </div>
        </Dialog>
    );
}
