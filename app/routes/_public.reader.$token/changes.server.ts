import { numberFromForm } from "#app/http/params.server.ts";
import type { RequestContext } from "#app/load-context.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { requestShortLivedLink, type ReaderOfLink } from "#app/models/readers/links.server.ts";
import { cancelChange, requestAddressChange } from "#app/models/readers/preferences/addressChange.server.ts";
import {
  chooseFrequency,
  chooseName,
  chooseOwnTopics,
  joinList,
  ownPage,
  pauseEnd,
  setPause,
} from "#app/models/readers/preferences/choices.server.ts";
import { chooseCounting } from "#app/models/readers/preferences/refusal.server.ts";
import {
  endAllSubscriptions,
  endSubscription,
  reasonSchema,
  tellReason,
} from "#app/models/readers/unsubscribe.server.ts";

/** The section that was saved; or the field with an error, its reason and the typed value. */
type Changed = { saved: string } | { field: Field; why: Why; typed: string };
type Field = "email" | "date" | "fresh" | "lists";
export type Why = "email" | "sameEmail" | "date" | "tooManyLinks" | "tooManyChanges" | "closed";
type Change = (context: RequestContext, reader: ReaderOfLink, form: FormData) => Promise<Changed>;

const text = (form: FormData, name: string) => String(form.get(name) ?? "");
const listOf = (form: FormData) => numberFromForm(form, "listId");

/** The changes that every link to a reader's page allows, by the `do` of their form. */
export const changes: Record<string, Change> = {
  join: async (context, reader, form) => {
    const joined = await joinList(context, reader, listOf(form), context.ip);
    return joined ? { saved: "lists" } : { field: "lists", why: "closed", typed: "" };
  },
  leave: async (context, reader, form) => {
    await endSubscription(context, reader.id, listOf(form), ownPage);
    return { saved: "lists" };
  },
  "leave-all": async (context, reader) => {
    await endAllSubscriptions(context, reader.id, ownPage);
    return { saved: "lists" };
  },
  reason: async (context, reader, form) => {
    const told = reasonSchema.parse(Object.fromEntries(form));
    await tellReason(context, { subscriberId: reader.id, listId: listOf(form) }, told);
    return { saved: "lists" };
  },
  frequency: async (context, reader, form) => {
    const frequency = text(form, "frequency") === "monthly" ? "monthly" : "every";
    await chooseFrequency(context, reader.id, listOf(form), frequency);
    return { saved: "lists" };
  },
  topics: async (context, reader, form) => {
    const slugs = form.getAll("topic").slice(0, 500).map(String);
    await chooseOwnTopics(context, reader.id, slugs);
    return { saved: "topics" };
  },
  pause: async (context, reader, form) => {
    const until = await pauseEnd(context, { weeks: text(form, "weeks"), until: text(form, "until") });
    if (until === null) return { field: "date", why: "date", typed: text(form, "until").slice(0, 40) };
    await setPause(context, reader.id, until);
    return { saved: "pause" };
  },
  resume: async (context, reader) => {
    await setPause(context, reader.id, null);
    return { saved: "pause" };
  },
  "count-not": async (context, reader) => {
    await chooseCounting(context, reader.id, true);
    return { saved: "counting" };
  },
  count: async (context, reader) => {
    await chooseCounting(context, reader.id, false);
    return { saved: "counting" };
  },
  "fresh-link": async (context, reader) => {
    const mailed = await requestShortLivedLink(context, reader);
    return mailed || reader.suppressed ? { saved: "fresh" } : { field: "fresh", why: "tooManyLinks", typed: "" };
  },
};

/** The changes that need a short-lived link. */
export const freshChanges: Record<string, Change> = {
  name: async (context, reader, form) => {
    await chooseName(context, reader, text(form, "name"));
    return { saved: "name" };
  },
  address: async (context, reader, form) => {
    const typed = text(form, "email").slice(0, 300);
    const next = parseAddress(typed);
    if ("error" in next) return { field: "email", why: "email", typed };
    if (next.key === reader.email.toLowerCase()) return { field: "email", why: "sameEmail", typed };
    const refused = await requestAddressChange(context, reader, next);
    return refused ? { field: "email", why: "tooManyChanges", typed } : { saved: "address" };
  },
  "address-back": async (context, reader) => {
    await cancelChange(context, reader.id);
    return { saved: "address" };
  },
};
