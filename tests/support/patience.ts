import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

/*
 * A test of a time-out does not wait for it, and a busy machine must not make one of a pause: clients get time-outs that
 * never come, and the server that falls silent for good brings the client's about.
 */

const clients = new Set<Socket>();

subscribe("net.client.socket", (message) => {
  const { socket } = message as { socket: Socket };
  clients.add(socket);
  socket.once("close", () => clients.delete(socket));
});

/** Lets the client's time-out pass at once, as if nothing had come for as long. @param port the client's end, in this process */
export function endPatience(port: number | undefined): void {
  for (const client of clients) {
    if (client.localPort !== port) continue;
    // A client sets its own time-out when it hears that it is connected, which may be later than the server does.
    if (client.connecting) client.once("connect", () => setImmediate(expire, client));
    else setImmediate(expire, client);
  }
}

function expire(client: Socket) {
  client.setTimeout(1);
}
