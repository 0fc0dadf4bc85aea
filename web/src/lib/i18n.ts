// Texts by language; each catalogue is loaded when its language is.

import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { chooseLanguage, preferences, type Language } from "@/lib/preferences";

const catalogues: Record<Language, () => Promise<{ default: object }>> = {
    es: () => import("@/locales/es.json"),
    en: () => import("@/locales/en.json"),
    "pt-BR": () => import("@/locales/pt-BR.json"),
};

export function currentLanguage(): Language {
    return preferences.get().language ?? chooseLanguage(navigator.languages);
}

/** The region's way of writing dates and money: es-MX rather than es where the browser says so. */
export function currentLocale(): string {
    const language = currentLanguage();
    return navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
}

async function load(language: Language): Promise<void> {
    if (!i18next.hasResourceBundle(language, "translation")) {
        const { default: texts } = await catalogues[language]();
        i18next.addResourceBundle(language, "translation", texts);
    }
    document.documentElement.lang = language;
}

export async function startTranslations(): Promise<void> {
    const language = currentLanguage();
    await i18next.use(initReactI18next).init({
        lng: language,
        fallbackLng: false,
        resources: {},
        // React escapes.
        interpolation: { escapeValue: false },
        react: { useSuspense: false },
    });
    await load(language);
    preferences.subscribe(() => {
        const next = currentLanguage();
        if (next !== i18next.language) void load(next).then(() => i18next.changeLanguage(next));
    });
}
