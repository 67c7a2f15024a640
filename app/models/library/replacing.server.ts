import { randomBytes } from "node:crypto";
import { inTransaction, type Context } from "#app/context.server.ts";
import { sheetOf, type SheetInput } from "#app/models/articles/sheets.server.ts";
import { changeSheet } from "#app/models/articles/changing.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { imagePath } from "#app/models/images/images.server.ts";
import { inputOf, issueByNumber, isOpen, saveIssue, type Issue } from "#app/models/issues/issues.server.ts";
import { allTexts, withTexts } from "#app/models/sections.ts";
import { bringPictureBack } from "./removing.server.ts";
import { pictureById } from "./pictures.server.ts";
import { swapBack, swapImages, type Before, type GivingWay, type Placing, type Swapped } from "./swapping.server.ts";

/** The former pictures of a sheet: on the site or in the draft, and in changes that wait. */
type SheetBefore = { shown: Before | null; waiting: Before | null };

type Replaced = { id: number; places: number } | { error: "gone" | "same" | "nowhere" };

/**
 * Puts one picture in place of another, wherever an article or an issue that is not sent has it, whole or in part. Each
 * gets a revision; sent editions stay what they are.
 * @param newWords whether the new picture's alt and credit go along
 * @returns the act, which `takeReplacementBack` takes back
 */
export async function replacePicture(
  context: Context,
  actor: string,
  fromId: number,
  toId: number,
  newWords: boolean,
): Promise<Replaced> {
  return inTransaction(context, async (context) => {
    const [from, to] = [await pictureById(context, fromId), await pictureById(context, toId)];
    if (!from || !to || to.removedAt !== null) return { error: "gone" };
    if (from.id === to.id) return { error: "same" };
    const givingWay = await familyOf(context, from.id);
    const { id } = await context.db
      .insertInto("image_replacements")
      .values({ from_id: from.id, to_id: to.id, by: actor, at: context.clock() })
      .returning("id")
      .executeTakeFirstOrThrow();
    const swap = (placing: Placing) => swapImages(placing, givingWay, to, newWords);
    const places =
      (await replaceInArticles(context, actor, id, from.id, swap)) +
      (await replaceInIssues(context, actor, id, from.id, swap));
    if (places === 0) {
      await context.db.deleteFrom("image_replacements").where("id", "=", id).execute();
      return { error: "nowhere" };
    }
    await logAction(
      context,
      actor,
      "picture-replaced",
      `picture ${from.id} by ${to.id} in ${countOf(places, "place")}`,
    );
    return { id, places };
  });
}

type Swap = (placing: Placing) => { placing: Placing; before: Before } | null;

async function familyOf({ db }: Context, id: number): Promise<GivingWay> {
  const rows = await db
    .selectFrom("images")
    .select(["id", "key"])
    .where((eb) => eb.or([eb("id", "=", id), eb("original_id", "=", id)]))
    .execute();
  return { ids: rows.map((row) => row.id), keys: rows.map((row) => row.key) };
}

async function replaceInArticles(context: Context, actor: string, act: number, from: number, swap: Swap) {
  const rows = await usersOf(context, "article_id", from);
  let places = 0;
  for (const id of rows) {
    const before: SheetBefore = { shown: null, waiting: null };
    const changed = await changeSheet(context, actor, id, (content, where) => {
      const swapped = swap(content);
      if (swapped) before[where] = swapped.before;
      return swapped && { ...content, ...swapped.placing };
    });
    if (!changed) continue;
    places += 1;
    await keepSheet(context, act, { article_id: id }, before);
  }
  return places;
}

async function replaceInIssues(context: Context, actor: string, act: number, from: number, swap: Swap) {
  let places = 0;
  for (const id of await usersOf(context, "issue_id", from)) {
    const issue = await openIssue(context, id);
    const swapped = issue && swap(textsOf(issue));
    if (!swapped || !(await saveTexts(context, actor, issue, swapped.placing))) continue;
    places += 1;
    await keepSheet(context, act, { issue_id: id }, { shown: swapped.before, waiting: null });
  }
  return places;
}

async function usersOf({ db }: Context, column: "article_id" | "issue_id", picture: number): Promise<number[]> {
  const rows = await db
    .selectFrom("image_uses")
    .select(column)
    .distinct()
    .where("picture_id", "=", picture)
    .where(column, "is not", null)
    .orderBy(column)
    .execute();
  return rows.map((row) => row[column]!);
}

async function openIssue(context: Context, id: number): Promise<Issue | null> {
  const row = await context.db.selectFrom("issues").select("number").where("id", "=", id).executeTakeFirst();
  const issue = row && (await issueByNumber(context, row.number));
  return issue && isOpen(issue) ? issue : null;
}

/** All texts of an issue as one, in order. */
function textsOf(issue: Issue): Placing {
  return { imageId: null, imageAlt: "", imageCredit: "", body: allTexts(issue) };
}

async function saveTexts(context: Context, actor: string, issue: Issue, { body }: Placing): Promise<boolean> {
  const { number, version } = issue;
  const tab = { tab: randomBytes(16).toString("hex"), step: 1, over: true };
  const content = inputOf(issue);
  const input = { ...content, ...withTexts(content, body) };
  return !("error" in (await saveIssue(context, number, version, input, actor, tab)));
}

