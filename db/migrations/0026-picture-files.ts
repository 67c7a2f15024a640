import type { Kysely } from "kysely";

/** The bytes of pictures get a table of their own: they may lie elsewhere, and who lists pictures reads none of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("image_files")
    .addColumn("image_id", "integer", (c) => c.primaryKey().references("images.id").onDelete("cascade"))
    .addColumn("bytes", "bytea", (c) => c.notNull())
    .execute();
  const tables = db as Kysely<{
    images: { id: number; bytes: Buffer };
    image_files: { image_id: number; bytes: Buffer };
  }>;
  await tables
    .insertInto("image_files")
    .columns(["image_id", "bytes"])
    .expression((eb) => eb.selectFrom("images").select(["id", "bytes"]))
    .execute();
  await db.schema.alterTable("images").dropColumn("bytes").execute();
}
