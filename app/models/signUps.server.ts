import { z } from "zod";
import { wordsIn } from "#words/words.ts";
import { skipLocked } from "#db/client.server.ts";
import { databaseTrouble, inTransaction, type Context } from "../context.server.ts";
import { isProviderDomain, parseAddress } from "./addresses.server.ts";
import { forgetOldConfirmations } from "./confirmationMails.server.ts";
import { isSolved, newChallenge } from "./proofs.server.ts";
import { forgetUsedForms, newFormToken, openFormToken, useForm } from "./signUpForms.server.ts";
import { countSignUp, forgetOldHours } from "./signUpHours.server.ts";
import { calmPerMinute, isUnderPressure, noteMinute } from "./signUpPressure.server.ts";
import { signUp } from "./subscriptions.server.ts";
import { countTry, forgetOldTries, networkOf, triesSoFar, withinLimit } from "./throttles.server.ts";
import { tidyLine } from "./words.server.ts";

const minute = 60_000;
const hour = 60 * minute;

/** How many sign-ups an hour there may be (C-22). */
const limits = {
  network: 5,
  /** From a form that carries nothing to show when it was made, as on a cached page or somebody else's site. */
  bareNetwork: 2,
  domain: 100,
  /** At a mailbox provider, where a good part of all readers is. */
  providerDomain: 1000,
  /** Without the proof of work, while it is asked for. */
  plainNetwork: 1,
  plain: 60,
};
/** A domain that gets so much of its limit is under pressure. */
const near = 0.5;

/** The counters that the limits look at. */
const scopes = ["sign-up-network", "sign-up-domain", "sign-up-minute", "sign-up-plain"];

/**
 * What the sign-up form takes. `website` is the field that only robots see and fill (C-23).
 * @param language of what it says about faults
 */
export const signUpSchema = (language: string) =>
  z.object({
    email: z.string(wordsIn(language)("errors.address.missing")).superRefine((typed, ctx) => {
      const address = parseAddress(typed, language);
      if ("error" in address) ctx.addIssue({ code: "custom", message: address.error });
    }),
    name: z
      .string()
      .default("")
      .transform((name) => tidyLine(name, 80)),
    website: z.string().default(""),
    source: z.string().default("").transform(ownPath),
    lists: z.array(z.string().max(50)).max(10).default([]),
    topics: z.array(z.string().max(100)).max(50).default([]),
    /** Set by a form that lets people choose lists: then none chosen is a fault. */
    choose: z.string().default(""),
    /** An address proposed instead of the one typed; and the one that was typed when it was proposed. */
    instead: z.string().default(""),
    meant: z.string().default(""),
    form: z.string().default(""),
    /** Which text the form showed: a `wordingKey`. */
    wording: z.string().max(100).default(""),
    proof: z.string().default(""),
  });

/** The page a form stood on, as it may be kept in a consent record: a path of ours, or `unknown`. */
function ownPath(path: string): string {
  return /^\/([\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}_./-]{0,199})?$/u.test(path) ? path : "unknown";
}

export type Asked = {
  email: string;
  name: string;
  listIds: number[];
  topics: string[];
  source: string;
  wording: string;
  ip: string;
  userAgent: string | null;
  /** What the form carried. */
  token: string;
  proof: string;
};

/**
 * What becomes of a sign-up: it is taken; or the caller is only told so; or there are too many; or one more press is
 * needed, with a new form and perhaps work for the browser.
 */
export type Reception =
  | { kind: "taken" | "thanked" }
  | { kind: "busy"; withProof: boolean }
  | { kind: "press"; token: string; challenge: string | null; tooFast: boolean };

/**
 * Takes a sign-up at the door. Who the address belongs to is not looked at: a row is written for everyone alike, and
 * the sender does the rest, so that neither the answer nor its time can tell anything of it (C-06).
 */
