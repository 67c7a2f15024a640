import { sql, type Kysely } from "kysely";
import { bytesOfHex } from "#db/bulk.server.ts";
import { identity } from "#db/client.server.ts";

/**
 * Receipts of consent lose what repeats: the hash of the one before is in the one before, hashes are bytes, and the way in is
 * written down once. Nothing that is hashed changes. They refer to no other table: lists, wordings and ways are never deleted, and
 * the chain shows changes. Looking them up took a server a third of a receipt's time.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const index of ["consent_by_subscriber", "consent_traces"]) await db.schema.dropIndex(index).execute();
  await db.schema.alterTable("consent_events").renameTo("former_consent_events").execute();
  await makeTables(db);
  await sql`insert into consent_ways (source, method) select source, method from former_consent_events
    group by source, method order by min(seq)`.execute(db);
  const bytes = (column: string) => bytesOfHex(db, `former.${column}`);
  await sql`insert into consent_events (seq, hash, at, subscriber_id, list_id, kind, wording_id, detail, way_id, letter_id,
      letter_at, who_seal, trace_seal, address, name, who_salt, ip, user_agent, trace_salt)
    select seq, ${bytes("hash")}, at, subscriber_id, list_id, kind, wording_id, detail, consent_ways.id, letter_id,
      letter_at, ${bytes("who_seal")}, ${bytes("trace_seal")}, address, name, ${bytes("who_salt")}, ip, user_agent,
      ${bytes("trace_salt")}
    from former_consent_events as former join consent_ways
      on consent_ways.source = former.source and coalesce(consent_ways.method, '') = coalesce(former.method, '')
    order by seq`.execute(db);
  await db.schema.dropTable("former_consent_events").execute();
  await db.schema.createIndex("consent_by_subscriber").on("consent_events").column("subscriber_id").execute();
  await db.schema
    .createIndex("consent_traces")
    .on("consent_events")
    .column("at")
    .where(sql.ref("trace_salt"), "is not", null)
    .execute();
}

async function makeTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("consent_ways")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("source", "text", (c) => c.notNull())
    .addColumn("method", "text")
    .execute();
  await db.schema.createIndex("consent_ways_by_source").on("consent_ways").columns(["source", "method"]).execute();
  await db.schema
    .createTable("consent_events")
    .addColumn("seq", "integer", (c) => c.primaryKey())
    .addColumn("hash", "bytea", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("subscriber_id", "integer", (c) => c.notNull())
    .addColumn("list_id", "integer")
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("wording_id", "integer")
    .addColumn("detail", "text")
    .addColumn("way_id", "integer", (c) => c.notNull())
    .addColumn("letter_id", "integer")
    .addColumn("letter_at", "bigint")
    .addColumn("who_seal", "bytea")
    .addColumn("trace_seal", "bytea")
    .addColumn("address", "text")
    .addColumn("name", "text")
    .addColumn("who_salt", "bytea")
    .addColumn("ip", "text")
    .addColumn("user_agent", "text")
    .addColumn("trace_salt", "bytea")
    .execute();
}
