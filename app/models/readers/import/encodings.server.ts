import { plausibility } from "./letters.server.ts";
import { textEncodings, type EncodingName } from "./textEncodings.server.ts";

/** Countries whose lists are likely in an encoding, by the end of the addresses in them. */
const countries: Partial<Record<EncodingName, string>> = {
  "Windows-1252": "fr de at ch es it pt br mx ar nl be se dk no fi is ie uk",
  "Windows-1250": "pl cz sk hu ro hr si ba",
  "ISO-8859-2": "pl cz sk hu ro hr si ba",
  "Windows-1251": "ru ua by bg kz rs mk su",
  "Windows-1253": "gr cy",
  "Windows-1254": "tr",
  Shift_JIS: "jp",
  GBK: "cn",
  "Mac Roman": "fr de at ch es it pt br nl be se dk no fi ie uk",
};

const eightBit = (Object.keys(textEncodings) as EncodingName[]).filter((name) => !name.startsWith("UTF"));

/**
 * Guesses the encoding of lines that are no UTF-8: whose letters make words, and where the addresses are from.
 * @param lines each with its bytes; a few hundred are enough
 * @param oldMac the lines end as the first Macs ended theirs, by which their encoding is likely too
 */
export function guessEncoding(lines: Buffer[], oldMac: boolean): EncodingName {
  const ends = lines.map((line) => /@[\w.-]+\.([a-z]+)/i.exec(line.toString("latin1"))?.[1]?.toLowerCase() ?? "");
  let best: { name: EncodingName; score: number } = { name: "Windows-1252", score: -Infinity };
  for (const name of eightBit) {
    const home = countries[name]!.split(" ");
    const local = ends.filter((end) => home.includes(end)).length * 0.4;
    const mac = name === "Mac Roman" && oldMac ? lines.length * 0.5 : 0;
    const score = lines.reduce((sum, line) => sum + plausibility(decodedAs(name, line), name), local + mac);
    if (score > best.score + 1e-6) best = { name, score };
  }
  return best.name;
}

/** 0x80 to 0x9F, where Windows-1252 differs from Latin-1; decoded here because it is fast and alike in every Node. */
const inWindows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** Decodes whole lines in an encoding that is no UTF-16. */
export function decodedAs(name: EncodingName, bytes: Buffer): string {
  if (name === "UTF-8") return bytes.toString("utf8");
  if (name !== "Windows-1252") return new TextDecoder(textEncodings[name]).decode(bytes);
  return bytes.toString("latin1").replace(/[\u0080-\u009f]/g, (sign) => inWindows1252[sign.charCodeAt(0) - 0x80]!);
}
