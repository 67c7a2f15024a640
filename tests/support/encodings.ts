import { textEncodings, type EncodingName } from "#app/models/readers/import/textEncodings.server.ts";

const known = new Map<EncodingName, Map<string, number[]>>();

/** Writes text in an old encoding, by what its decoder reads; throws for a sign that it does not have. */
export function encoded(text: string, name: EncodingName): Buffer {
  const bytes = known.get(name) ?? tableOf(name);
  known.set(name, bytes);
  return Buffer.from(
    [...text].flatMap((sign) => {
      const found = bytes.get(sign);
      if (!found) throw new Error(`${name} has no ${sign}`);
      return found;
    }),
  );
}

function tableOf(name: EncodingName): Map<string, number[]> {
  const decoder = new TextDecoder(textEncodings[name]);
  const bytes = new Map<string, number[]>();
  const add = (given: number[]) => {
    const sign = decoder.decode(Uint8Array.from(given));
    if ([...sign].length === 1 && sign !== "\ufffd" && !bytes.has(sign)) bytes.set(sign, given);
  };
  for (let one = 0; one < 256; one += 1) add([one]);
  if (name === "Shift_JIS" || name === "GBK")
    for (let lead = 0x81; lead < 0xff; lead += 1) for (let trail = 0x40; trail < 0xff; trail += 1) add([lead, trail]);
  return bytes;
}
