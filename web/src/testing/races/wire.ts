// A wire between the page and the server, which can be cut.

import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export class Wire {
    readonly #server: Server;
    readonly #open = new Set<Socket>();

    private constructor(private target: number) {
        this.#server = createServer((near) => {
            const far = connect({ port: this.target, host: "127.0.0.1" });
            for (const [one, other] of [[near, far], [far, near]] as const) {
                this.#open.add(one);
                one.pipe(other);
                // A broken end breaks the other one too.
                one.on("error", () => other.destroy());
                one.on("close", () => {
                    this.#open.delete(one);
                    other.destroy();
                });
            }
        });
    }

    static async lay(target = 0): Promise<Wire> {
        const wire = new Wire(target);
        await new Promise<void>((resolve) => wire.#server.listen(0, "127.0.0.1", resolve));
        return wire;
    }

    get url(): string {
        return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
    }

    leadTo(port: number): void {
        this.target = port;
    }

    /** Everything that is open breaks, in the middle of whatever it carries. */
    cut(): void {
        for (const socket of this.#open) socket.destroy();
    }

    close(): void {
        this.cut();
        this.#server.close();
    }
}
