import { createServer } from "node:net";

/** Both loopback addresses: a program on either of them would get requests to `localhost`. */
const loopback = ["127.0.0.1", "::1"];

/** @returns the first free port of this machine from `first` on */
export async function freePort(first: number): Promise<number> {
  for (let port = Math.max(1, first); port < 65536; port += 1) if (await isPortFree(port, loopback)) return port;
  throw new Error(`no port from ${first} on is free`);
}

export async function isPortFree(port: number, hosts: string[]): Promise<boolean> {
  for (const host of hosts) if (!(await canListen(port, host))) return false;
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // Other errors, like no IPv6 or a foreign host name, do not mean that the port is taken.
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE"));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
