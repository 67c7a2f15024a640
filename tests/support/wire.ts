import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { endsWithTheTest } from "./cleanup.ts";

/** A wire between us and a server of this machine, which can be cut: then nothing passes any more, and nobody is told. */
export type Wire = { url: string; cut(): void; mend(): void };

/** @param url of the server; the wire's own is the same with another port */
export async function aWire(url: string): Promise<Wire> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(Number(new URL(url).port), "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk) => isCut || to.write(chunk));
      from.on("error", () => {});
      from.on("close", () => isCut || to.destroy());
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  endsWithTheTest(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  });
  const own = new URL(url);
  own.port = String((server.address() as AddressInfo).port);
  return { url: own.href, cut: () => void (isCut = true), mend: () => void (isCut = false) };
}
