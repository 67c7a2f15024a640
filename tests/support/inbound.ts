import type { Context } from "#app/context.server.ts";
import {
  noReferences,
  type Fact,
  type InboundDoor,
  type Report,
  type ReportKind,
  type ReportReferences,
  type Target,
} from "#app/models/inbound/reports.ts";

/** A report of a kind, as understanding gives it; `parts` replaces what a test is about. */
export function aReport(
  kind: ReportKind,
  { references, ...parts }: Partial<Omit<Report, "references">> & { references?: Partial<ReportReferences> } = {},
): Report {
  return {
    kind,
    category: null,
    status: null,
    diagnostic: null,
    evidence: [],
    rule: "a test's",
    confidence: "certain",
    newAddress: null,
    references: { ...noReferences, ...references },
    ...parts,
  };
}

/** A report about a delivery, as it comes to be acted on. */
export function aFact(context: Context, report: Report, target: Target | null, parts: Partial<Fact> = {}): Fact {
  const message = { messageId: 1, n: 0, at: context.clock(), door: "smtp" as const, provider: null, sentFrom: "" };
  return { ...message, report, target, raw: Buffer.alloc(0), ...parts };
}

/** Writes a message down as if it had come in now. @returns its id */
export async function anInboundMessage(context: Context, door: InboundDoor, raw: string): Promise<number> {
  const row = await context.db
    .insertInto("inbound_messages")
    .values({
      door,
      provider: null,
      dedupe_key: `${door} ${raw}`,
      received_at: context.clock(),
      sent_from: "",
      sent_to: JSON.stringify(["bounces@bounces.example.org"]),
      raw: Buffer.from(raw),
      size: raw.length,
      state: "understood",
      rules_version: 1,
      understood_at: context.clock(),
      held_until: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}
