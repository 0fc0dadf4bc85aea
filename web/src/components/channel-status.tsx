import { Cable, Unplug } from "lucide-react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/components/icon-button";
import { Popover } from "@/components/popover";
import { useConnections } from "@/hooks/use-connections";
import { useLocale } from "@/hooks/use-locale";
import { useServerNow } from "@/hooks/use-now";
import { usePhone } from "@/hooks/use-phone";
import { cx } from "@/lib/class-names";
import { knownFault, lastWebhookAt, troubled, type NumberConnection } from "@/lib/connections";
import { clockTime, listTime, minuteMs } from "@/lib/time";

function LastWebhook({ at }: { at: string | null }) {
    const { t } = useTranslation();
    const locale = useLocale();
    const now = useServerNow(minuteMs);
    if (at === null) return <p className="text-sm text-ink-2">{t("channel.noWebhook")}</p>;
    const day = listTime(Date.parse(at), now, locale);
    const clock = clockTime(Date.parse(at), locale);
    return (
        <p className="num text-sm text-ink-2">
            <time dateTime={at}>{t("channel.lastWebhook", { time: day === clock ? clock : `${day}, ${clock}` })}</time>
        </p>
    );
}

const qualities = ["GREEN", "YELLOW", "RED"] as const;

function OneNumber({ number: { numberId, display, connection } }: { number: NumberConnection }) {
    const { t } = useTranslation();
    const phone = usePhone(display === "" ? null : `+${display}`);
    const quality = qualities.find((known) => known === connection.quality);
    const { fault } = connection;
    return (
        <li className="grid gap-0.5">
            <p className="num text-sm font-medium">
                {phone?.international ?? numberId}
                {quality && <span className="font-normal text-ink-2"> · {t(`channel.quality.${quality}`)}</span>}
            </p>
            {fault && (
                <p className={cx("text-sm", connection.state === "failing" ? "text-bad" : "text-warn")}>
                    {t(`channel.fault.${knownFault(fault.code)}.text`)}
                </p>
            )}
        </li>
    );
}

/** How the numbers stand with Meta, quietly: a sign, and behind it each number and the last webhook. */
export function ChannelStatus({ className }: { className?: string }) {
    const { t } = useTranslation();
    const all = useConnections();
    if (all === null || all.length === 0) return null;
    const bad = troubled(all).length > 0;
    const untried = all.every(({ connection }) => connection.state === "unknown");
    const name = bad ? t("channel.trouble") : untried ? t("channel.notTried") : t("channel.allWell");
    return (
        <Popover
            label={t("channel.title")}
            className="right-0 mt-1 w-[260px]"
            trigger={(props) => (
                <IconButton {...props} icon={bad ? Unplug : Cable} label={name} className={cx(className, bad && "text-bad")} />
            )}
        >
            {() => (
                <div className="grid gap-2 p-2">
                    <p className="text-sm font-semibold">{name}</p>
                    <ul className="grid gap-2">
                        {all.map((number) => (
                            <OneNumber key={number.numberId} number={number} />
                        ))}
                    </ul>
                    <LastWebhook at={lastWebhookAt(all)} />
                </div>
            )}
        </Popover>
    );
}
