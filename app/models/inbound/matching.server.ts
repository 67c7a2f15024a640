import type { Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { day } from "#app/models/durations.ts";
import type { MailPurpose, MailReference } from "#app/models/mailPurposes.ts";
import { openReference } from "#app/models/mailReferences.server.ts";
import { openToken } from "#app/models/signedTokens.server.ts";
import { isAmong } from "#db/bulk.server.ts";
import { messageId } from "#emails/message/messageId.server.ts";
import type { InboundDoor, Report, ReportKind, Target } from "./reports.ts";

/** Days within which a mail comes back: by its Message-ID, and by the address alone (B-03). */
const daysByMessageId = 30;
const daysByAddress = 10;

/** The purposes whose references tell whom a report is about: one that others have seen must not do for another thing. */
const purposesOf: Record<ReportKind, MailPurpose[]> = {
  hard: ["bounce"],
  soft: ["bounce"],
  block: ["bounce"],
  delayed: ["bounce"],
  delivered: ["bounce"],
  complaint: ["bounce"],
  "not-spam": ["bounce"],
  "authentication-failure": ["bounce"],
  "opt-out": ["bounce", "leave"],
  leave: ["leave"],
  "auto-reply": ["bounce", "reply"],
  challenge: ["bounce", "reply"],
  moved: ["bounce", "reply"],
  reply: ["reply", "bounce"],
  unknown: ["bounce", "reply", "leave"],
};

/** Reports that are about a reader whichever of our mails it was, so that the link to leave in it is proof enough. */
const aboutReader: ReportKind[] = ["complaint", "opt-out", "leave", "not-spam"];

/** Reports that our own mail server may write, which names a mail as it did when it took it. Their names can be guessed by some. */
const bounces: ReportKind[] = ["hard", "soft", "block", "delayed", "delivered"];

/** The message that told a report. `at`: milliseconds, when it came in. */
export type ToldBy = { door: InboundDoor; sentTo: string[]; at: number };

/**
 * `reader`: the target's address as it is compared. `forgottenAt`: when the reader was erased whom its reference names, in
 * milliseconds; null for nobody.
 */
export type Match = {
  reference: MailReference | null;
  target: Target | null;
  reader: { key: string; domain: string } | null;
  forgottenAt: number | null;
};

/**
 * Finds whom reports are about, in the order of B-03. A forged or expired reference is nobody's. An address that a mail
 * merely names is no proof, because anybody can write one (8.32); in a provider's signed event it is.
 */
export async function matchReports(context: Context, all: { report: Report; told: ToldBy }[]): Promise<Match[]> {
  const opened = all.map(({ report, told }) => openReferences(context, report, told));
  const lookup = await openLookup(
    context,
    opened
      .flatMap(({ reference, byToken, byEnvelope }) => [reference, byToken ?? byEnvelope])
      .filter((one) => one !== null),
  );
  const matches: Match[] = [];
  for (const [i, { report, told }] of all.entries()) {
    const { reference, byToken, byEnvelope } = opened[i]!;
    const target =
      (byToken && (await lookup.target("token", byToken))) ??
      (byEnvelope && (await lookup.target("envelope-id", byEnvelope))) ??
      (await bySignsOfTheMail(context, lookup, report, told));
    const forgottenAt = reference && !target ? lookup.forgottenAt(reference.subscriberId) : null;
    matches.push({ reference, target, reader: target && lookup.reader(target.subscriberId), forgottenAt });
  }
  return matches;
}

/** `reference`: the best that was found; the others: one that is good for what the report tells. */
type Opened = { reference: MailReference | null; byToken: MailReference | null; byEnvelope: MailReference | null };

function openReferences(context: Context, { references, kind }: Report, told: ToldBy): Opened {
  // A provider proves by itself that it was so; the reference only tells whose mail it was.
  const wanted: MailPurpose[] = told.door === "webhook" ? ["bounce", ...purposesOf[kind]] : purposesOf[kind];
  const named = [...new Set([...told.sentTo, ...references.sentTo])];
  const known = named.map((text) => openReference(context, text, told.at)).filter((one) => one !== null);
  const reference = known.find(({ purpose }) => wanted.includes(purpose)) ?? known[0] ?? null;
  const envelope = references.envelopeId === null ? null : openReference(context, references.envelopeId, told.at);
  const ifGood = (one: MailReference | null) => (one && !one.isExpired && wanted.includes(one.purpose) ? one : null);
  return { reference: reference ?? envelope, byToken: ifGood(reference), byEnvelope: ifGood(envelope) };
}

async function bySignsOfTheMail(
  context: Context,
  lookup: Lookup,
  { references, kind }: Report,
  told: ToldBy,
): Promise<Target | null> {
  const leaves = references.listUnsubscribe.map((url) => openLeaveLink(context, url)).filter((one) => one !== null);
  const { originalRecipient, finalRecipient } = references;
  const original = await readerAt(context, originalRecipient);
  const final = await readerAt(context, finalRecipient);
  const readers = [...leaves.map(({ subscriberId }) => subscriberId), original, final].filter((id) => id !== null);
  for (const subscriberId of new Set(readers)) {
    const found = await byMessageId(context, references.messageIds, subscriberId, told.at);
    if (found) return lookup.target("message-id", found);
    const named = bounces.includes(kind) ? references.queueIds : [];
    const queued = await byQueueId(context, named, subscriberId, told.at);
    if (queued) return lookup.target("queue-id", queued);
  }
  const [leave] = leaves;
  if (leave && aboutReader.includes(kind)) {
    const latest = await latestTo(context, lookup, leave.subscriberId, told.at, leave.listId);
    return lookup.target("list-unsubscribe", { ...leave, editionId: latest, letterId: null });
  }
  if (told.door !== "webhook") return null;
  for (const [by, subscriberId] of [["original-recipient", original] as const, ["final-recipient", final] as const]) {
    const editionId = subscriberId === null ? null : await latestTo(context, lookup, subscriberId, told.at);
    if (editionId !== null) return lookup.target(by, { subscriberId: subscriberId!, editionId, letterId: null });
  }
  return null;
}

type Named = Pick<MailReference, "subscriberId" | "editionId" | "letterId">;

/** Finds readers and lists, each once; those that are wanted for certain together. */
type Lookup = {
  /** @returns null for a reader who is erased, or was deleted */
  target(by: Target["by"], named: Named & { listId?: number }): Promise<Target | null>;
  listOf(editionId: number | null, letterId: number | null): Promise<number | null>;
  reader(subscriberId: number): { key: string; domain: string } | null;
  /** @returns when a reader who was wanted for certain was erased */
  forgottenAt(subscriberId: number): number | null;
};

async function openLookup(context: Context, wanted: Named[]): Promise<Lookup> {
  const readers = new Map<number, { key: string; domain: string }>();
  const lists = new Map<string, number | null>();
  const asked = new Set<number>();
  const forgotten = new Map<number, number>();
  const readReaders = async (ids: number[]) => {
    for (const id of ids) asked.add(id);
    for (const { id, email_key: key, domain, erased_at } of await readersAmong(context, ids))
      if (erased_at === null) readers.set(id, { key, domain });
      else forgotten.set(id, erased_at);
  };
  const listOf: Lookup["listOf"] = async (editionId, letterId) => {
    const key = letterId === null ? `edition ${editionId}` : `letter ${letterId}`;
    if (!lists.has(key)) lists.set(key, await listOfMail(context, editionId, letterId));
    return lists.get(key)!;
  };
  await readReaders([...new Set(wanted.map(({ subscriberId }) => subscriberId))]);
  return {
    listOf,
    reader: (id) => readers.get(id) ?? null,
    forgottenAt: (id) => forgotten.get(id) ?? null,
    async target(by, { subscriberId, editionId, letterId, listId }) {
      if (!asked.has(subscriberId)) await readReaders([subscriberId]);
      const reader = readers.get(subscriberId);
      if (!reader) return null;
      const { domain } = reader;
      return {
        ...{ by, subscriberId, editionId, letterId, domain },
        listId: listId ?? (await listOf(editionId, letterId)),
      };
    },
  };
}

async function readersAmong({ db }: Context, ids: number[]) {
  if (ids.length === 0) return [];
  return db
    .selectFrom("subscribers")
    .select(["id", "email_key", "domain", "erased_at"])
    .where(isAmong(db, "id", ids))
    .execute();
}

async function listOfMail({ db }: Context, editionId: number | null, letterId: number | null): Promise<number | null> {
  if (letterId !== null) {
    const letter = db.selectFrom("letters").select("list_id").where("id", "=", letterId);
    return (await letter.executeTakeFirst())?.list_id ?? null;
  }
  if (editionId === null) return null;
  const edition = await db
    .selectFrom("editions")
    .leftJoin("issues", "issues.id", "editions.issue_id")
    .leftJoin("digests", "digests.id", "editions.digest_id")
    .select(["issues.list_id as ofIssue", "digests.list_id as ofDigest"])
    .where("editions.id", "=", editionId)
    .executeTakeFirst();
  return edition?.ofIssue ?? edition?.ofDigest ?? null;
}

/** @param url a List-Unsubscribe field, or an address of it */
function openLeaveLink(context: Context, url: string): { listId: number; subscriberId: number } | null {
  const token = /\/(?:one-click|unsubscribe)\/([\w-]{22,120})/.exec(url.slice(0, 2000))?.[1] ?? "";
  const [listId, subscriberId, ...more] = openToken(context, "unsubscribe", token) ?? [];
  return listId && subscriberId && more.length === 0 ? { listId, subscriberId } : null;
}

async function readerAt({ db }: Context, recipient: string | null): Promise<number | null> {
  const address = parseAddress((recipient ?? "").replace(/^rfc822;/i, ""));
  if ("error" in address) return null;
  const row = await db.selectFrom("subscribers").select("id").where("email_key", "=", address.key).executeTakeFirst();
  return row?.id ?? null;
}

/** Only its recipient and servers on the way know the Message-ID of a delivery. */
async function byMessageId(
  context: Context,
  ids: string[],
  subscriberId: number,
  at: number,
): Promise<Named | undefined> {
  if (ids.length === 0) return undefined;
  const given = new Set(ids.map((id) => `<${id.trim().replace(/^<|>$/g, "")}>`));
  const editions = await deliveredTo(context, subscriberId, at - daysByMessageId * day);
  const edition = editions.find((one) => given.has(messageId(one.marker_key, subscriberId, one.from_address)));
  if (edition) return { subscriberId, editionId: edition.id, letterId: null };
  const letters = await context.db
    .selectFrom("letters")
    .select("id")
    .where("subscriber_id", "=", subscriberId)
    .where("created_at", ">", at - daysByMessageId * day)
    .execute();
  const { secrets, mailFrom } = context.config;
  const letter = letters.find(({ id }) =>
    secrets.some((secret) => given.has(messageId(`letter ${secret}`, id, mailFrom))),
  );
  return letter && { subscriberId, editionId: null, letterId: letter.id };
}

/** Only servers on the way and its recipient know the name that our mail server gave to a delivery when it took it (B-02). */
async function byQueueId(
  context: Context,
  ids: string[],
  subscriberId: number,
  at: number,
): Promise<Named | undefined> {
  if (ids.length === 0) return undefined;
  const names = (reply: string | null) => new Set(reply?.match(/[\w-]{8,}/g) ?? []);
  const isNamed = ({ reply }: { reply: string | null }) => ids.some((id) => names(reply).has(id));
  const edition = (await deliveredTo(context, subscriberId, at - daysByMessageId * day)).find(isNamed);
  if (edition) return { subscriberId, editionId: edition.id, letterId: null };
  const letters = await context.db
    .selectFrom("letters")
    .select(["id", "reply"])
    .where("subscriber_id", "=", subscriberId)
    .where("created_at", ">", at - daysByMessageId * day)
    .where("status", "=", "accepted")
    .execute();
  const letter = letters.find(isNamed);
  return letter && { subscriberId, editionId: null, letterId: letter.id };
}

async function latestTo(
  context: Context,
  lookup: Lookup,
  subscriberId: number,
  at: number,
  listId?: number,
): Promise<number | null> {
  const editions = await deliveredTo(context, subscriberId, at - daysByAddress * day);
  for (const { id } of editions) if (listId === undefined || (await lookup.listOf(id, null)) === listId) return id;
  return null;
}

/** Editions handed over to a reader since a time, the latest first. */
function deliveredTo({ db }: Context, subscriberId: number, since: number) {
  return db
    .selectFrom("deliveries")
    .innerJoin("editions", "editions.id", "deliveries.edition_id")
    .select(["editions.id", "marker_key", "from_address", "deliveries.reply"])
    .where("subscriber_id", "=", subscriberId)
    .where("deliveries.status", "in", ["accepted", "uncertain", "sending"])
    .where("editions.frozen_at", ">", since)
    .orderBy("editions.frozen_at", "desc")
    .orderBy("editions.id", "desc")
    .limit(50)
    .execute();
}
