/**
 * The longest reply, in bytes; as in nodemailer. RFC 5321 4.5.3.1.5 has 512 for a line, so only a server that never
 * ends its reply gets there.
 */
const longestReply = 1024 * 1024;

const [cr, dash, space, zero, nine] = [0x0d, 0x2d, 0x20, 0x30, 0x39];

/**
 * Reads the replies out of what a server sends, in whatever pieces it comes. Lines end by CRLF or LF. Empty lines are
 * passed over. Text is kept byte by byte (latin1).
 */
export class ReplyReader {
  /** Received with a line end in it, and read up to `#at`. */
  #text = "";
  #at = 0;
  /** The beginning of a line whose end has not come. */
  #rest = "";
  /** The lines of a reply that goes on, and its code. The lines are only joined, as each look at them copies them. */
  #earlier = "";
  #code = "";
  #fault: string | null = null;

  /** Set to one sentence when a line is no reply (RFC 5321 4.2), or too long; nothing more is read then. */
  get fault(): string | null {
    return this.#fault;
  }

  /** True while something other than line ends is there that `next` has not returned. */
  get hasMore(): boolean {
    return (
      this.#earlier !== "" ||
      (this.#rest !== "" && this.#rest.trim() !== "") ||
      (this.#at < this.#text.length && this.#text.slice(this.#at).trim() !== "")
    );
  }

  push(chunk: Buffer): void {
    const text = chunk.toString("latin1");
    // Joined only where a line ends: a line that comes byte by byte is not copied with each byte.
    if (!text.includes("\n")) this.#rest += text;
    else {
      this.#text = this.#text.slice(this.#at) + this.#rest + text;
      this.#at = 0;
      this.#rest = "";
    }
    if (this.#rest.length + this.#earlier.length > longestReply) this.#fault = "The server’s reply has no end.";
  }

  /** @returns the next whole reply, its lines joined by "\n"; null when there is none yet, or a fault */
  next(): string | null {
    while (this.#fault === null) {
      const end = this.#text.indexOf("\n", this.#at);
      if (end < 0) {
        this.#rest = this.#text.slice(this.#at) + this.#rest;
        this.#text = "";
        this.#at = 0;
        return null;
      }
      const line = this.#text.slice(
        this.#at,
        this.#text.charCodeAt(end - 1) === cr ? Math.max(end - 1, this.#at) : end,
      );
      this.#at = end + 1;
      const reply = this.#join(line);
      if (reply !== null) return reply;
    }
    return null;
  }

  #join(line: string): string | null {
    if (line.trim() === "") return null;
    const goesOn = line.charCodeAt(3) === dash;
    if (!isReplyLine(line) || (this.#earlier !== "" && line.slice(0, 3) !== this.#code)) {
      this.#fault = `The server’s reply is malformed: ${line.slice(0, 200)}`;
    } else if (goesOn) {
      this.#code = line.slice(0, 3);
      this.#earlier += `${line}\n`;
      if (this.#earlier.length > longestReply) this.#fault = "The server’s reply has no end.";
    } else {
      const reply = this.#earlier + line;
      this.#earlier = "";
      return reply;
    }
    return null;
  }
}

/** Three digits, then the end, a space, or the hyphen of a reply that goes on. */
function isReplyLine(line: string): boolean {
  for (let i = 0; i < 3; i += 1) {
    const digit = line.charCodeAt(i);
    if (!(digit >= zero && digit <= nine)) return false;
  }
  const after = line.charCodeAt(3);
  return line.length === 3 || after === space || after === dash;
}

/** @returns a reply read as UTF-8; as it is where its bytes are something else (RFC 5321 4.2.1 names no charset) */
export function decoded(reply: string): string {
  if (!/[\u0080-\u00ff]/.test(reply)) return reply;
  const text = Buffer.from(reply, "latin1").toString("utf8");
  return text.includes("\ufffd") ? reply : text;
}
