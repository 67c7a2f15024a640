import { z } from "zod";
import { databaseOutage, inTransaction, type Context } from "#app/context.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { wordAddressFault } from "#app/models/faultWords.server.ts";
import { isProviderDomain } from "#app/models/mailboxProviders.server.ts";
import { minute, hour } from "#app/models/durations.ts";
import { formSource } from "#app/models/joinSources.ts";
import { tidyLine } from "#app/models/lines.ts";
import {
  attemptsSoFar,
  countAttempt,
  forgetOldAttempts,
  networkOf,
  withinLimit,
} from "#app/models/rateLimits.server.ts";
import { boundedSource } from "#app/models/readers/joinSources.server.ts";
import { withoutToken } from "#app/models/readers/referrals.server.ts";
import { skipLocked } from "#db/client.server.ts";
import { signUp } from "./confirmation.server.ts";
import { calmPerMinute, isUnderPressure, noteMinute } from "./floodAlarm.server.ts";
import { forgetUsedForms, newFormToken, openFormToken, redeemFormToken, type FormToken } from "./formTokens.server.ts";
import { forgetOldConfirmations } from "./mailLimit.server.ts";
import { isSolved, newChallenge } from "./proofOfWork.server.ts";
import { countSignUp, forgetOldHours } from "./statistics.server.ts";

/**
 * The sign-ups accepted in an hour (C-22). Above `free`, a network or a domain needs a proof of work, which costs more
 * as more come. An office, a carrier or a site behind one proxy is therefore not shut out.
 */
const limits = {
  network: { free: 5, proven: 300 },
  /** For a form without a valid token: from a cached page, or another site. */
  bareNetwork: 2,
  domain: { free: 100, proven: 1000 },
  /** For a mailbox provider, where many of the readers are. */
  providerDomain: { free: 1000, proven: 10_000 },
  /** Without the required proof of work: per network during a flood alarm, and otherwise. */
  plainNetwork: { pressed: 1, alone: 5 },
  plain: 60,
};
/** A domain above this part of its `free` limit needs a proof of work. */
const proofNeededFrom = 0.5;

/** The counters of these limits. */
const scopes = ["sign-up-network", "sign-up-domain", "sign-up-minute", "sign-up-plain"];

/**
 * The sign-up form. `website` is the field that only robots see and fill (C-23).
 * @param language of the error messages
 */
export const signUpSchema = (language: string) =>
  z.object({
    email: z.string(messagesIn(language)("errors.address.missing")).superRefine((typed, ctx) => {
      const address = parseAddress(typed);
      if ("error" in address) ctx.addIssue({ code: "custom", message: wordAddressFault(address, language) });
    }),
    name: z
      .string()
      .default("")
      .transform((name) => tidyLine(name, 80)),
    website: z.string().default(""),
    source: z.string().default("").transform(formSource),
    lists: z.array(z.string().max(50)).max(10).default([]),
    topics: z.array(z.string().max(100)).max(50).default([]),
    /** Set by a form with a choice of lists: choosing none is then an error. */
    choose: z.string().default(""),
    /** The address that was proposed instead of the typed one, and the typed one. */
    instead: z.string().default(""),
    meant: z.string().default(""),
    form: z.string().default(""),
    /** The text that the form showed, as a `wordingKey`. */
    wording: z.string().max(100).default(""),
    proof: z.string().default(""),
  });

type SignUpRequest = {
  email: string;
  name: string;
  listIds: number[];
  topics: string[];
  source: string;
  wording: string;
  ip: string;
  userAgent: string | null;
  /** The form's token, empty when it had none. */
  token: string;
  proof: string;
  /** The field that only robots see was filled in (C-23): by a robot, or by a browser that fills in every field. */
  filled?: boolean;
};

/**
 * The result of a sign-up. `taken`: a row is stored `now`, or the same form stored it `before`. `press-needed`: a button
 * press is missing, with a new form and perhaps a challenge. `busy`: over a limit. Only with a row is the reader told to
 * look for a mail.
 */
export type Reception = { taken: "now" | "before" } | SignUpRefusal;
type SignUpRefusal =
  | { error: "busy"; withProof: boolean }
  | { error: "press-needed"; token: string; challenge: string | null; tooFast: boolean };

/**
 * Accepts a sign-up from a form. The address is not looked up here: every accepted sign-up becomes a row, and the
 * sender does the rest. Neither the answer nor its time therefore tells whether the address is known (C-06).
 */
