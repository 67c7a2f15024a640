import { domainToASCII } from "node:url";
import { sql } from "kysely";
import { z } from "zod";
import { day } from "#app/models/durations.ts";
import { oneLine, optionalLine, rowId } from "#app/models/fields.server.ts";
import { clickKinds, issueField, lastIssuesField } from "./clickKinds.server.ts";
import { comingKinds, likeText, receipts } from "./comingKinds.server.ts";
import { mostOfSegment } from "./draft.ts";
import { gotLately, gotOneOf, joinedAt, unknownOf } from "./gotIssues.server.ts";
import { kindOf } from "./kindOf.server.ts";
import { finds, readerWho } from "./readerQuery.server.ts";
import { carriedNote, noteNamed } from "./carrying.server.ts";
import { silentKinds } from "./unseen.server.ts";

const typedDay = z.iso.date("Choose a day.");
const days = z.coerce
  .number("Type a number of days.")
  .int("Type whole days.")
  .min(1, "At least one.")
  .max(3650, "At most 3650.");

/** Every kind of condition. */
export const conditionKinds = {
  list: kindOf({
    label: "List",
    is: "are on",
    isNot: "are not on",
    fields: [{ name: "list", label: "List", type: "choice", from: "lists" }],
    schema: z.object({ list: rowId("Choose a list.") }),
    words: ({ list }, { lists }) => `“${lists.get(list) ?? "a list that is gone"}”`,
    lack: ({ list }, { lists }) => (lists.has(list) ? null : { error: "list" }),
    holds: (eb, { list }) =>
      finds(
        eb,
        eb
          .selectFrom("subscriptions as other")
          .select("other.list_id")
          .whereRef("other.subscriber_id", "=", "subscriptions.subscriber_id")
          .where("other.list_id", "=", list)
          .where("other.status", "=", "active"),
      ),
  }),
  topic: kindOf({
    label: "Topic they chose",
    is: "chose",
    isNot: "did not choose",
    fields: [{ name: "topic", label: "Topic", type: "choice", from: "topics" }],
    schema: z.object({ topic: z.union([z.literal("none"), rowId("Choose a topic.")], "Choose a topic.") }),
    words: ({ topic }, { topics }) =>
      topic === "none" ? "no topics (all are sent to them)" : `the topic “${topics.get(topic) ?? "that is gone"}”`,
    lack: ({ topic }, { topics }) => (topic === "none" || topics.has(topic) ? null : { error: "topic" }),
    holds: (eb, { topic }) => {
      const chosen = eb
        .selectFrom("subscriber_topics as chosen")
        .select("chosen.topic_id")
        .whereRef("chosen.subscriber_id", "=", "subscriptions.subscriber_id");
      return topic === "none" ? eb.not(finds(eb, chosen)) : finds(eb, chosen.where("chosen.topic_id", "=", topic));
    },
  }),
  language: kindOf({
    label: "Language",
    is: "read",
    isNot: "do not read",
    fields: [{ name: "language", label: "Language tag", type: "text", hint: "Like de: it means de-AT too." }],
    schema: z.object({
      language: oneLine("Type a language tag, like de.", 35)
        .transform((tag) => tag.toLowerCase().replaceAll("_", "-"))
        .refine((tag) => /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(tag), "Type a language tag, like de or pt-BR."),
    }),
    words: ({ language }) => languageInWords(language),
    holds: (eb, { language }, { wordings }) => {
      const says = readerWho(eb, (who) =>
        who.or([who("who.language", "=", language), who("who.language", "like", `${language}-%`)]),
      );
      const agreed = wordings.filter((wording) => wording.language === language).map(({ id }) => id);
      if (agreed.length === 0) return says;
      // A reader who signed up alone agreed in a language.
      const saysNothing = readerWho(eb, (who) => who("who.language", "is", null));
      return eb.or([says, eb.and([saysNothing, finds(eb, receipts(eb).where("receipt.wording_id", "in", agreed))])]);
    },
  }),
  joinedBefore: kindOf({
    label: "Joined before a day",
    is: "joined before",
    isNot: "did not join before",
    fields: [{ name: "day", label: "Day", type: "date" }],
    schema: z.object({ day: typedDay }),
    words: ({ day }, { dayInWords }) => dayInWords(day),
    holds: (eb, { day }, { startOf }) => eb(joinedAt(eb), "<", startOf(day)),
  }),
  joinedAfter: kindOf({
    label: "Joined after a day",
    is: "joined after",
    isNot: "did not join after",
    fields: [{ name: "day", label: "Day", type: "date" }],
    schema: z.object({ day: typedDay }),
    words: ({ day }, { dayInWords }) => dayInWords(day),
    holds: (eb, { day }, { startOf }) => eb(joinedAt(eb), ">=", startOf(day, 1)),
  }),
  joinedLately: kindOf({
    label: "Joined in the last days",
    is: "joined in the last",
    isNot: "did not join in the last",
    fields: [{ name: "days", label: "Days", type: "number", least: 1, most: 3650 }],
    schema: z.object({ days }),
    words: ({ days }) => (days === 1 ? "day" : `${days} days`),
    holds: (eb, { days }, { now }) => eb(joinedAt(eb), ">=", now - days * day),
  }),
  ...comingKinds,
  got: kindOf({
    label: "Got an issue",
    is: "got",
    isNot: "did not get",
    fields: [{ name: "issue", label: "Issue", type: "choice", from: "issues" }],
    schema: z.object({ issue: issueField }),
    words: ({ issue }) => `issue ${issue}`,
    lack: ({ issue }, { issues }) => {
      const sent = issues.find(({ number }) => number === issue);
      if (!sent) return { error: "issue", issue };
      return sent.ledger === "kept" ? null : { error: sent.ledger, issue };
    },
    holds: (eb, { issue }, { issues }) =>
      gotOneOf(
        eb,
        issues.filter(({ number }) => number === issue).flatMap(({ editionIds }) => editionIds),
      ),
  }),
  gotLately: kindOf({
    label: "Got one of the last issues",
    is: "got at least one of the last",
    isNot: "got none of the last",
    fields: [{ name: "issues", label: "Issues of their list", type: "number", least: 1, most: 50 }],
    schema: z.object({ issues: lastIssuesField }),
    words: ({ issues }) => (issues === 1 ? "issue" : `${issues} issues`),
    lack: ({ issues }, facts, listId) => (listId === null ? null : unknownOf(facts, listId, issues)),
    holds: (eb, { issues }, facts) => gotLately(eb, facts, issues),
  }),
  ...silentKinds,
  ...clickKinds,
  note: kindOf({
    label: "Note",
    is: "have the note",
    isNot: "do not have the note",
    fields: [
      { name: "note", label: "Note", type: "choice", from: "notes" },
      { name: "value", label: "Its text", type: "text", hint: "Empty: any text." },
    ],
    schema: z.object({
      note: z.union([rowId("Choose a note."), carriedNote], "Choose a note."),
      value: optionalLine(mostOfSegment.value),
    }),
    words: ({ note, value }, { notes }) => `“${noteNamed(note, notes).name}”${value ? ` “${value}”` : ""}`,
    lack: ({ note }, { notes }) => (noteNamed(note, notes).id === null ? { error: "note" } : null),
    holds: (eb, { note, value }, { notes }) => {
      const kept = eb
        .selectFrom("reader_notes as kept")
        .select("kept.subscriber_id")
        .where("kept.note_id", "=", noteNamed(note, notes).id)
        .$if(value !== "", (query) => query.where("kept.value_key", "=", value.normalize("NFC").toLowerCase()));
      return finds(eb, kept.whereRef("kept.subscriber_id", "=", "subscriptions.subscriber_id"));
    },
  }),
  domain: kindOf({
    label: "Domain of the address",
    is: "have an address at",
    isNot: "have no address at",
    fields: [
      { name: "domain", label: "Domain", type: "text", hint: "Like example.org; .ac.uk means all that end so." },
    ],
    schema: z.object({
      domain: oneLine("Type a domain.", mostOfSegment.value)
        .transform((typed) => asciiDomain(typed.toLowerCase().replace(/^(@|\*(?=\.))/, "")))
        .refine((domain) => /^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(domain), "Type a domain, like example.org."),
    }),
    words: ({ domain }) => (domain.startsWith(".") ? `domains that end in ${domain}` : domain),
    holds: (eb, { domain }) =>
      readerWho(eb, (who) =>
        domain.startsWith(".")
          ? who("who.domain", "like", sql<string>`${`%${likeText(domain)}`} escape '\\'`)
          : who("who.domain", "=", domain),
      ),
  }),
};

/** The name of a kind, as rows of segments have it. */
export type ConditionKind = keyof typeof conditionKinds;

/** Addresses hold domains as A-labels (E-07). */
function asciiDomain(domain: string): string {
  const [, dot = "", name = ""] = /^(\.?)(.*)$/s.exec(domain) ?? [];
  return dot + domainToASCII(name);
}

/** Like `German (de)`. */
function languageInWords(tag: string): string {
  const name = new Intl.DisplayNames("en", { type: "language", fallback: "none" }).of(tag);
  return name ? `${name} (${tag})` : tag;
}
