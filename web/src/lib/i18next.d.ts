import "i18next";

import type texts from "@/locales/es.json";

declare module "i18next" {
    interface CustomTypeOptions {
        // A key that the catalogue does not hold is a type error.
        resources: { translation: typeof texts };
    }
}
