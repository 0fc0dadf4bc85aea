import { RouterProvider } from "@tanstack/react-router";
import { screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";

import { createAppRouter } from "@/app/router";
import { BrokenPage } from "@/app/dead-ends";
import type { Services } from "@/lib/services";
import { renderPage } from "@/testing/render";

const services = { auth: { state: { kind: "signed_out" }, subscribe: () => () => undefined } } as unknown as Services;

beforeEach(() => {
    vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }));
    vi.stubGlobal("scrollTo", () => undefined);
});

test.each(["/whatever", "/inbox/c1/deeper", "/settings"])("an unknown address, %s, says so and leads back", async (address) => {
    history.replaceState(null, "", address);
    await renderPage(<RouterProvider router={createAppRouter()} />, services);
    expect(await screen.findByRole("heading", { name: "This page does not exist" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "Back to the inbox" }).getAttribute("href")).toBe("/inbox");
});

test("a part that could not be fetched says so and can be tried again", async () => {
    await renderPage(<BrokenPage error={new TypeError("Failed to fetch")} reset={() => undefined} />, {});
    expect(screen.getByRole("alert").textContent).toContain("Your drafts are kept.");
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
});
