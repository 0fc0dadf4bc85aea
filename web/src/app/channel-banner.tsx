import { useMutation } from "@tanstack/react-query";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useAuth } from "@/hooks/use-auth";
import { useConnections } from "@/hooks/use-connections";
import { usePhone } from "@/hooks/use-phone";
import { useServices } from "@/hooks/use-services";
import { unwrap } from "@/lib/api/client";
import { cx } from "@/lib/class-names";
import { knownFault, troubled, type NumberConnection } from "@/lib/connections";

function Trouble({ trouble, named }: { trouble: NumberConnection; named: boolean }) {
    const { t } = useTranslation();
    const { user } = useAuth();
    const { api } = useServices();
    const phone = usePhone(trouble.display === "" ? null : `+${trouble.display}`);
    const check = useMutation({ mutationFn: () => unwrap(api.POST("/api/whatsapp/health/check")) });
    const fault = knownFault(trouble.connection.fault?.code ?? "");
    const isBad = trouble.connection.state === "failing";
    const Icon = isBad ? CircleAlert : TriangleAlert;
    return (
        <div
            className={cx(
                "flex min-h-9 items-start justify-center gap-x-2 px-4 py-1.5 text-sm",
                isBad ? "bg-bad-soft text-bad" : "bg-warn-soft text-warn",
            )}
        >
            <Icon size={15} strokeWidth={1.75} className="mt-[3px] shrink-0" aria-hidden />
            <p className="min-w-0">
                {named && <span className="num font-medium">{phone?.international ?? trouble.numberId}: </span>}
                <span className="font-medium">{t(`channel.fault.${fault}.text`)}</span> {t(`channel.fault.${fault}.hint`)}{" "}
                {user.role !== "agent" && (
                    <button
                        type="button"
                        disabled={check.isPending}
                        className="rounded-small px-1 font-medium underline underline-offset-2 pointer-coarse:min-h-11"
                        onClick={() => {
                            check.mutate();
                        }}
                    >
                        {check.isPending ? t("channel.checking") : t("channel.checkNow")}
                    </button>
                )}
            </p>
        </div>
    );
}

/** Says what is wrong between the business's numbers and Meta, and what to do; nothing while all is well. */
export function ChannelBanner() {
    const all = useConnections() ?? [];
    return (
        <div role="status" className="shrink-0">
            {troubled(all).map((trouble) => (
                <Trouble key={trouble.numberId} trouble={trouble} named={all.length > 1} />
            ))}
        </div>
    );
}
