import { z } from "zod";
import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { consentHead } from "./head.server.ts";
import { chainCheck, fault, type ChainFault, type CheckedEvent } from "./verification.server.ts";
import { allWordings, chainedEvents, countEvents, type ConsentVerdict } from "./verifyDatabase.server.ts";

const format = "pressrun consent 1";

export type ExportOrder = {
  list?: { id: number; slug: string } | undefined;
  subscriberId?: number | undefined;
  /** True includes addresses, names, IP addresses and user agents that are not erased. */
  personal: boolean;
  actor: string;
};

/** Yields the chain, or a part of it, as lines of JSON: a head, every wording, then the events. */
export async function* consentLines(context: Context, order: ExportOrder): AsyncGenerator<string> {
  const { list, subscriberId, personal } = order;
  const head = await consentHead(context);
  const part = { upTo: head.events, listId: list?.id, subscriberId };
  const whole = !list && subscriberId === undefined;
  const events = await countEvents(context, part);
  const exportedAt = context.clock();
  yield line({ pressrun: format, exportedAt, head, whole, list: list?.slug ?? null, events, personal });
  for (const wording of await allWordings(context)) yield line({ type: "wording", ...wording });
  for await (const event of chainedEvents(context, part))
    yield line({ type: "event", ...(personal ? event : withoutPerson(event)) });
  await logAction(
    context,
    order.actor,
    "export",
    `${events} consent receipts${personal ? ", personal parts included" : ""}`,
  );
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function withoutPerson(event: CheckedEvent) {
  const { address, name, whoSalt, ip, userAgent, traceSalt, ...rest } = event;
  return rest;
}

/**
 * Checks an export without the database that it came from.
 * @param lines of the file
 * @param expect the hash of an earlier head; the export must contain it
 */
export async function verifyExport(lines: AsyncIterable<string>, expect?: string): Promise<ConsentVerdict> {
  let check: ReturnType<typeof chainCheck> | null = null;
  let order: z.infer<typeof headLine> | null = null;
  let number = 0;
  const verdict = (fault: ChainFault | null) => ({
    head: order?.head ?? { events: 0, hash: "" },
    tally: check?.tally ?? { events: 0, wordings: 0, whoErased: 0, tracesErased: 0 },
    fault,
  });
  for await (const text of lines) {
    number += 1;
    if (text.trim() === "") continue;
    const read = (check ? anyLine : headLine).safeParse(parsed(text));
    if (!read.success) return verdict(fault(null, "unreadable", { error: "no-export", line: number }));
    if ("pressrun" in read.data) {
      order = read.data;
      check = chainCheck({ ...order, ...(expect !== undefined && { expect }) });
      continue;
    }
    const wrong = read.data.type === "wording" ? check!.wording(read.data) : check!.event(read.data);
    if (wrong) return verdict(wrong);
  }
  if (!check || !order) return verdict(fault(null, "unreadable", { error: "empty-file" }));
  return verdict(check.end() ?? countFault(check.tally.events, order.events));
}

function countFault(events: number, declared: number): ChainFault | null {
  if (events === declared) return null;
  return fault(null, "cut off", { error: "file-cut", events, declared });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const whole = z.int();
const text = z.string();
const optional = text.nullable();

const headLine = z.object({
  pressrun: z.literal(format),
  head: z.object({ events: whole, hash: text }),
  whole: z.boolean(),
  events: whole,
  personal: z.boolean(),
});

const wordingLine = z.object({
  type: z.literal("wording"),
  hash: text,
  purpose: text,
  language: optional,
  version: whole.nullable(),
  text,
  shownFrom: whole,
  madeBy: text,
});

const eventLine = z.object({
  type: z.literal("event"),
  ...{ seq: whole, prev: text, hash: text, at: whole, subscriber: whole, list: optional, kind: text },
  ...{ wording: optional, detail: optional, source: text, method: optional },
  ...{ letterId: whole.nullable(), letterAt: whole.nullable(), whoSeal: optional, traceSeal: optional },
  ...{ address: optional.optional(), name: optional.optional(), whoSalt: optional.optional() },
  ...{ ip: optional.optional(), userAgent: optional.optional(), traceSalt: optional.optional() },
});

const anyLine = z.discriminatedUnion("type", [wordingLine, eventLine]);