export async function receiveSignUp(context: Context, request: SignUpRequest): Promise<Reception> {
  const form = openFormToken(context, request.token);
  const counters = await readCounters(context, request);
  const { isShut, proofNeeded, network } = counters;
  const isProven = proofNeeded && !isShut && form !== null && (await isSolved(context, request.proof, request.token));
  const decision = decideSignUp({ isShut, form, filled: request.filled ?? false, proofNeeded, isProven, network });
  if (decision === "refuse") return rejected(context, false);
  if (decision === "press" || decision === "press-slower")
    return askForPress(context, counters, decision === "press-slower" ? request.token : null);
  if (decision === "accept-unproven" && !(await acceptsWithoutProof(context, counters))) return rejected(context, true);
  // Simultaneous requests may each have been accepted so far; counting decides.
  if (!(await count(context, counters, proofNeeded ? "proven" : "free"))) return askForPress(context, counters, null);
  const use = await storeOnce(context, request, form);
  if (use === "spent") return askForPress(context, counters, null);
  return { taken: use === "first" ? "now" : "before" };
}

type SignUpFacts = {
  /** The network or the domain is over its highest limit. */
  isShut: boolean;
  /** The form's token; null without a valid one. */
  form: { step: "form" | "press"; tooFast: boolean } | null;
  /** The field that only robots see is filled. */
  filled: boolean;
  proofNeeded: boolean;
  isProven: boolean;
  /** The network's sign-ups in this hour, without this one. */
  network: number;
};

/**
 * Decides about a sign-up from the facts alone. `press-slower`: like `press`, because the form came back too fast.
 * `accept-unproven`: within the quota of browsers without JavaScript.
 */
export function decideSignUp(facts: SignUpFacts): "refuse" | "press" | "press-slower" | "accept" | "accept-unproven" {
  const { form, proofNeeded, isProven } = facts;
  const lacksProof = proofNeeded && !isProven;
  if (facts.isShut) return "refuse";
  if (form?.tooFast) return "press-slower";
  if (form?.step !== "press" && (facts.filled || lacksProof)) return "press";
  if (!form && facts.network >= limits.bareNetwork) return "press";
  return lacksProof ? "accept-unproven" : "accept";
}

type SignUpCounters = {
  subjects: { "sign-up-network": string; "sign-up-domain": string };
  domainLimit: { free: number; proven: number };
  network: number;
  thisMinute: number;
  /** All sign-ups need a proof of work, not only this network's. */
  pressed: boolean;
  proofNeeded: boolean;
  isShut: boolean;
};

/** Reads the counters: this hour's of the network and of the domain, this minute's of all. */
async function readCounters(context: Context, { email, ip }: SignUpRequest): Promise<SignUpCounters> {
  const domain = email.slice(email.indexOf("@") + 1).toLowerCase();
  const subjects = { "sign-up-network": networkOf(ip), "sign-up-domain": domain };
  const attempts = await attemptsSoFar(context, subjects, hour);
  const network = attempts["sign-up-network"] ?? 0;
  const ofDomain = attempts["sign-up-domain"] ?? 0;
  const domainLimit = isProviderDomain(email) ? limits.providerDomain : limits.domain;
  const thisMinute = await countAttempt(context, "sign-up-minute", "*", minute);
  const crowded = await noteMinute(context, thisMinute);
  const pressed = (await isUnderPressure(context)) || crowded || ofDomain >= domainLimit.free * proofNeededFrom;
  return {
    subjects,
    domainLimit,
    network,
    thisMinute,
    pressed,
    proofNeeded: pressed || network >= limits.network.free,
    isShut: network >= limits.network.proven || ofDomain >= domainLimit.proven,
  };
}

/** @returns false when simultaneous requests have used up a limit */
async function count(context: Context, counters: SignUpCounters, which: "free" | "proven"): Promise<boolean> {
  const { subjects, domainLimit } = counters;
  const network = subjects["sign-up-network"];
  const inNetwork = await withinLimit(context, "sign-up-network", network, limits.network[which], hour);
  const inDomain = await withinLimit(context, "sign-up-domain", subjects["sign-up-domain"], domainLimit[which], hour);
  return inNetwork && inDomain;
}

