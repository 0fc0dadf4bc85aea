import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/button";
import { Field } from "@/components/field";
import { isSetupOpen, setUp, signIn } from "@/features/auth/api/auth-api";
import { AuthCard, FormError } from "@/features/auth/components/auth-card";
import { useFailureText } from "@/features/auth/hooks/use-failure-text";
import { useServices } from "@/hooks/use-services";
import { tokenFrom } from "@/lib/auth-browser";

const passwordCharactersMin = 10;

/** The one-time link is /setup#TOKEN: a fragment is never sent to a server nor written into its log. */
function tokenInAddress(): string {
    return decodeURIComponent(location.hash.slice(1));
}

export function SetupPage() {
    const { t } = useTranslation();
    const { api, auth } = useServices();
    const failureText = useFailureText();
    const [token] = useState(tokenInAddress);
    const [name, setName] = useState("");
    const [email, setEmail] = useState("");
    const [password, setPassword] = useState("");

    const open = useQuery({ queryKey: ["setup"], queryFn: () => isSetupOpen(api) });
    const attempt = useMutation({
        mutationFn: async () => {
            const account = { token, name: name.trim(), email: email.trim(), password };
            await setUp(api, account);
            return signIn(api, account.email, password);
        },
        onSuccess: (session) => {
            auth.signIn(tokenFrom(session, Date.now()));
        },
    });

    if (token === "" || open.data === false)
        return (
            <AuthCard
                title={t(open.data === false ? "setup.doneTitle" : "setup.noTokenTitle")}
                text={t(open.data === false ? "setup.doneText" : "setup.noTokenText")}
            >
                <a href="/login" className="text-sm font-medium text-accent-text underline underline-offset-2">
                    {t("setup.toSignIn")}
                </a>
            </AuthCard>
        );

    return (
        <AuthCard title={t("setup.title")} text={t("setup.text")}>
            <form
                className="grid gap-4"
                onSubmit={(event) => {
                    event.preventDefault();
                    if (!attempt.isPending) attempt.mutate();
                }}
            >
                <Field label={t("field.name")} name="name" autoComplete="name" autoFocus required value={name}
                    onChange={(event) => {
                        setName(event.target.value);
                    }}
                />
                <Field label={t("field.email")} type="email" name="email" autoComplete="username" required value={email}
                    onChange={(event) => {
                        setEmail(event.target.value);
                    }}
                />
                <Field
                    label={t("field.password")}
                    hint={t("setup.passwordHint", { count: passwordCharactersMin })}
                    type="password"
                    name="password"
                    autoComplete="new-password"
                    minLength={passwordCharactersMin}
                    required
                    value={password}
                    onChange={(event) => {
                        setPassword(event.target.value);
                    }}
                />
                <FormError failure={attempt.error ? failureText(attempt.error) : null} />
                <Button variant="primary" type="submit" className="h-11" disabled={attempt.isPending}>
                    {t("setup.submit")}
                </Button>
            </form>
        </AuthCard>
    );
}
