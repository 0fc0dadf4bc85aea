import { useTranslation } from "react-i18next";

import type { Failure } from "@/features/auth/components/auth-card";
import { ApiError } from "@/lib/api/client";

/** An error in words: the server's own where it has some, else that it cannot be reached. */
export function useFailureText(): (error: unknown) => Failure {
    const { t } = useTranslation();
    return (error) => {
        if (error instanceof ApiError && error.status !== 0)
            return { text: error.message || t("error.unknown"), hint: error.hint };
        return { text: t("error.network"), hint: null };
    };
}
