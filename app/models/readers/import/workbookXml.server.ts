import type { ZipFile } from "#app/models/zipEntries.server.ts";
import { CsvFault } from "./listFaults.server.ts";

/** The questions to a part of a spreadsheet; names are without their prefix. */
export type XmlScan = {
  open: (name: string, attributes: Record<string, string>) => void;
  close?: (name: string) => void;
  text?: (text: string) => void;
};

/** Elements in elements, faults, characters without an element between them, and those that are read at once. */
const limits = { deep: 64, faults: 1000, unbroken: 1_100_000, piece: 65_536 };

/**
 * Reads a part of a spreadsheet once, from its start to its end: its work is bounded for each byte, and its memory for any
 * file. No document type is read, so that no entity but XML's own is anything.
 * @param taken gives what was gathered since it was last asked; that is yielded after each piece
 * @throws CsvFault for what no program for spreadsheets writes
 */
export async function* scanXml<T>(file: ZipFile, { open, close, text }: XmlScan, taken: () => T[]): AsyncGenerator<T> {
  const { SaxesParser } = await import("saxes");
  const parser = new SaxesParser({ xmlns: false, position: false });
  let [deep, faults, unbroken] = [0, 0, 0];
  parser.on("opentag", ({ name, attributes }) => {
    unbroken = 0;
    // An element that never closes would make each one behind it a level.
    if ((deep += 1) > limits.deep) throw brokenArchive();
    open(withoutPrefix(name), attributes);
  });
  parser.on("closetag", ({ name }) => {
    [deep, unbroken] = [deep - 1, 0];
    close?.(withoutPrefix(name));
  });
  parser.on("text", (words) => text?.(words));
  parser.on("cdata", (words) => text?.(words));
  parser.on("doctype", () => {
    throw brokenArchive();
  });
  // With a listener, a small fault is passed over.
  parser.on("error", () => {
    if ((faults += 1) > limits.faults) throw brokenArchive();
  });
  const decoder = new TextDecoder();
  for await (const bytes of file.open()) {
    for (let at = 0; at < (bytes as Buffer).length; at += limits.piece) {
      const piece = decoder.decode((bytes as Buffer).subarray(at, at + limits.piece), { stream: true });
      unbroken += piece.length;
      parser.write(piece);
      if (unbroken > limits.unbroken) throw new CsvFault({ error: "too-long-line", most: 1_000_000 });
      yield* taken();
    }
  }
}

function brokenArchive(): CsvFault {
  return new CsvFault({ error: "broken-archive" });
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
