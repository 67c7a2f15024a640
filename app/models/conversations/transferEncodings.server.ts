/** Bytes of base64 that are decoded at once: as text they take their size once more. */
const slice = 64 * 1024;

/** Undoes a transfer encoding (RFC 2045 6) with little more memory than the result; of broken base64 what can be read. */
export function decodedBytes(body: Buffer, encoding: string): Buffer {
  if (encoding === "base64") return fromBase64(body);
  return encoding === "quoted-printable" ? fromQuotedPrintable(body) : body;
}

function fromBase64(body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(Math.ceil((body.length * 3) / 4) + 3);
  let length = 0;
  let rest = "";
  for (let at = 0; at < body.length; at += slice) {
    const signs = rest + body.toString("latin1", at, at + slice).replace(/[^A-Za-z0-9+/]+/g, "");
    const whole = at + slice < body.length ? signs.length - (signs.length % 4) : signs.length;
    length += bytes.write(signs.slice(0, whole), length, "base64");
    rest = signs.slice(whole);
  }
  return bytes.subarray(0, length);
}

function fromQuotedPrintable(body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(body.length);
  let length = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]!;
    if (byte !== 61) {
      bytes[length++] = byte;
      continue;
    }
    const [first, second] = [body[at + 1], body[at + 2]];
    if (first === 10) at += 1;
    else if (first === 13 && second === 10) at += 2;
    else {
      const code = parseInt(body.toString("latin1", at + 1, at + 3), 16);
      const isCode = /^[0-9a-f]{2}$/i.test(body.toString("latin1", at + 1, at + 3));
      bytes[length++] = isCode ? code : byte;
      if (isCode) at += 2;
    }
  }
  return bytes.subarray(0, length);
}
