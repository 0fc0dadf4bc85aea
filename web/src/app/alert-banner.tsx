import { useQuery } from "@tanstack/react-query";
import { Siren } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useAuth } from "@/hooks/use-auth";
import { useServices } from "@/hooks/use-services";
import { isPressing } from "@/lib/alerts";

/** What fires and is critical, with what to do about it, for those who may see to it; nothing else, and not for ever. */
export function AlertBanner() {
    const { t } = useTranslation();
    const { user } = useAuth();
    const { alerts, api } = useServices();
    const isStaff = user.role !== "agent";
    const { data } = useQuery({ ...alerts.options(api), enabled: isStaff });
    const pressing = isStaff ? (data?.value ?? []).filter(isPressing) : [];
    return (
        <div role="status" className="shrink-0">
            {pressing.map(({ id, message, runbook }) => (
                <div key={id} className="flex min-h-9 items-start justify-center gap-x-2 bg-bad-soft px-4 py-1.5 text-sm text-bad">
                    <Siren size={15} strokeWidth={1.75} className="mt-[3px] shrink-0" aria-hidden />
                    <p className="min-w-0">
                        <span className="font-medium">
                            {t("alert.critical")}: {message}
                        </span>{" "}
                        {runbook}
                    </p>
                </div>
            ))}
        </div>
    );
}