/** @param same the token of a form that was too fast, to be used again: at the next press it is old enough */
async function askForPress(context: Context, counters: SignUpCounters, same: string | null): Promise<SignUpRefusal> {
  const isPress = same !== null && openFormToken(context, same)?.step === "press";
  const token = isPress ? same : newFormToken(context, "press");
  const crowd = Math.max(counters.thisMinute / calmPerMinute, counters.network / limits.network.free);
  const level = Math.floor(Math.log2(Math.max(1, crowd)));
  const challenge = counters.proofNeeded ? await newChallenge(context, token, level) : null;
  return { error: "press-needed", token, challenge, tooFast: same !== null };
}

function rejected(context: Context, withProof: boolean): SignUpRefusal {
  context.log.warn("sign-ups are over a limit; one was not taken");
  return { error: "busy", withProof };
}

/** Accepts a few sign-ups without proof of work, from browsers without JavaScript. */
async function acceptsWithoutProof(context: Context, { subjects, pressed }: SignUpCounters): Promise<boolean> {
  const most = pressed ? limits.plainNetwork.pressed : limits.plainNetwork.alone;
  return (
    (await withinLimit(context, "sign-up-plain", subjects["sign-up-network"], most, hour)) &&
    (await withinLimit(context, "sign-up-plain", "*", limits.plain, hour))
  );
}

/** One transaction, so that a used token always has its row. */
async function storeOnce(
  context: Context,
  request: SignUpRequest,
  form: FormToken | null,
): Promise<"first" | "again" | "spent"> {
  return inTransaction(context, async (context) => {
    const use = form === null ? "first" : await redeemFormToken(context, form, request.email);
    if (use === "first") await storeRow(context, request);
    return use;
  });
}

async function storeRow(context: Context, request: SignUpRequest): Promise<void> {
  const { source, referrerId } = withoutToken(context, request.source);
  await context.db
    .insertInto("sign_ups")
    .values({
      email: request.email,
      email_key: request.email.toLowerCase(),
      name: request.name,
      list_ids: JSON.stringify(request.listIds),
      topics: JSON.stringify(request.topics),
      source,
      referrer_id: referrerId,
      wording: request.wording,
      ip: request.ip,
      user_agent: request.userAgent,
      asked_at: context.clock(),
    })
    .execute();
}

/**
 * Processes waiting sign-ups: looks up their addresses, and queues confirmation mails.
 * @param most how many to process in this call
 * @returns how many were processed
 */
export async function processSignUps(context: Context, most = 100): Promise<number> {
  for (let done = 0; done < most; done += 1) if (!(await processNext(context))) return done;
  return most;
}

async function processNext(context: Context): Promise<boolean> {
  const waiting = await context.db.selectFrom("sign_ups").select("id").orderBy("id").limit(1).executeTakeFirst();
  if (!waiting) return false;
  try {
    return await inTransaction(context, processOne);
  } catch (error) {
    if (databaseOutage(error)) throw error;
    // One that fails must not block all others.
    context.log.error({ error }, "a sign-up could not be worked off; it is dropped");
    await context.db.deleteFrom("sign_ups").where("id", "=", waiting.id).execute();
    return true;
  }
}

async function processOne(context: Context): Promise<boolean> {
  const first = context.db.selectFrom("sign_ups").selectAll().orderBy("id").limit(1);
  const row = await skipLocked(context.db, first, "sign_ups").executeTakeFirst();
  if (!row) return false;
  await context.db.deleteFrom("sign_ups").where("id", "=", row.id).execute();
  await countSignUp(context, "asked");
  const [listId, ...otherListIds] = JSON.parse(row.list_ids) as number[];
  if (!listId) return true;
  const topics = JSON.parse(row.topics) as string[];
  const { email, name, wording, ip, user_agent: userAgent } = row;
  const source = await boundedSource(context, row.source);
  const request = { email, name, listId, otherListIds, topics, source, wording, ip, userAgent };
  const { referrer_id: referrerId } = row;
  if (await signUp(context, { ...request, referrerId })) await countSignUp(context, "mailed");
  return true;
}

/** Deletes counts that no limit reads any more. */
export async function forgetOldSignUps(context: Context): Promise<void> {
  await forgetOldAttempts(context, scopes, context.clock() - 2 * hour);
  await forgetOldAttempts(context, ["confirmation"], context.clock() - 24 * hour);
  await forgetUsedForms(context);
  await forgetOldConfirmations(context);
  await forgetOldHours(context);
}
