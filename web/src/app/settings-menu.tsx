import { Keyboard, LogOut, Monitor, Moon, Sun, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";

import { initialsOf } from "@/components/avatar";
import { Popover } from "@/components/popover";
import { useAuth } from "@/hooks/use-auth";
import { useLiveState } from "@/hooks/use-live";
import { usePreferences } from "@/hooks/use-preferences";
import { cx } from "@/lib/class-names";
import { currentLanguage } from "@/lib/i18n";
import { languages, preferences, type Language, type Theme } from "@/lib/preferences";

const languageNames: Record<Language, string> = { es: "Español", en: "English", "pt-BR": "Português" };
const themes: readonly { theme: Theme; icon: LucideIcon }[] = [
    { theme: "light", icon: Sun },
    { theme: "dark", icon: Moon },
    { theme: "system", icon: Monitor },
];

function Choice<T extends string>({
    label,
    value,
    options,
    onChange,
}: {
    label: string;
    value: T;
    options: readonly { value: T; text: string; icon?: LucideIcon }[];
    onChange: (value: T) => void;
}) {
    return (
        <fieldset className="grid gap-1.5">
            <legend className="section-name mb-1.5">{label}</legend>
            <div className="flex rounded-medium bg-sunken p-[3px]">
                {options.map((option) => (
                    <label
                        key={option.value}
                        className={cx(
                            "flex h-8 flex-1 cursor-pointer items-center justify-center gap-1.5 rounded-[7px] px-2 text-sm font-medium whitespace-nowrap has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:h-11",
                            option.value === value ? "bg-chosen text-ink shadow-card" : "text-ink-2 hover:text-ink",
                        )}
                    >
                        <input
                            type="radio"
                            name={label}
                            className="sr-only"
                            checked={option.value === value}
                            onChange={() => {
                                onChange(option.value);
                            }}
                        />
                        {option.icon && <option.icon size={15} strokeWidth={1.75} aria-hidden />}
                        {option.text}
                    </label>
                ))}
            </div>
        </fieldset>
    );
}

function SettingsPanel() {
    const { t } = useTranslation();
    const { user, signOut } = useAuth();
    const { theme, singleKeys } = usePreferences();
    return (
        <div className="grid w-[300px] gap-4 p-3">
            <div>
                <p className="truncate font-semibold">{user.name}</p>
                <p className="truncate text-sm text-ink-2">
                    {user.email} · {t(`role.${user.role}`)}
                </p>
            </div>
            <Choice
                label={t("settings.theme")}
                value={theme}
                options={themes.map(({ theme: value, icon }) => ({ value, icon, text: t(`settings.${value}`) }))}
                onChange={(value) => {
                    preferences.update({ theme: value });
                }}
            />
            <Choice
                label={t("settings.language")}
                value={currentLanguage()}
                options={languages.map((value) => ({ value, text: languageNames[value] }))}
                onChange={(value) => {
                    preferences.update({ language: value });
                }}
            />
            <label className="flex min-h-9 cursor-pointer items-center gap-2.5 text-sm pointer-coarse:min-h-11">
                <Keyboard size={18} strokeWidth={1.75} className="text-ink-2" aria-hidden />
                <span className="flex-1">{t("settings.singleKeys")}</span>
                <input
                    type="checkbox"
                    className="size-4 accent-accent"
                    checked={singleKeys}
                    onChange={(event) => {
                        preferences.update({ singleKeys: event.target.checked });
                    }}
                />
            </label>
            <div className="-mx-3 -mb-2 border-t px-2 pt-2">
                <button
                    type="button"
                    className="flex h-9 w-full items-center gap-2.5 rounded-small px-1 text-left text-sm hover:bg-hover pointer-coarse:h-11"
                    onClick={() => void signOut()}
                >
                    <LogOut size={18} strokeWidth={1.75} className="text-ink-2" aria-hidden />
                    {t("settings.signOut")}
                </button>
            </div>
        </div>
    );
}

export function SettingsMenu() {
    const { t } = useTranslation();
    const { user } = useAuth();
    const online = useLiveState().kind === "live";
    const state = t(online ? "nav.online" : "nav.notOnline");
    return (
        <Popover
            label={t("nav.settings")}
            className="bottom-0 left-full ml-2 max-md:right-0 max-md:bottom-full max-md:left-auto max-md:mb-2"
            trigger={(props) => (
                <button
                    type="button"
                    {...props}
                    data-live={online ? "live" : "broken"}
                    aria-label={`${t("nav.settings")}: ${user.name}, ${state}`}
                    title={`${user.name}, ${state}`}
                    className="relative grid size-10 place-items-center pointer-coarse:size-11"
                >
                    <span className="relative grid size-8 place-items-center rounded-full bg-sunken text-xs font-semibold">
                        {initialsOf(user.name)}
                        <span
                            className={cx(
                                "absolute -right-px -bottom-px size-2.5 rounded-full border-2 border-surface",
                                online ? "bg-ok" : "bg-ink-3",
                            )}
                        />
                    </span>
                </button>
            )}
        >
            {() => <SettingsPanel />}
        </Popover>
    );
}
