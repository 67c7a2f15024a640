import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { simpleParser, type AddressObject, type ParsedMail } from "mailparser";

type Address = { address: string; name: string };

/** A mail's line in the list. `at`: milliseconds since the epoch; `to`: the envelope's recipients. */
export type MailEntry = { id: string; at: number; from: Address[]; to: string[]; subject: string };

export type Mailbox = {
  /** Newest first. */
  entries(): MailEntry[];
  /** Stores a mail as received. */
  take(raw: Buffer, to: string[]): Promise<MailEntry>;
  entry(id: string): MailEntry | undefined;
  source(id: string): Buffer;
  read(id: string): Promise<ParsedMail>;
  empty(): void;
};

/**
 * Opens the demo's mailbox: one file for each mail, and a list that survives a restart.
 * @param most mails that are kept; the oldest are deleted
 */
export function openMailbox(folder: string, most: number): Mailbox {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const list = join(folder, "list.jsonl");
  const fileOf = (id: string) => join(folder, `${id}.eml`);
  const kept = new Map(entriesIn(list).map((entry) => [entry.id, entry]));
  let count = kept.size;
  drop();
  // Written again, so that nothing is appended to a torn line and mails that are gone leave the list.
  if (existsSync(list)) writeFileSync(list, [...kept.values()].map(lineOf).join(""), { mode: 0o600 });

  function drop() {
    for (const id of [...kept.keys()].slice(0, Math.max(0, kept.size - most))) {
      kept.delete(id);
      rmSync(fileOf(id), { force: true });
    }
  }

  const source = (id: string) => readFileSync(fileOf(id));
  return {
    entries: () => [...kept.values()].reverse(),
    entry: (id) => kept.get(id),
    source,
    read: (id) => simpleParser(source(id)),
    async take(raw, to) {
      const { from, subject = "" } = await simpleParser(headOf(raw));
      const at = Date.now();
      const entry = { id: `${at}-${(count += 1)}`, at, from: addressesIn(from), to, subject };
      writeFileSync(fileOf(entry.id), raw, { mode: 0o600 });
      appendFileSync(list, lineOf(entry), { mode: 0o600 });
      kept.set(entry.id, entry);
      drop();
      return entry;
    },
    empty() {
      for (const id of kept.keys()) rmSync(fileOf(id), { force: true });
      rmSync(list, { force: true });
      kept.clear();
    },
  };
}

/** @returns the entries whose mail still exists; a line torn by a full disk or a power cut counts for nothing */
function entriesIn(list: string): MailEntry[] {
  if (!existsSync(list)) return [];
  const entries = readFileSync(list, "utf8").split("\n").flatMap(entryIn);
  return entries.filter(({ id }) => existsSync(join(list, "..", `${id}.eml`)));
}

function lineOf(entry: MailEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

function entryIn(line: string): MailEntry[] {
  try {
    return [JSON.parse(line) as MailEntry];
  } catch {
    return [];
  }
}

/** Returns the header of a message; the list needs no more. */
function headOf(raw: Buffer): Buffer {
  const end = raw.indexOf("\r\n\r\n");
  return end < 0 ? raw : raw.subarray(0, end + 4);
}

/** Returns the addresses of a header, with groups expanded. */
export function addressesIn(header: AddressObject | AddressObject[] | undefined): Address[] {
  return [header ?? []].flat().flatMap(({ value }) => value.map(({ address = "", name }) => ({ address, name })));
}
