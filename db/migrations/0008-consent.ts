import { createHash, randomBytes } from "node:crypto";
import { sql, type Generated, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

const pageRows = 500;

/** Consent events become a chain that reveals changes; wordings get permanent versions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await makeTables(db);
  await keepWordings(db as Kysely<Tables>);
  await chainFormerEvents(db as Kysely<Tables>);
  await db.schema.dropTable("former_consent_events").execute();
  await db.schema.createIndex("consent_by_subscriber").on("consent_events").column("subscriber_id").execute();
  // Only rows with something left to erase, so that looking for them costs nothing when there are none.
  await db.schema
    .createIndex("consent_traces")
    .on("consent_events")
    .column("at")
    .where(sql.ref("trace_salt"), "is not", null)
    .execute();
}

async function makeTables(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex("consent_by_subscriber").execute();
  await db.schema.alterTable("consent_events").renameTo("former_consent_events").execute();

  await db.schema
    .createTable("wordings")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("purpose", "text", (c) => c.notNull())
    .addColumn("language", "text")
    .addColumn("version", "integer")
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .addColumn("shown_from", "bigint", (c) => c.notNull())
    .addColumn("made_by", "text", (c) => c.notNull())
    .addUniqueConstraint("wordings_version", ["purpose", "language", "version"])
    .execute();

  // No reference to the subscriber: the wording that they agreed to is still needed after they are deleted.
  await db.schema
    .createTable("consent_events")
    .addColumn("seq", "integer", (c) => c.primaryKey())
    .addColumn("prev_hash", "text", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("subscriber_id", "integer", (c) => c.notNull())
    .addColumn("list_id", "integer", (c) => c.references("lists.id"))
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("wording_id", "integer", (c) => c.references("wordings.id"))
    .addColumn("detail", "text")
    .addColumn("source", "text", (c) => c.notNull())
    .addColumn("method", "text")
    .addColumn("letter_id", "integer")
    .addColumn("letter_at", "bigint")
    .addColumn("who_seal", "text")
    .addColumn("trace_seal", "text")
    .addColumn("address", "text")
    .addColumn("name", "text")
    .addColumn("who_salt", "text")
    .addColumn("ip", "text")
    .addColumn("user_agent", "text")
    .addColumn("trace_salt", "text")
    .execute();

  await db.schema
    .createTable("consent_head")
    .addColumn("id", "integer", (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn("events", "integer", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .execute();
}

/** The form's one text becomes a version; the other texts, of buttons and imports, have no versions. */
async function keepWordings(db: Kysely<Tables>): Promise<void> {
  const texts = await db
    .selectFrom("former_consent_events")
    .select(({ fn }) => ["kind", "wording", fn.min("at").as("at"), fn.min("id").as("first")])
    .where("wording", "!=", "")
    .groupBy(["kind", "wording"])
    .orderBy("first")
    .execute();
  let version = 0;
  for (const { kind, wording: text, at } of texts) {
    const ofTheForm = kind === "signed-up";
    const purpose = ofTheForm ? "sign-up" : kind;
    const row = { purpose, language: ofTheForm ? "en" : null, version: ofTheForm ? (version += 1) : null, text };
    const hash = hashOf(["pressrun wording 1", ...Object.values(row), at, madeBy]);
    await db
      .insertInto("wordings")
      .values({ ...row, hash, shown_from: at, made_by: madeBy })
      .execute();
  }
}

const madeBy = "Pressrun";

async function chainFormerEvents(db: Kysely<Tables>): Promise<void> {
  const wordings = await db.selectFrom("wordings").select(["id", "purpose", "text", "hash"]).execute();
  const wordingOf = new Map(wordings.map((wording) => [`${wording.purpose}\0${wording.text}`, wording]));
  const chain = { seq: 0, hash: "0".repeat(64) };
  for (let after = 0; ;) {
    const former = await formerEvents(db, after);
    if (former.length === 0) break;
    const rows = former.map((event) => {
      const purpose = event.kind === "signed-up" ? "sign-up" : event.kind;
      return link(chain, event, wordingOf.get(`${purpose}\0${event.wording}`));
    });
    await db.insertInto("consent_events").values(rows).execute();
    after = former.at(-1)!.id;
  }
  await db.insertInto("consent_head").values({ id: 1, events: chain.seq, hash: chain.hash }).execute();
}

function formerEvents(db: Kysely<Tables>, after: number) {
  return db
    .selectFrom("former_consent_events as former")
    .innerJoin("lists", "lists.id", "former.list_id")
    .innerJoin("subscribers", "subscribers.id", "former.subscriber_id")
    .select(["former.id", "subscriber_id", "list_id", "kind", "wording", "source", "ip", "at"])
    .select(["lists.slug", "subscribers.email", "subscribers.name"])
    .where("former.id", ">", after)
    .orderBy("former.id")
    .limit(pageRows)
    .execute();
}

type Former = Awaited<ReturnType<typeof formerEvents>>[number];

/** The form of docs/decisions/0010-consent-receipts.md at the time of this migration, which never changes. */
function link(chain: { seq: number; hash: string }, event: Former, wording?: { id: number; hash: string }) {
  const { at, subscriber_id, list_id, slug, kind, source, email: address, name, ip } = event;
  const salts = randomBytes(32).toString("hex");
  const who_salt = salts.slice(0, 32);
  const trace_salt = ip === null ? null : salts.slice(32);
  const who_seal = hashOf(["pressrun consent who 1", who_salt, address, name]);
  const trace_seal = trace_salt && hashOf(["pressrun consent traces 1", trace_salt, ip, null]);
  const prev_hash = chain.hash;
  const said = [kind, wording?.hash ?? null, null, source, null, null, null];
  chain.seq += 1;
  chain.hash = hashOf([
    "pressrun consent 1",
    chain.seq,
    prev_hash,
    at,
    subscriber_id,
    slug,
    ...said,
    who_seal,
    trace_seal,
  ]);
  return {
    seq: chain.seq,
    prev_hash,
    hash: chain.hash,
    ...{ at, subscriber_id, list_id, kind, wording_id: wording?.id ?? null, source },
    ...{ who_seal, trace_seal, address, name, who_salt, ip, trace_salt },
  };
}

function hashOf(values: (string | number | null)[]): string {
  return createHash("sha256").update(JSON.stringify(values)).digest("hex");
}

type Tables = {
  lists: { id: number; slug: string };
  subscribers: { id: number; email: string; name: string };
  former_consent_events: {
    id: number;
    subscriber_id: number;
    list_id: number;
    kind: string;
    wording: string;
    source: string;
    ip: string | null;
    at: number;
  };
  wordings: {
    id: Generated<number>;
    purpose: string;
    language: string | null;
    version: number | null;
    text: string;
    hash: string;
    shown_from: number;
    made_by: string;
  };
  consent_events: Record<string, string | number | null>;
  consent_head: { id: number; events: number; hash: string };
};
