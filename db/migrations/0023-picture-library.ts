import { inflateSync } from "node:zlib";
import { sql, type Kysely } from "kysely";
import { chunksOf, identity } from "#db/client.server.ts";

/** A table says where each picture is used; a picture can be cropped, replaced and removed, all of which can be undone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addToImages(db);
  await db.schema
    .createTable("image_uses")
    .addColumn("image_id", "integer", (c) => c.notNull().references("images.id"))
    .addColumn("picture_id", "integer", (c) => c.notNull().references("images.id"))
    .addColumn("place", "text", (c) => c.notNull().check(sql`place in ('lead','text','waiting')`))
    .addColumn("article_id", "integer", (c) => c.references("articles.id").onDelete("cascade"))
    .addColumn("issue_id", "integer", (c) => c.references("issues.id").onDelete("cascade"))
    .addColumn("edition_id", "integer", (c) => c.references("editions.id").onDelete("cascade"))
    .addColumn("revision_id", "integer", (c) => c.references("revisions.id").onDelete("cascade"))
    .addColumn("alt", "text", (c) => c.notNull())
    .addColumn("credit", "text", (c) => c.notNull())
    .addColumn("words", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("image_uses_of_picture")
    .on("image_uses")
    .columns(["picture_id", "revision_id"])
    .execute();
  await db.schema.createIndex("image_uses_of_image").on("image_uses").column("image_id").execute();
  for (const user of users)
    await db.schema
      .createIndex(`image_uses_in_${user}`)
      .on("image_uses")
      .column(`${user}_id`)
      .where(sql.ref(`${user}_id`), "is not", null)
      .execute();
  await createReplacements(db);
  await fill(db as Kysely<Tables>);
}

const users = ["article", "issue", "edition", "revision"] as const;

async function addToImages(db: Kysely<unknown>) {
  const images = () => db.schema.alterTable("images");
  // No reference: a copy of the database brings the rows back in any order.
  await images().addColumn("original_id", "integer").execute();
  await images().addColumn("crop", "text").execute();
  await images().addColumn("removed_at", "bigint").execute();
  await images()
    .addColumn("words", "text", (c) => c.notNull().defaultTo(""))
    .execute();
  await db.schema
    .createIndex("images_crops")
    .on("images")
    .columns(["original_id", "crop"])
    .unique()
    .where(sql.ref("original_id"), "is not", null)
    .execute();
  await db.schema
    .createIndex("images_removed")
    .on("images")
    .column("removed_at")
    .where(sql.ref("removed_at"), "is not", null)
    .execute();
}

async function createReplacements(db: Kysely<unknown>) {
  await db.schema
    .createTable("image_replacements")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("from_id", "integer", (c) => c.notNull().references("images.id").onDelete("cascade"))
    .addColumn("to_id", "integer", (c) => c.notNull().references("images.id").onDelete("cascade"))
    .addColumn("by", "text", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("taken_back_at", "bigint")
    .execute();
  for (const picture of ["from", "to"])
    await db.schema
      .createIndex(`image_replacements_${picture}`)
      .on("image_replacements")
      .columns([`${picture}_id`, "id"])
      .execute();
  await db.schema
    .createTable("image_replacement_sheets")
    .addColumn("replacement_id", "integer", (c) => c.notNull().references("image_replacements.id").onDelete("cascade"))
    .addColumn("article_id", "integer", (c) => c.references("articles.id").onDelete("cascade"))
    .addColumn("issue_id", "integer", (c) => c.references("issues.id").onDelete("cascade"))
    .addColumn("was", "text", (c) => c.notNull())
    .execute();
  for (const column of ["replacement", "article", "issue"])
    await db.schema
      .createIndex(`image_replacement_sheets_${column}`)
      .on("image_replacement_sheets")
      .column(`${column}_id`)
      .execute();
}

type Tables = {
  images: { id: number; key: string };
  articles: {
    id: number;
    headline: string;
    body: string;
    image_id: number | null;
    image_alt: string;
    image_credit: string;
    unpublished: string | null;
  };
  issues: { id: number; subject: string; intro: string };
  editions: { id: number; issue_id: number | null; content: string };
  revisions: { id: number; content: Buffer };
  image_uses: {
    image_id: number;
    picture_id: number;
    place: string;
    alt: string;
    credit: string;
    words: string;
    article_id?: number;
    issue_id?: number;
    edition_id?: number;
    revision_id?: number;
  };
};

type Found = { image: number | string; place: string; alt: string; credit: string };

async function fill(db: Kysely<Tables>) {
  const rows = await db.selectFrom("images").select(["id", "key"]).execute();
  const ids = new Map(rows.map(({ id, key }) => [key, id]));
  const known = new Set(ids.values());
  const keep = async (found: Found[], title: string, user: Partial<Tables["image_uses"]>) => {
    const uses = new Map<string, Tables["image_uses"]>();
    for (const { image, place, alt, credit } of found) {
      const id = typeof image === "number" ? image : ids.get(image);
      if (id === undefined || !known.has(id) || uses.has(`${id} ${place}`)) continue;
      const words = title === "" ? "" : soughtWords([alt, credit, title].join(" "));
      uses.set(`${id} ${place}`, { image_id: id, picture_id: id, place, alt, credit, words, ...user });
    }
    for (const chunk of chunksOf([...uses.values()])) await db.insertInto("image_uses").values(chunk).execute();
  };
  if (rows.length === 0) return;
  await inParts(
    (after) => db.selectFrom("articles").selectAll().where("id", ">", after).orderBy("id").limit(100).execute(),
    (row) => {
      const waiting = row.unpublished === null ? null : (JSON.parse(row.unpublished) as Sheet);
      const title = [...new Set([row.headline, waiting?.headline ?? ""])].join(" ").trim() || "Untitled";
      return keep(inArticle(row, waiting), title, { article_id: row.id });
    },
  );
  await inParts(
    (after) => db.selectFrom("issues").selectAll().where("id", ">", after).orderBy("id").limit(100).execute(),
    (row) => keep(inBody(row.intro), row.subject || "Untitled", { issue_id: row.id }),
  );
  await inParts(
    (after) =>
      db
        .selectFrom("editions")
        .select(["id", "content"])
        .where("issue_id", "is not", null)
        .where("id", ">", after)
        .orderBy("id")
        .limit(20)
        .execute(),
    (row) => keep(inPast(row.content), "", { edition_id: row.id }),
  );
  await inParts(
    (after) =>
      db.selectFrom("revisions").select(["id", "content"]).where("id", ">", after).orderBy("id").limit(100).execute(),
    (row) => keep(inPast(inflateSync(row.content).toString()), "", { revision_id: row.id }),
  );
}

async function inParts<Row extends { id: number }>(
  read: (after: number) => Promise<Row[]>,
  work: (row: Row) => Promise<void>,
) {
  for (let after = 0; ;) {
    const rows = await read(after);
    if (rows.length === 0) return;
    for (const row of rows) await work(row);
    after = rows.at(-1)!.id;
  }
}

type Sheet = { imageId: number | null; imageAlt: string; imageCredit: string; headline: string; body: unknown };

function inArticle(row: Tables["articles"], waiting: Sheet | null): Found[] {
  const { image_id: imageId, image_alt: imageAlt, image_credit: imageCredit, body } = row;
  const shown = inSheet({ imageId, imageAlt, imageCredit, headline: "", body: JSON.parse(body) });
  return [...shown, ...(waiting ? inSheet(waiting).map((found) => ({ ...found, place: "waiting" })) : [])];
}

function inSheet({ imageId, imageAlt: alt, imageCredit: credit, body }: Sheet): Found[] {
  const lead = imageId === null ? [] : [{ image: imageId, place: "lead", alt, credit }];
  return [...lead, ...inBody(JSON.stringify(body))];
}

function inBody(json: string): Found[] {
  const found: Found[] = [];
  JSON.parse(json, (_key, value: unknown) => {
    const { type, attrs } = (value ?? {}) as { type?: string; attrs?: Record<string, string> };
    if (type === "image")
      for (const image of keysIn(attrs?.src ?? ""))
        found.push({ image, place: "text", alt: attrs?.alt ?? "", credit: attrs?.credit ?? "" });
    return value;
  });
  return [...found, ...inPast(json)];
}

/** Of what is past nothing is looked for but the pictures. */
function inPast(json: string): Found[] {
  const lead = /"imageId":(\d+)/.exec(json)?.[1];
  const images = [...(lead ? [Number(lead)] : []), ...keysIn(json)];
  return images.map((image) => ({ image, place: "text", alt: "", credit: "" }));
}

function keysIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\/images\/([0-9a-f]{32})[.-]/g)].map(([, key]) => key!))];
}

/** As the search in the library compares words. */
function soughtWords(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
