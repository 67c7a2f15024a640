import { createServer, type Socket } from "node:net";

/**
 * An SMTP server that takes everything and keeps nothing, in a process of its own; prints its port. It knows just
 * enough of RFC 5321 to be told mail as fast as it comes. `BENCH_DELAY`: milliseconds before every reply, as over a
 * network; commands sent together are answered together.
 */
const delay = Number(process.env.BENCH_DELAY ?? 0);
const answers: Record<string, string> = {
  EHLO: "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 52428800\r\n",
  DATA: "354 go on\r\n",
  QUIT: "221 2.0.0 bye\r\n",
};
const finalDot = Buffer.from("\r\n.\r\n");

const server = createServer((socket) => {
  let inBody = false;
  let tail: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on("error", () => {});
  say(socket, "220 sink ESMTP\r\n");
  socket.on("data", (chunk: Buffer) => {
    let rest = tail.length > 0 ? Buffer.concat([tail, chunk]) : chunk;
    let replies = "";
    for (;;) {
      if (inBody) {
        const dot = rest.indexOf(finalDot);
        if (dot < 0) break;
        inBody = false;
        rest = rest.subarray(dot + finalDot.length);
        replies += "250 2.0.0 taken\r\n";
      } else {
        const end = rest.indexOf("\r\n");
        if (end < 0) break;
        const command = rest.toString("latin1", 0, 4).toUpperCase();
        rest = rest.subarray(end + 2);
        inBody = command === "DATA";
        replies += answers[command] ?? "250 2.0.0 fine\r\n";
      }
    }
    // Only what could be the beginning of the final dot needs to be seen again.
    tail = Buffer.from(inBody ? rest.subarray(-4) : rest);
    if (replies) say(socket, replies);
  });
});

function say(socket: Socket, replies: string) {
  if (delay === 0) socket.write(replies);
  else setTimeout(() => socket.write(replies), delay);
}

server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as { port: number }).port}\n`));
process.on("disconnect", () => process.exit());
