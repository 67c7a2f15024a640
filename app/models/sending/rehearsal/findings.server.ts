import { z } from "zod";
import type { Context } from "#app/context.server.ts";

/** A reader's id, not their address, which would survive an erasure. */
const reader = z.number();
const named = z.object({
  count: z.number(),
  /** The first of them. */
  named: z.array(z.object({ reader, reason: z.string() })),
});
const mail = z.object({ bytes: z.number(), reader });
const sizes = z.object({ smallest: mail, median: z.number(), largest: mail });

/** The result of a rehearsal, as stored. */
const schema = z.object({
  readers: z.number(),
  /** Messages that cannot be sent. */
  faults: named,
  /** Messages to a mailbox that gets another one too. */
  duplicates: named,
  /** Of the valid messages: the HTML alone, and the whole message. */
  html: sizes.nullable(),
  wire: sizes.nullable(),
  providers: z.array(z.object({ name: z.string(), readers: z.number() })),
  /** Gmail would count us as a bulk sender from this issue on (P-05). */
  newToGmail: z.boolean(),
  former: z.object({ number: z.number(), readers: z.number() }).nullable(),
  /** Duration of the send; null when the speed is unknown. */
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

/** @returns the parsed result, or null for one of an older release */
export async function openFindings(context: Context, json: string | null): Promise<Findings | null> {
  const kept = schema.safeParse(JSON.parse(json ?? "null")).data;
  return kept ? withAddresses(context, kept) : null;
}

/** Replaces ids by addresses. */
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
