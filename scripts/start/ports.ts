import { createServer } from "node:net";

/** Both ways to this machine: a program that listens on one of them takes `localhost` from us. */
const near = ["127.0.0.1", "::1"];

/** @returns the first free port of this machine from `first` on */
export async function freePort(first: number): Promise<number> {
  for (let port = Math.max(1, first); port < 65536; port += 1) if (await isPortFree(port, near)) return port;
  throw new Error(`no port from ${first} on is free`);
}

export async function isPortFree(port: number, hosts: string[]): Promise<boolean> {
  for (const host of hosts) if (!(await canListen(port, host))) return false;
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // Without IPv6, or on a host name that is not ours, the port is not what is wrong.
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE"));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
