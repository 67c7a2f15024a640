import { createServer } from "node:net";

/**
 * An SMTP server that takes everything and keeps nothing, in a process of its own; prints its port. It knows just
 * enough of RFC 5321 to be told mail as fast as it comes, so that it is never what is measured.
 */
const server = createServer((socket) => {
  let body = false;
  let tail = "";
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.write("220 sink ESMTP\r\n");
  socket.on("data", (chunk) => {
    let rest = tail + chunk.toString("latin1");
    let replies = "";
    for (;;) {
      if (body) {
        const dot = rest.startsWith(".\r\n") ? 0 : rest.indexOf("\r\n.\r\n") + 2;
        if (dot === 1) break;
        body = false;
        rest = rest.slice(dot + 3);
        replies += "250 2.0.0 taken\r\n";
      } else {
        const end = rest.indexOf("\r\n");
        if (end < 0) break;
        const command = rest.slice(0, 4).toUpperCase();
        rest = rest.slice(end + 2);
        body = command === "DATA";
        replies += answers[command] ?? "250 2.0.0 fine\r\n";
      }
    }
    // Only what could be the beginning of the final dot needs to be seen again.
    tail = body ? rest.slice(-4) : rest;
    if (replies) socket.write(replies);
  });
});

const answers: Record<string, string> = {
  EHLO: "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 52428800\r\n",
  DATA: "354 go on\r\n",
  QUIT: "221 2.0.0 bye\r\n",
};

server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as { port: number }).port}\n`));
process.on("disconnect", () => process.exit());
