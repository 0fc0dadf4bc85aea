import { useMutation } from "@tanstack/react-query";
import { ShieldAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/button";
import { Field } from "@/components/field";
import { signIn } from "@/features/auth/api/auth-api";
import { AuthCard, FormError } from "@/features/auth/components/auth-card";
import { useFailureText } from "@/features/auth/hooks/use-failure-text";
import { useServices } from "@/hooks/use-services";
import { ApiError } from "@/lib/api/client";
import { tokenFrom } from "@/lib/auth-browser";

const insecureOrigin = "auth.insecure_origin";

/** Over plain http from elsewhere the server signs nobody in; the page says why and what to do. */
function InsecureOrigin({ hint }: { hint: string | null }) {
    const { t } = useTranslation();
    const port = location.port || "80";
    const tunnel = `ssh -L ${port}:127.0.0.1:${port} ${location.hostname}`;
    return (
        <AuthCard title={t("insecure.title")} text={t("insecure.text")}>
            <div className="grid gap-4 text-sm">
                <div className="grid gap-1.5">
                    <p className="font-medium">{t("insecure.tunnel")}</p>
                    <code className="overflow-x-auto rounded-medium bg-sunken px-3 py-2 font-mono text-sm">{tunnel}</code>
                    <p className="text-ink-2">{t("insecure.thenOpen", { address: `http://localhost:${port}` })}</p>
                </div>
                <div className="grid gap-1.5">
                    <p className="font-medium">{t("insecure.permanent")}</p>
                    <code className="overflow-x-auto rounded-medium bg-sunken px-3 py-2 font-mono text-sm">chasqui setup</code>
                </div>
                {hint && <p className="flex gap-2 text-ink-2"><ShieldAlert size={16} strokeWidth={1.75} className="mt-px shrink-0" aria-hidden />{hint}</p>}
            </div>
        </AuthCard>
    );
}

export function SignInPage() {
    const { t } = useTranslation();
    const { api, auth } = useServices();
    const failureText = useFailureText();
    const [email, setEmail] = useState("");
    const [password, setPassword] = useState("");

    const attempt = useMutation({
        mutationFn: () => signIn(api, email.trim(), password),
        onSuccess: (session) => {
            auth.signIn(tokenFrom(session, Date.now()));
        },
    });

    const { error } = attempt;
    if (error instanceof ApiError && error.code === insecureOrigin) return <InsecureOrigin hint={error.hint} />;

    return (
        <AuthCard title={t("signIn.title")}>
            <form
                className="grid gap-4"
                onSubmit={(event) => {
                    event.preventDefault();
                    if (!attempt.isPending) attempt.mutate();
                }}
            >
                <Field
                    label={t("field.email")}
                    type="email"
                    name="email"
                    autoComplete="username"
                    autoFocus
                    required
                    value={email}
                    onChange={(event) => {
                        setEmail(event.target.value);
                    }}
                />
                <Field
                    label={t("field.password")}
                    type="password"
                    name="password"
                    autoComplete="current-password"
                    required
                    value={password}
                    onChange={(event) => {
                        setPassword(event.target.value);
                    }}
                />
                <FormError failure={error ? failureText(error) : null} />
                <Button variant="primary" type="submit" className="h-11" disabled={attempt.isPending}>
                    {attempt.isPending ? t("signIn.pending") : t("signIn.submit")}
                </Button>
            </form>
        </AuthCard>
    );
}
