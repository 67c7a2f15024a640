import { sql, type Kysely } from "kysely";

/** A picture has a name, words of its own and an owner, and is a JPEG no longer always. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const images = () => db.schema.alterTable("images");
  for (const text of ["file_name", "alt", "credit"])
    await images()
      .addColumn(text, "text", (c) => c.notNull().defaultTo(""))
      .execute();
  await images()
    .addColumn("uploaded_by", "integer", (c) => c.references("editors.id").onDelete("set null"))
    .execute();
  for (const [number, usual] of [
    ["byte_size", 0],
    ["frames", 1],
    ["has_alpha", 0],
  ] as const)
    await images()
      .addColumn(number, "integer", (c) => c.notNull().defaultTo(usual))
      .execute();
  await images().addColumn("sha256", "text").execute();
  await sql`update images set byte_size = length(bytes)`.execute(db);
}
