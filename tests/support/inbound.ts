import type { Context } from "#app/context.server.ts";
import type { Inbound } from "#app/models/inbound/receiving.server.ts";
import type { Ways } from "#app/models/inbound/work.server.ts";
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
  return { ...message, report, reference: null, target, before: null, raw: Buffer.alloc(0), ...parts };
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

/** A mail as it comes back, whose Subject says the kind of its report. */
export function aMail(sentTo: string, kind: ReportKind, parts: Partial<Inbound> & { words?: string } = {}): Inbound {
  const { words = "", ...others } = parts;
  const raw = Buffer.from(`To: ${sentTo}\r\nSubject: ${kind}\r\n\r\n${words}\r\n`);
  return { door: "smtp", provider: null, sentFrom: "", sentTo: [sentTo], raw, ...others };
}

/** Understands a mail by its Subject, and writes each act into the log of activities. */
export const bySubject: Ways = {
  version: 1,
  understand: (_, { raw, at }) => {
    const kinds = /^Subject: (.*?)\r?$/m.exec(raw.toString())?.[1]?.split(", ") ?? [];
    return Promise.resolve(kinds.map((kind) => ({ at, report: aReport(kind as ReportKind) })));
  },
  act: async (context, facts) => {
    for (const { report, target, before } of facts) {
      const what = `${report.kind} ${target?.subscriberId ?? "nobody"}${before ? ` instead of ${before}` : ""}`;
      const row = { at: context.clock(), actor: "a test", action: "acted", detail: what };
      await context.db
        .insertInto("audit_events")
        .values({ ...row, editor_id: null, network: null })
        .execute();
    }
    return facts.map(() => "acted");
  },
};

/** The acts of `bySubject`, in their order. */
export async function actsOf({ db }: Context): Promise<string[]> {
  const rows = await db
    .selectFrom("audit_events")
    .select("detail")
    .where("action", "=", "acted")
    .orderBy("id")
    .execute();
  return rows.map(({ detail }) => detail);
}

type Return = {
  subscriberId: number;
  editionId: number | null;
  kind?: ReportKind;
  diagnostic: string;
  evidence?: string[];
};

/** A return about a reader as it is kept once it was acted on: a hard bounce, if not said otherwise. */
export async function aReturn(context: Context, { kind = "hard", evidence = [], ...given }: Return): Promise<void> {
  const messageId = await anInboundMessage(
    context,
    "smtp",
    `Subject: ${kind} ${given.subscriberId} ${given.editionId}\n\nx`,
  );
  await context.db
    .insertInto("inbound_reports")
    .values({
      ...{ message_id: messageId, n: 0, kind, category: "address", status: "5.1.1", rule: "x", confidence: "certain" },
      ...{ diagnostic: given.diagnostic, evidence: JSON.stringify(evidence), matched_by: "token", at: context.clock() },
      ...{ edition_id: given.editionId, letter_id: null, subscriber_id: given.subscriberId, domain: "readers.example" },
      ...{ acted_at: context.clock(), act: "suppressed" },
    })
    .execute();
}
