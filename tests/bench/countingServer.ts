import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

export type CountingServer = {
  url: string;
  /** How often each address was answered 250 after the dot. */
  taken: Map<string, number>;
  seen(): number;
  /** Called at every command and every piece of a body. */
  onLine: () => void;
  close(): void;
};

/** An SMTP server that takes everything and counts for whom. */
export async function startCountingServer(): Promise<CountingServer> {
  const taken = new Map<string, number>();
  let seen = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let [text, to, inBody] = ["", "", false];
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    socket.write("220 counting\r\n");
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      counting.onLine();
      for (;;) {
        const end = inBody ? text.indexOf("\r\n.\r\n") + 3 : text.indexOf("\r\n");
        if (end < (inBody ? 3 : 0)) return;
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (inBody) {
          inBody = false;
          seen += 1;
          if (socket.writable) {
            taken.set(to, (taken.get(to) ?? 0) + 1);
            socket.write("250 2.0.0 taken\r\n");
          }
          continue;
        }
        if (line.startsWith("RCPT")) to = /<(.*)>/.exec(line)![1]!;
        inBody = line === "DATA";
        socket.write(
          inBody
            ? "354 go on\r\n"
            : line.startsWith("EHLO")
              ? "250-counting\r\n250 PIPELINING\r\n"
              : "250 2.0.0 fine\r\n",
        );
        if (line === "QUIT") socket.end();
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const counting: CountingServer = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    seen: () => seen,
    onLine: () => {},
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return counting;
}
