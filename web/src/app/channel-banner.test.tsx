import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { ChannelBanner } from "@/app/channel-banner";
import { AuthContext } from "@/hooks/use-auth";
import type { Connections, NumberConnection } from "@/lib/connections";
import type { Services } from "@/lib/services";
import type { Connection } from "@/lib/wire";
import { renderPage } from "@/testing/render";
import { sampleUser } from "@/testing/samples";

const well: Connection = { state: "connected", fault: null, checkedAt: null, lastWebhookAt: null, lastSentAt: null, quality: null };
const failing = (code: string): Connection => ({ ...well, state: "failing", fault: { code, detail: "" } });
const row = (numberId: string, connection: Connection): NumberConnection => ({ numberId, display: "", connection });

async function draw(rows: NumberConnection[], role: "agent" | "admin" = "agent") {
    const POST = vi.fn(() => new Promise(() => undefined));
    const connections = {
        options: () => ({ queryKey: ["connections"], queryFn: () => ({ value: rows, sequence: 1 }) }),
    } as unknown as Connections;
    await renderPage(
        <AuthContext value={{ user: { ...sampleUser, role }, signOut: () => Promise.resolve() }}>
            <ChannelBanner />
        </AuthContext>,
        { api: { POST } as unknown as Services["api"], connections },
    );
    return POST;
}

test("while all is well there is nothing", async () => {
    await draw([row("n1", well)]);
    await Promise.resolve();
    expect(screen.getByRole("status").textContent).toBe("");
});

test("a fault says what is wrong and what to do", async () => {
    await draw([row("n1", failing("connection.token"))]);
    const banner = await screen.findByText(/token has expired/u);
    expect(screen.getByRole("status").contains(banner)).toBe(true);
    screen.getByText(/Make a system user's token/u);
    expect(screen.queryByText(/n1/u)).toBeNull();
});

test("with several numbers it says which", async () => {
    await draw([row("n1", well), row("n2", failing("connection.payment"))]);
    await screen.findByText("n2:");
});

test("who may ask Meta again is offered it, an agent is not", async () => {
    const POST = await draw([row("n1", failing("connection.network"))], "admin");
    await userEvent.click(await screen.findByRole("button", { name: "Check now" }));
    expect(POST).toHaveBeenCalledExactlyOnceWith("/api/whatsapp/health/check");
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Checking…" }).disabled).toBe(true);
});

test("an agent has no button", async () => {
    await draw([row("n1", failing("connection.network"))]);
    await screen.findByText(/cannot reach Meta/u);
    expect(screen.queryByRole("button")).toBeNull();
});
