import { createHmac } from "node:crypto";
import { connect, type Socket } from "node:net";
import type { Answer, Claim } from "./ledger.ts";

const line = `${"x".repeat(74)}\r\n`;

/** Returns the part that all readers share, in two halves with the reader's link between them. */
function sharedHalf(bytes: number): Buffer {
  return Buffer.from(line.repeat(Math.round(bytes / 2 / line.length)));
}

/**
 * Hands messages over on one connection until `next` has none. MAIL, RCPT and DATA go in one packet (RFC 2920), so a
 * message costs two round trips; only a reader's own lines are written for each.
 */
export function pour(port: number, bytes: number, next: (last: Answer | null) => Promise<Claim | null>): Promise<void> {
  const half = sharedHalf(bytes);
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1").setNoDelay(true).on("error", reject);
    let claim: Claim | null = null;
    let last: Answer | null = null;
    let due = 1;
    let isBody = false;
    let isOver = false;
    const begin = async () => {
      claim = await next(last);
      last = null;
      isOver = !claim;
      if (!claim) return void socket.end("QUIT\r\n", resolve);
      due = 3;
      socket.write(`MAIL FROM:<editors@briefing.example>\r\nRCPT TO:<${claim.email}>\r\nDATA\r\n`);
    };
    const answered = (reply: string) => {
      due -= 1;
      if (due > 0 || isOver) return;
      if (!claim && reply.startsWith("220")) return void ((due = 1), socket.write("EHLO yardstick.example\r\n"));
      if (claim && !isBody) return void ((due = 1), (isBody = true), writeBody(socket, claim, half));
      if (claim) last = { id: claim.id, reply };
      isBody = false;
      begin().catch(reject);
    };
    socket.on("data", (data) => {
      for (const reply of data.toString("latin1").split("\r\n")) if (/^\d{3} /.test(reply)) answered(reply);
    });
  });
}

function writeBody(socket: Socket, { id, email }: Claim, half: Buffer) {
  const leave = createHmac("sha256", "a secret of the bench").update(`leave ${id}`).digest("base64url");
  socket.cork();
  socket.write(`To: ${email}\r\nList-Unsubscribe: <https://briefing.example/${leave}>\r\n\r\n`);
  socket.write(half);
  socket.write(`${leave}\r\n`);
  socket.write(half);
  socket.write(".\r\n");
  socket.uncork();
}
