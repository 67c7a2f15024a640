import type { Context } from "#app/context.server.ts";
import { day } from "#app/models/durations.ts";
import { createSegment } from "#app/models/segments/segments.server.ts";
import type { SegmentRule } from "#app/models/segments/rules.server.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";
import { aBriefing } from "./newsroom.ts";

/** A subscription as a test knows it. */
export type Subscription = {
  listId: number;
  status: "active" | "pending" | "ended";
  createdAt: number;
  confirmedAt: number | null;
  importId: number | null;
};
/** A reader as a test knows them. `got`: by the number of the issue. */
export type Person = {
  id: number;
  domain: string;
  language: string | null;
  notes: { note: number; value: string }[];
  subscriptions: Subscription[];
  topics: number[];
  receipts: { listId: number; kind: string; source: string; language: string | null }[];
  got: Map<number, boolean>;
  /** The last sign of them; milliseconds. */
  seenAt: number | null;
  /** Issues in which they clicked; null for who is not counted. */
  clicked: Set<number> | null;
};

const statuses: DeliveryStatus[] = ["accepted", "refused", "uncertain", "withdrawn", "queued", "cancelled", "sending"];
const domains = ["readers.example", "mail.ac.example", "ac.example", "other.example"];

/**
 * Readers of every kind of two lists, and a third that nobody is on. Issues 1 to 3 went to the first list and have their
 * ledger, 4 went out by another program; of issue 5, of the second list, only sums are left. Issues 1, 2 and 5 count clicks.
 */
export async function peopleOfEveryKind(context: Context, count: number): Promise<Person[]> {
  const { db } = context;
  const now = context.clock();
  await aBriefing(context);
  for (const slug of ["daily", "empty"])
    await db.insertInto("lists").values({ slug, name: slug, created_at: 0 }).execute();
  for (const name of ["law", "robots"]) await db.insertInto("topics").values({ slug: name, name }).execute();
  await keepNoteKinds(context, ["Grade", "Club"]);
  for (const file of ["a.csv", "b.csv"]) await anImport(context, file);
  await db
    .insertInto("wordings")
    .values(
      ["en", "de"].map((language) => ({
        ...{ purpose: "sign-up", language, version: 90, text: language, hash: language, shown_from: 0, made_by: "" },
      })),
    )
    .execute();
  const wordings = await db.selectFrom("wordings").select(["id", "language"]).where("version", "=", 90).execute();
  for (const source of ["/", "/subscribe", "/?from=podcast", "/subscribe?from=cast"])
    await db.insertInto("consent_ways").values({ source, method: null }).execute();
  const ways = new Map(
    (await db.selectFrom("consent_ways").selectAll().execute()).map(({ source, id }) => [source, id]),
  );
  const editions = await fiveIssues(context, now);
  const people: Person[] = [];
  let seq = 0;
  for (let i = 1; i <= count; i += 1) {
    const person = madeUp(i, now);
    const email = `r${i}@${person.domain}`;
    await db
      .insertInto("subscribers")
      .values({
        ...{ id: i, email, email_key: email, name: "", search_key: email, domain: person.domain, suppressed_at: null },
        ...{ created_at: 0, language: person.language },
      })
      .execute();
    for (const { note, value } of person.notes)
      await db
        .insertInto("reader_notes")
        .values({ subscriber_id: i, note_id: note, value, value_key: value.toLowerCase() })
        .execute();
    for (const { listId, status, createdAt, confirmedAt, importId } of person.subscriptions)
      await db
        .insertInto("subscriptions")
        .values({
          ...{ subscriber_id: i, list_id: listId, status, created_at: createdAt, confirmed_at: confirmedAt },
          ...{ ended_at: null, ended_by: null, import_id: importId },
        })
        .execute();
    if (person.seenAt !== null)
      await db
        .insertInto("reader_signs")
        .values({ subscriber_id: i, seen_at: person.seenAt, sign: "choice" })
        .execute();
    for (const topic_id of person.topics)
      await db.insertInto("subscriber_topics").values({ subscriber_id: i, topic_id }).execute();
    for (const { listId, kind, source, language } of person.receipts)
      await db
        .insertInto("consent_events")
        .values({
          ...{
            ...{ seq: (seq += 1), hash: Buffer.from(`h${seq}`), at: 0, subscriber_id: i, list_id: listId, kind },
            way_id: ways.get(source)!,
          },
          ...{ wording_id: wordings.find((one) => one.language === language)?.id ?? null, detail: null },
          ...{ who_seal: null, address: null, name: null, who_salt: null, trace_salt: null },
        })
        .execute();
    for (const number of [1, 2, 3]) {
      const status = statuses[(i * number + number) % (statuses.length + 2)];
      person.got.set(number, status !== undefined && !["refused", "withdrawn", "cancelled"].includes(status));
      if (!status) continue;
      await db
        .insertInto("deliveries")
        .values({
          ...{ edition_id: editions[number - 1]!, subscriber_id: i, created_at: 0, status, due_at: 0, attempts: 1 },
          ...{ claimed_by: null, claimed_at: null, first_claimed_at: null, finished_at: null },
          ...{ reply_code: null, reply: null },
        })
        .execute();
    }
    await clickAsMade(context, person, editions);
    people.push(person);
  }
  return people;
}

