/** A part of a posted form; `fileName`: null for a field. Its bytes can be read once, and before the next part. */
type FormPart = { name: string; fileName: string | null; bytes: AsyncIterable<Buffer> };

const limits = { parts: 100, head: 8192 };

/** Thrown for a body that is no form, or is cut off, also while a part is read elsewhere. */
function broken(): Response {
  return new Response(null, { status: 400 });
}

/**
 * Reads a posted form part by part as it comes (RFC 7578), so that a large file is never whole in memory.
 * @throws 405 for another method, 400 for a body that is no such form or ends before its time
 */
export async function* partsOfForm(request: Request): AsyncGenerator<FormPart> {
  if (request.method !== "POST") throw new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const delimiter = Buffer.from(`\r\n--${boundaryOf(request)}`);
  // The first delimiter may be the body's first bytes.
  const body = openBody(request.body, Buffer.from("\r\n"));
  await drain(body.upTo(delimiter));
  for (let count = 0; (await body.take(2)).toString("latin1") !== "--"; count += 1) {
    if (count === limits.parts) throw broken();
    const part = partOf(await body.head());
    const bytes = body.upTo(delimiter);
    yield { ...part, bytes };
    await drain(bytes);
  }
}

function boundaryOf(request: Request): string {
  const type = request.headers.get("content-type") ?? "";
  const [, quoted, plain] =
    /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type) ?? [];
  const boundary = quoted ?? plain;
  if (!boundary || !request.body) throw broken();
  return boundary;
}

/** Long because: its three ways of reading share what is held of the body. */
function openBody(stream: ReadableStream<Uint8Array> | null, begin: Buffer) {
  const chunks = (stream ?? new ReadableStream<Uint8Array>()).getReader();
  let held: Buffer = begin;
  const more = async () => {
    const { value, done } = await chunks.read().catch(() => {
      throw broken();
    });
    if (done) throw broken();
    const next = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    held = held.length > 0 ? Buffer.concat([held, next]) : next;
  };
  const cut = (length: number) => {
    const piece = held.subarray(0, length);
    held = held.subarray(length);
    return piece;
  };
  return {
    async take(length: number): Promise<Buffer> {
      while (held.length < length) await more();
      return cut(length);
    },
    /** The lines that begin a part. */
    async head(): Promise<string> {
      for (;;) {
        const end = held.indexOf("\r\n\r\n");
        if (end >= 0) return cut(end + 4).toString("utf8");
        if (held.length > limits.head) throw broken();
        await more();
      }
    },
    /** All bytes before the next `sign`, and takes that too. */
    async *upTo(sign: Buffer): AsyncGenerator<Buffer> {
      for (;;) {
        const at = held.indexOf(sign);
        if (at >= 0) {
          const last = cut(at);
          cut(sign.length);
          if (last.length > 0) yield last;
          return;
        }
        // The end of what is held may be the beginning of the sign.
        const sure = held.length - sign.length + 1;
        if (sure > 0) yield cut(sure);
        await more();
      }
    },
  };
}

function partOf(head: string): { name: string; fileName: string | null } {
  const [, disposition = ""] = /^content-disposition:\s*form-data\s*(;.*)$/im.exec(head) ?? [];
  const said = (name: string) => new RegExp(`;\\s*${name}="([^"]*)"`, "i").exec(disposition)?.[1];
  const name = said("name");
  if (name === undefined) throw broken();
  const fileName = said("filename");
  return { name: unescaped(name), fileName: fileName === undefined ? null : withoutFolder(unescaped(fileName)) };
}

/** Browsers escape three signs of a name, and no others. */
function unescaped(text: string): string {
  return text.replace(/%(22|0D|0A)/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

function withoutFolder(name: string): string {
  return name.split(/[/\\]/).at(-1)!;
}

async function drain(bytes: AsyncIterable<Buffer>): Promise<void> {
  const rest = bytes[Symbol.asyncIterator]();
  while (!(await rest.next()).done);
}
