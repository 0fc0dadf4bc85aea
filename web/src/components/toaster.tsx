import { CircleAlert, Info, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { toaster } from "@/lib/toasts";

export function Toaster() {
    const toasts = useSyncExternalStore(toaster.subscribe, toaster.get);
    const { t } = useTranslation();
    return (
        // Below the header, over what is being read and under an open menu: never over the field that is written in.
        <div
            role="status"
            className="pointer-events-none fixed inset-x-3 top-18 z-20 flex flex-col items-center gap-2"
        >
            {toasts.map((toast) => (
                <div
                    key={toast.id}
                    className="appear pointer-events-auto flex max-w-[520px] items-center gap-2.5 rounded-medium border border-line bg-raised py-1.5 pr-1.5 pl-3.5 text-sm shadow-float"
                >
                    {toast.tone === "bad" ? (
                        <CircleAlert size={16} strokeWidth={1.75} className="shrink-0 text-bad" aria-hidden />
                    ) : (
                        <Info size={16} strokeWidth={1.75} className="shrink-0 text-ink-2" aria-hidden />
                    )}
                    <span>{toast.text}</span>
                    <button
                        type="button"
                        aria-label={t("common.dismiss")}
                        className="grid size-8 place-items-center rounded-small text-ink-2 hover:bg-hover pointer-coarse:size-11"
                        onClick={() => {
                            toaster.dismiss(toast.id);
                        }}
                    >
                        <X size={15} strokeWidth={1.75} aria-hidden />
                    </button>
                </div>
            ))}
        </div>
    );
}
