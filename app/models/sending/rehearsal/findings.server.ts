import { z } from "zod";
import type { Context } from "#app/context.server.ts";

/** A reader's id: of who is erased, no rehearsal keeps the address. */
const reader = z.number();
const named = z.object({
  count: z.number(),
  /** The first of them. */
  named: z.array(z.object({ reader, reason: z.string() })),
});
const mail = z.object({ bytes: z.number(), reader });
const sizes = z.object({ smallest: mail, median: z.number(), largest: mail });

/** What a rehearsal found, as it is kept. */
const schema = z.object({
  readers: z.number(),
  /** Messages that cannot go out. */
  faults: named,
  /** Messages that reach a mailbox which another one reaches too. */
  duplicates: named,
  /** Of those that can be written: the HTML alone, and the whole message. */
  html: sizes.nullable(),
  wire: sizes.nullable(),
  providers: z.array(z.object({ name: z.string(), readers: z.number() })),
  /** Gmail would take us for a bulk sender from this issue on (P-05). */
  newToGmail: z.boolean(),
  former: z.object({ number: z.number(), readers: z.number() }).nullable(),
  /** How long the send takes; null when nothing says how fast it goes. */
  seconds: z.number().nullable(),
});
export type KeptFindings = z.infer<typeof schema>;
export type KeptNamed = z.infer<typeof named>;
export type KeptSizes = z.infer<typeof sizes>;

export type Named = { count: number; named: { email: string; reason: string }[] };
type Mail = { bytes: number; email: string };
export type Sizes = { smallest: Mail; median: number; largest: Mail };

/** The same with the readers' addresses. */
export type Findings = Omit<KeptFindings, "faults" | "duplicates" | "html" | "wire"> & {
  faults: Named;
  duplicates: Named;
  html: Sizes | null;
  wire: Sizes | null;
};

/** @returns what `JSON.stringify` was given, or null for what an older release kept */
export async function openFindings(context: Context, json: string | null): Promise<Findings | null> {
  const kept = schema.safeParse(JSON.parse(json ?? "null")).data;
  return kept ? withAddresses(context, kept) : null;
}

/** Puts addresses in the place of ids. */
export async function withAddresses(context: Context, kept: KeptFindings): Promise<Findings> {
  const emails = await addressesOf(context, kept);
  const email = (id: number) => emails.get(id) ?? "a reader who is gone";
  const names = ({ count, named }: KeptNamed): Named => ({
    count,
    named: named.map(({ reader, reason }) => ({ email: email(reader), reason })),
  });
  const weighed = ({ bytes, reader }: z.infer<typeof mail>): Mail => ({ bytes, email: email(reader) });
  const sizes = (kept: KeptSizes | null): Sizes | null =>
    kept && { smallest: weighed(kept.smallest), median: kept.median, largest: weighed(kept.largest) };
  return {
    ...kept,
    faults: names(kept.faults),
    duplicates: names(kept.duplicates),
    html: sizes(kept.html),
    wire: sizes(kept.wire),
  };
}

async function addressesOf(context: Context, { faults, duplicates, html, wire }: KeptFindings) {
  const mails = [html, wire].flatMap((sizes) => (sizes ? [sizes.smallest, sizes.largest] : []));
  const ids = [...faults.named, ...duplicates.named, ...mails].map(({ reader }) => reader);
  if (ids.length === 0) return new Map<number, string>();
  const rows = await context.db.selectFrom("subscribers").select(["id", "email"]).where("id", "in", ids).execute();
  return new Map(rows.map(({ id, email }) => [id, email]));
}
