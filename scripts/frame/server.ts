import type { Server } from "node:http";
import { CommandFault } from "./faults.ts";

/** Milliseconds for open requests after the process was told to end. */
const grace = 5000;

type Place = { port: number; host: string };

/** Resolves once the server listens. @throws CommandFault when it cannot listen there */
export function listen(server: Server, place: Place): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(wordTrouble(error, place)));
    server.listen(place.port, place.host, () => resolve(server));
  });
}

function wordTrouble(error: NodeJS.ErrnoException, { port, host }: Place): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new CommandFault(`Port ${port} is taken by another program. Set PORT to a free one.`);
    case "EACCES":
      return new CommandFault(`Port ${port} may not be opened by this user. Set PORT above 1023.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new CommandFault(`HOST is ${host}, which is no address of this machine. Set it to one, or leave it out.`);
    default:
      return error;
  }
}

/** Accepts no more requests, and waits a while for open ones. */
export function close(server: Server): Promise<void> {
  setTimeout(() => server.closeAllConnections(), grace).unref();
  return new Promise((resolve) => server.close(() => resolve()));
}