/** A reader whose data follow from their number, in every mixture. */
function madeUp(i: number, now: number): Person {
  const state = (n: number) => (["active", "active", "active", "pending", "ended"] as const)[n % 5]!;
  const lists = i % 3 === 0 ? [1, 2] : [1 + (i % 2)];
  return {
    id: i,
    domain: domains[i % domains.length]!,
    language: [null, null, "de", "pt", "pt-br"][i % 5]!,
    notes: [
      [],
      [{ note: 1, value: "Gold" }],
      [
        { note: 1, value: "silver" },
        { note: 2, value: "GOLD" },
      ],
    ][i % 3]!,
    subscriptions: lists.map((listId) => ({
      listId,
      status: state(i + listId),
      createdAt: now - ((i * 37) % 200) * day,
      confirmedAt: i % 4 === 0 ? null : now - ((i * 53) % 190) * day,
      importId: [null, null, null, 1, 2, null, 1][(i + listId) % 7]!,
    })),
    topics: [[], [1], [2], [1, 2]][i % 4]!,
    receipts: lists.flatMap((listId) => [
      {
        listId,
        kind: i % 5 === 0 ? "imported" : "signed-up",
        source:
          (i % 2 === 0 ? "/subscribe" : "/") + (i % 7 === 0 ? (i % 2 === 0 ? "?from=cast" : "?from=podcast") : ""),
        language: [null, "en", "de"][(i + listId) % 3]!,
      },
    ]),
    got: new Map(),
    seenAt: i % 3 === 0 ? now - ((i * 29) % 120) * day : null,
    clicked: i % 7 === 0 ? null : new Set([1, 2, 5].filter((number) => (i + number) % 3 === 0)),
  };
}

/** Issues 1, 2 and 5 count clicks. Who did not click as a person did so as a machine, or on what people cannot see. */
async function clickAsMade({ db }: Context, { id, clicked }: Person, editions: number[]): Promise<void> {
  if (clicked === null) await db.updateTable("subscribers").set({ uncounted_at: 1 }).where("id", "=", id).execute();
  else
    for (const number of [1, 2, 5])
      await db
        .insertInto("edition_hits")
        .values({
          ...{
            edition_id: editions[number - 1]!,
            subscriber_id: id,
            n: 1 + (id % 3),
            at: 1,
            method: "GET",
            signals: "",
          },
          ...{ verdict: clicked.has(number) ? ("person" as const) : ("machine" as const), rule: "person" },
          ...{ agent_id: null, network: null, confidence: "likely", judged_at: 1 },
        })
        .execute();
}

/** Twenty days lie between two of them. */
async function fiveIssues({ db }: Context, now: number): Promise<number[]> {
  const ids: number[] = [];
  for (const number of [1, 2, 3, 4, 5]) {
    const { id } = await db
      .insertInto("issues")
      .values({
        ...{ number, list_id: number === 5 ? 2 : 1, subject: "", preheader: "", intro: "{}", status: "sent" },
        ...{ created_at: 0, updated_at: 0, version: 1, sending_at: number, sent_at: number },
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const edition = await db
      .insertInto("editions")
      .values({
        ...{ issue_id: id, from_name: "", from_address: "", reply_to: null, list_slug: "", list_name: "" },
        ...{
          language: "en",
          marker_key: "",
          frozen_at: now - (6 - number) * 20 * day,
          subject: "",
          preheader: "",
          sha256: "",
          content: "{}",
        },
        ...{ html: "", text: "", counts_clicks: [1, 2, 5].includes(number) ? 1 : 0 },
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    ids.push(edition.id);
  }
  await db.insertInto("delivery_sums").values({ edition_id: ids[4]!, status: "accepted", count: 9 }).execute();
  return ids;
}

/** Keeps kinds of notes, as an import with such columns does. */
export async function keepNoteKinds({ db }: Context, names: string[]): Promise<void> {
  for (const name of names)
    await db.insertInto("notes").values({ name, name_key: name.toLowerCase(), created_at: 0 }).execute();
}

/** Writes that an import has been, by whose number readers are known. */
export async function anImport({ db, clock }: Context, file: string): Promise<void> {
  await db
    .insertInto("imports")
    .values({
      ...{ list_id: 1, basis: "A fair", started_by: "Ruth", via: "script", files: JSON.stringify([file]) },
      ...{ fingerprint: "", settings: "{}", state: "done", runner: "", total: 0, done: 0, counts: "{}", faults: "{}" },
      ...{ receipts_before: 0, begun_at: clock(), seen_at: clock(), ended_at: null, undoable_until: null },
      ...{ undo: null, undone_by: null, undone_at: null },
    })
    .execute();
}

/** A segment of one group. @returns its id */
export async function aSegment(
  context: Context,
  name: string,
  conditions: SegmentRule["groups"][number]["conditions"],
): Promise<number> {
  const made = await createSegment(context, { name, rule: { of: "all", groups: [{ of: "all", conditions }] } }, "Ruth");
  if ("error" in made) throw new Error(made.error);
  return made.id;
}
