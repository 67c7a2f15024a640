import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect, type AddressInfo } from "node:net";
import type { Outside } from "#app/context.server.ts";
import { endsWithTheTest } from "./cleanup.ts";

/** An address that is public, and nobody's to reach in a test. */
export const publicAddress = "93.184.216.34";

/** What stands in for the internet: one server on this machine has every site. */
export type OutsideWorld = Outside & {
  /** The names that were looked up, and the addresses that were connected to, in order. */
  resolved: string[];
  connected: string[];
  /** The paths that were asked for, with their hosts. */
  asked: string[];
};

/**
 * Starts the server of all other sites; it ends with the test.
 * @param answer for requests of any host
 * @param names the IP addresses of hosts, as a name server says them; others have a public one
 * @param secure the certificate of all sites, which are then asked by TLS alone
 */
export async function anOutside(
  answer: RequestListener,
  names: Record<string, () => string[] | Promise<string[]>> = {},
  secure?: { key: string; cert: string },
): Promise<OutsideWorld> {
  const asked: string[] = [];
  const hear: RequestListener = (request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    answer(request, response);
  };
  const server = (secure ? createSecureServer(secure, hear) : createServer(hear)).listen(0, "127.0.0.1");
  await once(server, "listening");
  endsWithTheTest(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const [resolved, connected] = [[] as string[], [] as string[]];
  return {
    asked,
    resolved,
    connected,
    ...(secure && { authority: secure.cert }),
    resolve: async (host) => {
      resolved.push(host);
      return (await names[host]?.()) ?? [publicAddress];
    },
    connect: (addresses, port) => {
      connected.push(`${addresses.join(" ")} ${port}`);
      return connect((server.address() as AddressInfo).port, "127.0.0.1");
    },
  };
}
