import { useTranslation } from "react-i18next";

import { currentLocale } from "@/lib/i18n";

/** For dates, numbers and money; changes with the language. */
export function useLocale(): string {
    useTranslation();
    return currentLocale();
}
