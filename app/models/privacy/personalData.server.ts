import type { Context } from "#app/context.server.ts";
import { clicksHeld, type HeldClick } from "#app/models/clicks/heldClicks.server.ts";
import { countedAnywhere } from "#app/models/clicks/counting.server.ts";
import { consentOf, type ConsentEvent } from "#app/models/consent/record.server.ts";
import { repliesHeld, type HeldReply } from "#app/models/conversations/retention.server.ts";
import { cameBackFrom } from "#app/models/deliveries/cameBack.server.ts";
import { deliveriesOfSubscriber } from "#app/models/deliveries/deliveryLines.server.ts";
import { answersHeld, type HeldAnswer } from "#app/models/feedback/answers.server.ts";
import { newAddressOf } from "#app/models/inbound/newAddresses.server.ts";
import { leavingsHeld, type HeldLeaving } from "#app/models/numbers/departures.server.ts";
import { notesOf, type ReaderNote } from "#app/models/readers/notes.server.ts";
import { referralsHeld } from "#app/models/readers/referrals.server.ts";
import {
  readPendingPreferences,
  type PendingPreferences,
} from "#app/models/readers/sign-up/pendingPreferences.server.ts";
import { topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";

/** All data about one person (C-09), for them and for an operator. Times in milliseconds. */
export type PersonalData = {
  email: string;
  name: string;
  /** As an import said; null when nobody knows. */
  language: string | null;
  /** Columns of an import that were kept about them. */
  notes: ReaderNote[];
  since: number;
  suppressedSince: number | null;
  subscriptions: HeldSubscription[];
  topics: string[];
  /** Sign-ups with the address that are not processed yet. */
  signUps: HeldSignUp[];
  /** The receipts, with their places and hashes in the chain. */
  consent: ConsentEvent[];
  deliveries: HeldDelivery[];
  digests: HeldDigest[];
  letters: { kind: string; state: string; at: number; reply: string | null }[];
  addressChange: HeldChange | null;
  leaveReasons: { list: string; reason: string; remark: string; at: number }[];
  /** The issues after which they left. */
  leavings: HeldLeaving[];
  /** Their answers to issues, and what editors answered. */
  replies: HeldReply[];
  /** Their answers to what issues ask. */
  answers: HeldAnswer[];
  /** Everything that their mailbox sent back. */
  cameBack: HeldReturn[];
  /** The last thing that showed that they are there; null for none besides their joining. */
  lastSign: { sign: string; at: number } | null;
  /** When they came by another reader’s personal link; null otherwise. */
  cameByLink: { askedAt: number; countedAt: number | null } | null;
  /** When others confirmed who came by theirs; who, is theirs. */
  cameByTheirLink: { at: number }[];
  /** The address to which they have moved, as their mailbox says. */
  newAddress: { to: string; at: number } | null;
  /** Clicks and opens by them, or by machines in their name. */
  clicks: HeldClick[];
  /** When they refused to be counted. */
  uncountedSince: number | null;
  /** True where anybody’s clicks or opens are counted. */
  isAnythingCounted: boolean;
};
export type HeldSubscription = {
  list: string;
  status: string;
  frequency: string;
  createdAt: number;
  confirmedAt: number | null;
  pausedUntil: number | null;
  endedAt: number | null;
  endedBy: string | null;
  /** Preferences that take effect at the confirmation. */
  wishes: PendingPreferences | null;
};
type HeldChange = {
  to: string;
  askedAt: number;
  oldAgreedAt: number | null;
  newAgreedAt: number | null;
  doneAt: number | null;
};
type HeldDigest = { month: string; list: string; state: string; at: number | null; reply: string | null };
type HeldSignUp = PendingPreferences & { source: string; ip: string; userAgent: string | null; at: number };
type HeldReturn = { kind: string; issue: number | null; at: number; said: string[] };
type HeldDelivery = { issue: number; subject: string; state: string; at: number | null; reply: string | null };

export async function personalDataOf(context: Context, subscriberId: number): Promise<PersonalData | undefined> {
  const person = await context.db
    .selectFrom("subscribers")
    .select(["email", "email_key", "name", "language", "created_at as since", "suppressed_at as suppressedSince"])
    .select("uncounted_at as uncountedSince")
    .where("id", "=", subscriberId)
    .where("erased_at", "is", null)
    .executeTakeFirst();
  if (!person) return undefined;
  const { email_key, ...shown } = person;
  return {
    ...shown,
    subscriptions: await subscriptionsHeld(context, subscriberId),
    topics: await topicsChosenBy(context, subscriberId),
    notes: await notesOf(context, subscriberId),
    signUps: await signUpsHeld(context, email_key),
    consent: await receiptsHeld(context, subscriberId),
    deliveries: await issuesHeld(context, subscriberId),
    digests: await digestsHeld(context, subscriberId),
    letters: await context.db
      .selectFrom("letters")
      .select(["kind", "status as state", "created_at as at", "reply"])
      .where("subscriber_id", "=", subscriberId)
      .orderBy("id", "desc")
      .execute(),
    addressChange: await changeHeld(context, subscriberId),
    leaveReasons: await reasonsHeld(context, subscriberId),
    leavings: await leavingsHeld(context, subscriberId),
    replies: await repliesHeld(context, subscriberId),
    answers: await answersHeld(context, subscriberId),
    cameBack: await returnsHeld(context, subscriberId),
    lastSign: await signHeld(context, subscriberId),
    ...(await referralsHeld(context, subscriberId)),
    newAddress: await newAddressHeld(context, subscriberId),
    ...(await countingHeld(context, subscriberId)),
  };
}

function reasonsHeld({ db }: Context, subscriberId: number): Promise<PersonalData["leaveReasons"]> {
  return db
    .selectFrom("leave_reasons")
    .innerJoin("lists", "lists.id", "leave_reasons.list_id")
    .select(["lists.name as list", "reason", "remark", "at"])
    .where("subscriber_id", "=", subscriberId)
    .orderBy("list_id")
    .execute();
}

async function countingHeld(context: Context, subscriberId: number) {
  const counted = await countedAnywhere(context);
  return {
    clicks: await clicksHeld(context, subscriberId),
    isAnythingCounted: Object.values(counted).includes(true),
  };
}

/** Formats it for a download: JSON, times in UTC. */
export function personalDataAsJson(held: PersonalData): string {
  const time = (key: string, value: unknown) =>
    typeof value === "number" && /(^|[a-z])(at|since|until)$/i.test(key) ? new Date(value).toISOString() : value;
  return `${JSON.stringify(held, time, 2)}\n`;
}

async function subscriptionsHeld(context: Context, subscriberId: number): Promise<HeldSubscription[]> {
  const rows = await context.db
    .selectFrom("subscriptions")
    .innerJoin("lists", "lists.id", "subscriptions.list_id")
    .select([
      "lists.name as list",
      "status",
      "frequency",
      "subscriptions.created_at as createdAt",
      "confirmed_at as confirmedAt",
      "paused_until as pausedUntil",
      "ended_at as endedAt",
      "ended_by as endedBy",
      "wishes",
    ])
    .where("subscriber_id", "=", subscriberId)
    .orderBy("list_id")
    .execute();
  return rows.map(({ wishes, ...row }) => ({
    ...row,
    endedBy: row.endedBy && withoutStaff(row.endedBy),
    wishes: readPendingPreferences(wishes),
  }));
}

/** The operator's name is the operator's personal data, not the reader's. */
function withoutStaff(by: string): string {
  return by
    .replace(/^operator\b.*/s, "operator")
    .replace(/^let go .*/s, "operator")
    .replace(/^import .*/s, "import");
}

async function receiptsHeld(context: Context, subscriberId: number): Promise<ConsentEvent[]> {
  const events = await consentOf(context, subscriberId);
  return events.map((event) => ({ ...event, source: withoutStaff(event.source) }));
}

async function issuesHeld(context: Context, subscriberId: number): Promise<HeldDelivery[]> {
  const deliveries = await deliveriesOfSubscriber(context, subscriberId);
  return deliveries.map(({ number, subject, status, finishedAt, reply }) => ({
    ...{ issue: number, subject, state: status, at: finishedAt, reply },
  }));
}

async function digestsHeld(context: Context, subscriberId: number): Promise<HeldDigest[]> {
  return context.db
    .selectFrom("deliveries")
    .innerJoin("editions", "editions.id", "deliveries.edition_id")
    .innerJoin("digests", "digests.id", "editions.digest_id")
    .select(["month", "list_name as list", "deliveries.status as state", "finished_at as at", "reply"])
    .where("subscriber_id", "=", subscriberId)
    .orderBy("month", "desc")
    .orderBy("digests.list_id")
    .execute();
}

async function returnsHeld(context: Context, subscriberId: number): Promise<HeldReturn[]> {
  const lines = await cameBackFrom(context, subscriberId);
  return lines.map(({ kind, number, at, diagnostic, evidence }) => ({
    ...{ kind, issue: number, at, said: [...new Set([...(diagnostic ? [diagnostic] : []), ...evidence])] },
  }));
}

async function newAddressHeld(context: Context, subscriberId: number): Promise<PersonalData["newAddress"]> {
  const told = await newAddressOf(context, subscriberId);
  return told && { to: told.email, at: told.at };
}

async function signHeld({ db }: Context, subscriberId: number): Promise<PersonalData["lastSign"]> {
  const row = await db
    .selectFrom("reader_signs")
    .select(["sign", "seen_at as at"])
    .where("subscriber_id", "=", subscriberId)
    .executeTakeFirst();
  return row ?? null;
}

async function signUpsHeld(context: Context, key: string): Promise<HeldSignUp[]> {
  const rows = await context.db
    .selectFrom("sign_ups")
    .select(["name", "topics", "source", "ip", "user_agent as userAgent", "asked_at as at"])
    .where("email_key", "=", key)
    .orderBy("id")
    .execute();
  return rows.map((row) => ({ ...row, topics: JSON.parse(row.topics) as string[] }));
}

async function changeHeld(context: Context, subscriberId: number): Promise<PersonalData["addressChange"]> {
  const row = await context.db
    .selectFrom("address_changes")
    .select(["email as to", "asked_at as askedAt", "old_agreed_at as oldAgreedAt", "new_agreed_at as newAgreedAt"])
    .select("done_at as doneAt")
    .where("subscriber_id", "=", subscriberId)
    .executeTakeFirst();
  return row ?? null;
}
