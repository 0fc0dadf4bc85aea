import { expect, test } from "vitest";

import { scrubFields, scrubText } from "@/lib/log-scrub";

test.each([
    "+34 600 111 222",
    "34600111222",
    "(55) 1234-5678",
    "+52 1 55 1234 5678",
    "54-9-11-2345-6789",
])("a phone number written as %s is taken out", (phone) => {
    expect(scrubText(`from ${phone} today`)).toBe("from [number] today");
});

test("an e-mail address is taken out", () => {
    expect(scrubText("no user ana.ruiz+x@correo.example.mx here")).toBe("no user [email] here");
});

test.each([
    "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIwMTlhIn0.c2lnbmF0dXJl_-abc",
    "wamid.HBgLMzQ2MDAxMTEyMjIVAgASGBQzQTdGRjA5",
    "0123456789abcdef0123456789abcdef",
    "Bearer abc",
])("a secret such as %s is taken out", (secret) => {
    expect(scrubText(`refused ${secret}`)).toBe("refused [token]");
});

test.each([
    "conversation 019a3b2c-1234-7890-8123-123456789012",
    "at 2026-03-10T12:00:00.000Z",
    "status 503 after 1200 ms",
    "Cannot read properties of undefined (reading 'conversationId')",
    "https://example.test/assets/inbox-page-BxY12abc.js:10:2345",
])("what a reader of the log needs is kept: %s", (text) => {
    expect(scrubText(text)).toBe(text);
});

test("a field whose name says that it is secret is hidden whatever it holds", () => {
    expect(scrubFields({ accessToken: "x", password: 7, status: 401 })).toEqual({
        accessToken: "[hidden]",
        password: "[hidden]",
        status: 401,
    });
});

test("a phone number that is a number is taken out, a count is not", () => {
    expect(scrubFields({ from: 34_600_111_222, waited: 120_000, ok: true, none: null })).toEqual({
        from: "[number]",
        waited: 120_000,
        ok: true,
        none: null,
    });
});

test("a text is cut, so that one entry cannot fill a batch", () => {
    expect(scrubText("x ".repeat(5_000)).length).toBeLessThanOrEqual(1_000);
});

test("a text is never cut through a letter of two halves", () => {
    expect(scrubText(`${"x".repeat(999)}😀`)).toBe("x".repeat(999));
    expect(scrubText(`${"x".repeat(998)}😀`)).toBe(`${"x".repeat(998)}😀`);
});