export async function receiveSignUp(context: Context, asked: Asked): Promise<Reception> {
  const form = openFormToken(context, asked.token);
  if (form?.step === "form" && form.tooFast) return { kind: "thanked" };
  const domain = asked.email.slice(asked.email.indexOf("@") + 1).toLowerCase();
  const subjects = { "sign-up-network": networkOf(asked.ip), "sign-up-domain": domain };
  const so = await triesSoFar(context, subjects, hour);
  const network = so["sign-up-network"] ?? 0;
  const ofDomain = so["sign-up-domain"] ?? 0;
  const domainLimit = isProviderDomain(asked.email) ? limits.providerDomain : limits.domain;
  const thisMinute = await countTry(context, "sign-up-minute", "*", minute);
  const crowded = await noteMinute(context, thisMinute);
  const pressure = (await isUnderPressure(context)) || crowded || ofDomain >= domainLimit * near;
  if (network >= limits.network || ofDomain >= domainLimit) return tooMany(context, false);

  const pressAgain = (tooFast = false) => askForPress(context, pressure ? thisMinute : null, tooFast);
  if (form?.tooFast) return pressAgain(true);
  if (!form && (pressure || network >= limits.bareNetwork)) return pressAgain();
  if (form && pressure && !(await isSolved(context, asked.proof, asked.token))) {
    if (form.step === "form") return pressAgain();
    if (!(await takesPlain(context, networkOf(asked.ip)))) return tooMany(context, true);
  }
  const use = form ? await useForm(context, form.nonce, asked.email) : "first";
  if (use === "again") return { kind: "thanked" };
  if (use === "spent") return pressAgain();
  // Of many who come in the same moment, each may have found room for one more.
  const inNetwork = await withinLimit(context, "sign-up-network", subjects["sign-up-network"], limits.network, hour);
  const inDomain = await withinLimit(context, "sign-up-domain", domain, domainLimit, hour);
  if (!inNetwork || !inDomain) return tooMany(context, false);
  await keep(context, asked);
  return { kind: "taken" };
}

async function askForPress(context: Context, crowd: number | null, tooFast: boolean): Promise<Reception> {
  const token = newFormToken(context, "press");
  const level = Math.floor(Math.log2(Math.max(1, (crowd ?? 0) / calmPerMinute)));
  return {
    kind: "press",
    token,
    challenge: crowd === null ? null : await newChallenge(context, token, level),
    tooFast,
  };
}

function tooMany(context: Context, withProof: boolean): Reception {
  context.log.warn("sign-ups are over a limit; one was not taken");
  return { kind: "busy", withProof };
}

/** Who does no work, because their browser runs no script, is let through a narrower door. */
async function takesPlain(context: Context, network: string): Promise<boolean> {
  return (
    (await withinLimit(context, "sign-up-plain", network, limits.plainNetwork, hour)) &&
    (await withinLimit(context, "sign-up-plain", "*", limits.plain, hour))
  );
}

async function keep(context: Context, asked: Asked): Promise<void> {
  await context.db
    .insertInto("sign_ups")
    .values({
      email: asked.email,
      email_key: asked.email.toLowerCase(),
      name: asked.name,
      list_ids: JSON.stringify(asked.listIds),
      topics: JSON.stringify(asked.topics),
      source: asked.source,
      wording: asked.wording,
      ip: asked.ip,
      user_agent: asked.userAgent,
      asked_at: context.clock(),
    })
    .execute();
}

/**
 * Looks who waiting sign-ups are for, and puts confirmations in the queue.
 * @param most how many to work off now
 * @returns how many there were
 */
export async function workOffSignUps(context: Context, most = 100): Promise<number> {
  for (let done = 0; done < most; done += 1) if (!(await workOffNext(context))) return done;
  return most;
}

async function workOffNext(context: Context): Promise<boolean> {
  const waiting = await context.db.selectFrom("sign_ups").select("id").orderBy("id").limit(1).executeTakeFirst();
  if (!waiting) return false;
  try {
    return await inTransaction(context, workOff);
  } catch (error) {
    if (databaseTrouble(error)) throw error;
    // One that cannot be worked off must not keep all others waiting.
    context.log.error({ error }, "a sign-up could not be worked off; it is dropped");
    await context.db.deleteFrom("sign_ups").where("id", "=", waiting.id).execute();
    return true;
  }
}

async function workOff(context: Context): Promise<boolean> {
  const first = context.db.selectFrom("sign_ups").selectAll().orderBy("id").limit(1);
  const row = await skipLocked(context.db, first, "sign_ups").executeTakeFirst();
  if (!row) return false;
  await context.db.deleteFrom("sign_ups").where("id", "=", row.id).execute();
  await countSignUp(context, "asked");
  const [listId, ...otherListIds] = JSON.parse(row.list_ids) as number[];
  if (!listId) return true;
  const topics = JSON.parse(row.topics) as string[];
  const { email, name, source, wording, ip, user_agent: userAgent } = row;
  const asked = { email, name, listId, otherListIds, topics, source, wording, ip, userAgent };
  if (await signUp(context, asked)) await countSignUp(context, "mailed");
  return true;
}

/** Forgets what no limit looks at any more. */
export async function tidySignUps(context: Context): Promise<void> {
  await forgetOldTries(context, scopes, context.clock() - 2 * hour);
  await forgetOldTries(context, ["confirmation"], context.clock() - 24 * hour);
  await forgetUsedForms(context);
  await forgetOldConfirmations(context);
  await forgetOldHours(context);
}
