import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import i18next from "i18next";
import type { ReactNode } from "react";
import { initReactI18next } from "react-i18next";

import { AuthContext } from "@/hooks/use-auth";
import { ServicesContext } from "@/hooks/use-services";
import { ServerClock } from "@/lib/server-clock";
import type { Services } from "@/lib/services";
import en from "@/locales/en.json";
import { sampleUser } from "@/testing/samples";

/** Draws a part of the page in English, for a signed-in agent, with the services that the test gives. */
export async function renderPage(node: ReactNode, services: Partial<Services>) {
    await i18next.use(initReactI18next).init({
        lng: "en",
        resources: { en: { translation: en } },
        interpolation: { escapeValue: false },
    });
    return render(
        <ServicesContext value={{ clock: new ServerClock(), ...services } as Services}>
            <QueryClientProvider client={new QueryClient()}>
                <AuthContext value={{ user: sampleUser, signOut: () => Promise.resolve() }}>{node}</AuthContext>
            </QueryClientProvider>
        </ServicesContext>,
    );
}