async function keepSheet(
  { db }: Context,
  replacement_id: number,
  sheet: { article_id: number } | { issue_id: number },
  before: SheetBefore,
) {
  await db
    .insertInto("image_replacement_sheets")
    .values({ replacement_id, ...sheet, was: JSON.stringify(before) })
    .execute();
}

/** `left`: the sheets where the picture was placed, removed or sent since; they stay as they are. */
type TakenBack = { places: number; left: { headline: string; article: number | null; issue: number | null }[] };

/** Takes a replacement back, with a revision for each sheet. A picture that was removed meanwhile is back as well. */
export async function takeReplacementBack(
  context: Context,
  actor: string,
  id: number,
): Promise<TakenBack | { error: "gone" | "taken-back" }> {
  return inTransaction(context, async (context) => {
    const act = await context.db
      .updateTable("image_replacements")
      .set({ taken_back_at: context.clock() })
      .where("id", "=", id)
      .where("taken_back_at", "is", null)
      .returning(["from_id", "to_id"])
      .executeTakeFirst();
    if (!act) return { error: (await hasAct(context, id)) ? "taken-back" : "gone" };
    const to = (await pictureById(context, act.to_id))!;
    await bringPictureBack(context, actor, act.from_id);
    const sheets = await context.db
      .selectFrom("image_replacement_sheets")
      .select(["article_id", "issue_id", "was"])
      .where("replacement_id", "=", id)
      .execute();
    const result: TakenBack = { places: 0, left: [] };
    for (const { article_id, issue_id, was } of sheets) {
      const before = JSON.parse(was) as SheetBefore;
      const back =
        article_id === null
          ? await takeBackInIssue(context, actor, issue_id!, to, before)
          : await takeBackInArticle(context, actor, article_id, to, before);
      if (back) result.places += 1;
      else result.left.push(await namedSheet(context, article_id, issue_id));
    }
    const about = `picture ${act.from_id} by ${act.to_id}: ${countOf(result.places, "place")}`;
    await logAction(context, actor, "picture-replacement-taken-back", about);
    return result;
  });
}

async function hasAct({ db }: Context, id: number): Promise<boolean> {
  return (await db.selectFrom("image_replacements").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}

/** Changes that waited at the time of the act may be on the site now. */
async function takeBackInArticle(context: Context, actor: string, id: number, to: Swapped, before: SheetBefore) {
  const sheet = await sheetOf(context, id);
  if (!sheet) return false;
  const shown = sheet.waits ? before.shown : (before.waiting ?? before.shown);
  const now: SheetBefore = { shown, waiting: sheet.waits ? before.waiting : null };
  let isWhole = true;
  const back = (content: SheetInput, where: keyof SheetBefore) => {
    const was = now[where];
    const swapped = was && swapBack(content, to, was);
    if (was && !swapped) isWhole = false;
    return swapped;
  };
  return (await changeSheet(context, actor, id, back)) && isWhole;
}

async function takeBackInIssue(context: Context, actor: string, id: number, to: Swapped, { shown }: SheetBefore) {
  const issue = await openIssue(context, id);
  const back = issue && shown && swapBack(textsOf(issue), to, shown);
  return Boolean(back) && saveTexts(context, actor, issue!, back!);
}

async function namedSheet({ db }: Context, article: number | null, issue: number | null) {
  const { name } =
    article === null
      ? await db.selectFrom("issues").select("subject as name").where("id", "=", issue!).executeTakeFirstOrThrow()
      : await db.selectFrom("articles").select("headline as name").where("id", "=", article).executeTakeFirstOrThrow();
  return { headline: name, article, issue };
}

/** An act that replaced a picture, or put it in the place of another. */
export type Replacement = {
  id: number;
  from: { id: number; path: string };
  to: { id: number; path: string };
  by: string;
  at: number;
  takenBackAt: number | null;
  places: number;
};

/** Returns the acts that replaced a picture or put it in the place of another, newest first. */
export async function replacementsOf({ db }: Context, pictureId: number, limit = 20): Promise<Replacement[]> {
  const rows = await db
    .selectFrom("image_replacements as acts")
    .innerJoin("images as former", "former.id", "acts.from_id")
    .innerJoin("images as later", "later.id", "acts.to_id")
    .select([
      "acts.id",
      "from_id",
      "to_id",
      "by",
      "at",
      "taken_back_at",
      "former.key as from_key",
      "later.key as to_key",
      "former.content_type as from_type",
      "later.content_type as to_type",
    ])
    .select(({ selectFrom }) =>
      selectFrom("image_replacement_sheets")
        .select(({ fn }) => fn.countAll<number>().as("places"))
        .whereRef("replacement_id", "=", "acts.id")
        .as("places"),
    )
    .where((eb) => eb.or([eb("from_id", "=", pictureId), eb("to_id", "=", pictureId)]))
    .orderBy("acts.id", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    from: { id: row.from_id, path: imagePath(row.from_key, row.from_type) },
    to: { id: row.to_id, path: imagePath(row.to_key, row.to_type) },
    by: row.by,
    at: row.at,
    takenBackAt: row.taken_back_at,
    places: row.places ?? 0,
  }));
}
