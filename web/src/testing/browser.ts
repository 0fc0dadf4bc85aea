// What the page's code finds in a browser, for Node: where it is, whether it is online, and the window's events.

const windowEvents = new EventTarget();

const stubs = {
    window: globalThis,
    navigator: { onLine: true, languages: ["es"] },
    document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
    location: new URL("http://127.0.0.1"),
    addEventListener: windowEvents.addEventListener.bind(windowEvents),
    removeEventListener: windowEvents.removeEventListener.bind(windowEvents),
};
for (const [name, value] of Object.entries(stubs))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });

/** The address of the page. */
export function goTo(url: string): void {
    Object.defineProperty(globalThis, "location", { value: new URL(url), writable: true, configurable: true });
}

/** The browser says that the network has gone, or that it is back. */
export function tellWindow(name: "online" | "offline"): void {
    stubs.navigator.onLine = name === "online";
    windowEvents.dispatchEvent(new Event(name));
}
