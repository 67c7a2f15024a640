import { beforeEach, describe, expect, test } from "vitest";
import { saveSheet, sheetOf, sheetSchema } from "#app/models/articles/sheets.server.ts";
import { publishSheet } from "#app/models/articles/editing.server.ts";
import { articleById, deleteArticle, setPublished, type Article } from "#app/models/articles/articles.server.ts";
import { restoreArticle } from "#app/models/articles/articleRevisions.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import type { Body } from "#app/models/body.ts";
import { createIssue, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { describePicture, listPictures, pictureById } from "#app/models/library/pictures.server.ts";
import type { PictureState } from "#app/models/library/pictureStates.ts";
import { usesOfPicture } from "#app/models/library/places.server.ts";
import { bringPictureBack, removePicture } from "#app/models/library/removing.server.ts";
import { replacePicture, replacementsOf, takeReplacementBack } from "#app/models/library/replacing.server.ts";
import { storeImage, type Image } from "#app/models/images/images.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aStoredPicture, bodyWith } from "../../support/library.ts";
import { aBriefing, anArticle, aReader, bodyOf } from "../../support/newsroom.ts";
import { aPicture } from "../../support/pictures.ts";

let context: TestContext;
let list: List;
beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

const found = async (search: string, state: PictureState = "all", page = 1) =>
  (await listPictures(context, { search, state, page }))!.items.map(({ id }) => id);
const placesIn = async ({ id }: Image) => {
  const { articles, issues, sent, revisions } = await usesOfPicture(context, id);
  const ofArticles = articles.map(({ id, place }) => `article ${id}: ${place}`);
  const ofIssues = issues.map(({ number, place }) => `issue ${number}: ${place}`);
  return { now: [...ofArticles, ...ofIssues], sent: sent.map(({ number }) => number), revisions };
};
const lead = (image: Image, alt = "An arm", credit = "Ines") => ({
  imageId: image.id,
  imageAlt: alt,
  imageCredit: credit,
});

let step = 0;
/** Saves an article as its page does. */
async function saved(article: Article, change: Record<string, unknown>, publish = false) {
  const { typed, article: now } = (await sheetOf(context, article.id))!;
  const { image, ...words } = typed;
  const input = sheetSchema.parse({ ...words, imageId: image?.id ?? null, ...change });
  const place = { id: article.id, version: now.version, tab: "a tab of Ines", step: (step += 1) };
  const answer = await (publish ? publishSheet : saveSheet)(context, "Ines", place, input);
  if ("error" in answer) throw new Error(answer.error);
}
const doc = (json: string) => JSON.parse(json) as Body;

async function anIntro(body: string) {
  const number = await createIssue(context, list.id, { subject: "Arms", intro: doc(body) });
  return { number, intro: async () => JSON.stringify((await issueByNumber(context, number))!.intro) };
}

describe("where a picture is used", () => {
  test("is known of a lead image, a text and an intro as soon as they are saved, and no longer once they are gone", async () => {
    const [arm, hall] = [await aStoredPicture(context), await aStoredPicture(context)];
    const article = await anArticle(context, { ...lead(arm), body: bodyWith(hall, arm) });
    const { number } = await anIntro(bodyWith(hall));
    expect((await placesIn(arm)).now).toEqual([`article ${article.id}: lead`, `article ${article.id}: text`]);
    expect((await placesIn(hall)).now).toEqual([`article ${article.id}: text`, `issue ${number}: text`]);
    await saved(article, { imageId: null });
    expect((await placesIn(arm)).now).toEqual([`article ${article.id}: text`]);
    await deleteArticle(context, article.id);
    expect(await placesIn(arm)).toMatchObject({ now: [] });
    expect((await placesIn(hall)).now).toEqual([`issue ${number}: text`]);
  });

  test("of a published article tells what waits from what the site shows", async () => {
    const [arm, hall] = [await aStoredPicture(context), await aStoredPicture(context)];
    const article = await anArticle(context, lead(arm));
    await setPublished(context, article.id, true);
    await saved(article, { imageId: hall.id });
    expect([(await placesIn(arm)).now, (await placesIn(hall)).now]).toEqual([
      [`article ${article.id}: lead`],
      [`article ${article.id}: waiting`],
    ]);
    await saved(article, {}, true);
    expect([(await placesIn(arm)).now, (await placesIn(hall)).now]).toEqual([[], [`article ${article.id}: lead`]]);
    expect((await placesIn(arm)).revisions).toBe(1);
  });

  test("remains known of what was sent", async () => {
    await aReader(context, list, "ana@readers.example");
    const arm = await aStoredPicture(context);
    const article = await anArticle(context, lead(arm));
    const number = await createIssue(context, list.id, {
      ...{ subject: "Arms", preheader: "Two of them." },
      articles: [{ id: article.id, display: "full" }],
    });
    expect(await sendIssue(context, number, "Ruth")).toHaveProperty("send");
    await saved((await articleById(context, article.id))!, { imageId: null }, true);
    expect(await placesIn(arm)).toMatchObject({ now: [], sent: [number] });
  });
});

describe("the library", () => {
  test("is searched by name, words, credit and headline, in any order and without regard to accents and case", async () => {
    const [arm, hall] = [
      await aStoredPicture(context, { fileName: "IMG_2031.jpeg", alt: "Ein Roboterarm über Kisten" }),
      await aStoredPicture(context, { credit: "Zoë 100%" }),
    ];
    await anArticle(context, { headline: "Warehouses in Łódź", ...lead(hall, "A hall at night", "Agency") });
    expect(await found("")).toEqual([hall.id, arm.id]);
    expect(await found("img_2031")).toEqual([arm.id]);
    expect(await found("kisten UBER")).toEqual([arm.id]);
    expect(await found("zoe")).toEqual([hall.id]);
    expect(await found("night warehouses agency")).toEqual([hall.id]);
    expect(await found("100%")).toEqual([hall.id]);
    expect(await found("%")).toEqual([hall.id]);
    expect(await found("arm night")).toEqual([]);
  });

  test("shows the words of a picture's last use until it has its own, which no use has to share", async () => {
    const arm = await aStoredPicture(context);
    await anArticle(context, lead(arm, "An arm lifts a box", "Ines"));
    expect(await pictureById(context, arm.id)).toMatchObject({ alt: "An arm lifts a box", credit: "Ines", places: 1 });
    await describePicture(context, arm.id, { fileName: "arm.jpg", alt: "An arm", credit: "Agency" });
    expect(await pictureById(context, arm.id)).toMatchObject({ alt: "An arm", credit: "Agency", fileName: "arm.jpg" });
    expect((await usesOfPicture(context, arm.id)).articles[0]).toMatchObject({ alt: "An arm lifts a box" });
  });

  test("is one picture however often its file comes, under its first name, and back when it was removed", async () => {
    const file = await aPicture({ width: 60, height: 40 });
    const of = async (fileName: string) => {
      const stored = await storeImage(context, file, { fileName });
      if ("error" in stored) throw new Error(stored.error);
      return stored;
    };
    const first = await of("quay.jpg");
    expect(await of("copy of quay.jpg")).toEqual(first);
    await removePicture(context, "Ines", first.image.id);
    expect((await of("quay.jpg")).image).toEqual(first.image);
    const { items } = (await listPictures(context, { search: "", state: "all", page: 1 }))!;
    expect(items.map(({ fileName }) => fileName)).toEqual(["quay.jpg"]);
  });

  test("is told in pages, newest first, used and unused apart", async () => {
    const now = context.clock();
    const row = (key: string) => ({ key, width: 9, height: 9, content_type: "image/jpeg" as const, created_at: now });
    const many = Array.from({ length: 100 }, (_, i) => ({
      ...row(i.toString(16).padStart(32, "0")),
      byte_size: 1,
    }));
    await context.db.insertInto("images").values(many).execute();
    const arm = await aStoredPicture(context);
    await anArticle(context, lead(arm));
    const page = (await listPictures(context, { search: "", state: "unused", page: 3 }))!;
    expect([page.total, page.pages, page.items.length]).toEqual([100, 3, 4]);
    expect(await listPictures(context, { search: "", state: "unused", page: 4 })).toBeNull();
    expect(await found("", "used")).toEqual([arm.id]);
  });
});

describe("removing a picture", () => {
  test("is refused while an article has it, and can be taken back", async () => {
    const arm = await aStoredPicture(context, { fileName: "arm.jpg" });
    const article = await anArticle(context, lead(arm));
    expect(await removePicture(context, "Ines", arm.id)).toEqual({ error: "in-use", places: 1 });
    await saved(article, { imageId: null });
    expect(await removePicture(context, "Ines", arm.id)).toEqual({ removed: true });
    expect([await found(""), await found("", "removed")]).toEqual([[], [arm.id]]);
    expect(await removePicture(context, "Ines", arm.id)).toEqual({ error: "gone" });
    expect(await bringPictureBack(context, "Ines", arm.id)).toBe(true);
    expect(await found("")).toEqual([arm.id]);
    const log = (await recentEvents(context)).map(({ action, detail }) => `${action} ${detail}`);
    expect(log.slice(0, 2)).toEqual([
      `picture-brought-back picture ${arm.id} (arm.jpg)`,
      `picture-removed picture ${arm.id} (arm.jpg)`,
    ]);
  });

  test("ends when it is used again, as by a revision that is brought back", async () => {
    const arm = await aStoredPicture(context);
    const article = await anArticle(context, lead(arm));
    await saved(article, { imageId: null });
    await removePicture(context, "Ines", arm.id);
    const first = await context.db.selectFrom("revisions").select("id").orderBy("id").executeTakeFirstOrThrow();
    await restoreArticle(context, "Ines", article.id, first.id);
    expect(await found("")).toEqual([arm.id]);
  });
});

describe("replacing a picture everywhere", () => {
  const old = () => aStoredPicture(context, { alt: "An arm" });
  const better = () => aStoredPicture(context, { alt: "The arm, sharper", width: 128, height: 72 });

  test("changes drafts, published articles with what waits for them, and intros, by a revision each", async () => {
    const [from, to] = [await old(), await better()];
    const draft = await anArticle(context, { ...lead(from), body: bodyWith(from, from) });
    const onSite = await anArticle(context, lead(from));
    await setPublished(context, onSite.id, true);
    await saved(onSite, { dek: "A new dek." });
    const untouched = await anArticle(context, { headline: "Other" });
    const { intro } = await anIntro(bodyWith(from));
    expect(await replacePicture(context, "Ines", from.id, to.id, true)).toMatchObject({ places: 3 });
    const [one, two] = [(await articleById(context, draft.id))!, (await articleById(context, onSite.id))!];
    expect(one).toMatchObject({ image: { id: to.id }, imageAlt: "The arm, sharper", imageCredit: "Ines" });
    expect(JSON.stringify(one.body).split(to.path)).toHaveLength(3);
    expect(one.body.content![1]).toMatchObject({ attrs: { width: 128, height: 72, alt: "The arm, sharper" } });
    expect(two).toMatchObject({
      image: { id: to.id },
      dek: "Two warehouses compare notes.",
      publishedAt: two.publishedAt,
    });
    expect((await sheetOf(context, onSite.id))!.typed).toMatchObject({ image: { id: to.id }, dek: "A new dek." });
    expect(await intro()).toContain(to.path);
    expect((await articleById(context, untouched.id))!.version).toBe(1);
    expect((await placesIn(from)).now).toEqual([]);
    const [event] = (await recentEvents(context)).filter(({ action }) => action === "picture-replaced");
    expect(event).toMatchObject({ actor: "Ines", detail: `picture ${from.id} by ${to.id} in 3 places` });
    const marked = await context.db
      .selectFrom("revisions")
      .select(({ fn }) => fn.count<number>("published_at").as("shown"))
      .where("kind", "=", "article")
      .where("subject", "=", onSite.id)
      .executeTakeFirstOrThrow();
    // The former one too.
    expect(marked.shown).toBe(2);
  });

  test("can be taken back: each place gets the picture and the words that it had", async () => {
    const [from, to] = [await old(), await better()];
    const draft = await anArticle(context, { ...lead(from, "My own words"), body: bodyWith(to, from) });
    const { intro } = await anIntro(bodyWith(from));
    const before = [(await articleById(context, draft.id))!.body, await intro()];
    const act = await replacePicture(context, "Ines", from.id, to.id, true);
    if ("error" in act) throw new Error(act.error);
    await removePicture(context, "Ines", from.id);
    expect(await takeReplacementBack(context, "Ruth", act.id)).toEqual({ places: 2, left: [] });
    const now = (await articleById(context, draft.id))!;
    expect(now).toMatchObject({ image: { id: from.id }, imageAlt: "My own words" });
    expect([now.body, await intro()]).toEqual(before);
    expect(await found("")).toContain(from.id);
    expect(await takeReplacementBack(context, "Ruth", act.id)).toEqual({ error: "taken-back" });
    expect((await replacementsOf(context, to.id))[0]).toMatchObject({
      by: "Ines",
      places: 2,
      takenBackAt: context.clock(),
    });
  });

  test("leaves, when it is taken back, what was placed anew since, and keeps words that were written since", async () => {
    const [from, to] = [await old(), await better()];
    const one = await anArticle(context, { headline: "One", body: bodyWith(from) });
    const two = await anArticle(context, { headline: "Two", body: bodyWith(from) });
    const act = await replacePicture(context, "Ines", from.id, to.id, false);
    if ("error" in act) throw new Error(act.error);
    await saved(one, { body: doc(bodyWith(to, to)) });
    await saved(two, { dek: "Another dek." });
    const left = [{ headline: "One", article: one.id, issue: null }];
    expect(await takeReplacementBack(context, "Ines", act.id)).toEqual({ places: 1, left });
    const now = (await articleById(context, two.id))!;
    expect([now.dek, JSON.stringify(now.body).includes(from.path)]).toEqual(["Another dek.", true]);
  });

  test("leaves what was sent as it was sent", async () => {
    await aReader(context, list, "ana@readers.example");
    const [from, to] = [await old(), await better()];
    const article = await anArticle(context, lead(from));
    const number = await createIssue(context, list.id, {
      ...{ subject: "Arms", preheader: "Two of them.", intro: doc(bodyWith(from)) },
      articles: [{ id: article.id, display: "full" }],
    });
    await sendIssue(context, number, "Ruth");
    const edition = () => context.db.selectFrom("editions").select(["html", "content"]).executeTakeFirstOrThrow();
    const sent = await edition();
    expect(await replacePicture(context, "Ines", from.id, to.id, true)).toMatchObject({ places: 1 });
    expect(await edition()).toEqual(sent);
    expect(JSON.stringify((await issueByNumber(context, number))!.intro)).toContain(from.path);
    expect((await articleById(context, article.id))!.image!.id).toBe(to.id);
  });

  test("answers what cannot be done, and writes nothing down", async () => {
    const [from, to] = [await old(), await better()];
    expect(await replacePicture(context, "Ines", from.id, to.id, true)).toEqual({ error: "nowhere" });
    expect(await replacePicture(context, "Ines", from.id, from.id, true)).toEqual({ error: "same" });
    expect(await replacePicture(context, "Ines", from.id, 999, true)).toEqual({ error: "gone" });
    await removePicture(context, "Ines", to.id);
    expect(await replacePicture(context, "Ines", from.id, to.id, true)).toEqual({ error: "gone" });
    expect(await takeReplacementBack(context, "Ines", 1)).toEqual({ error: "gone" });
    expect(await replacementsOf(context, from.id)).toEqual([]);
  });

  test("meets a save at the same moment: one of the two comes first, and neither loses a word", async () => {
    const [from, to] = [await old(), await better()];
    const { id, version, ...article } = await anArticle(context, lead(from));
    const { slug, headline, dek, byline, sources, topics } = article;
    const words = {
      slug,
      headline,
      dek,
      byline,
      sources,
      topics,
      imageId: from.id,
      imageAlt: "An arm",
      imageCredit: "",
    };
    const input = sheetSchema.parse({ ...words, body: doc(bodyOf("Typed meanwhile.")) });
    const place = { id, version, tab: "a tab of Ines", step: 1 };
    const [act, save] = await Promise.all([
      replacePicture(context, "Ruth", from.id, to.id, true),
      saveSheet(context, "Ines", place, input),
    ]);
    expect(act).toMatchObject({ places: 1 });
    const now = (await articleById(context, id))!;
    expect(now.image!.id).toBe(to.id);
    if (!("error" in save)) expect(JSON.stringify(now.body)).toContain("Typed meanwhile.");
    else expect(save.error).toBe("changed-meanwhile");
  });

  test("of an issue that could not be saved changes nothing there", async () => {
    const [from, to] = [await old(), await better()];
    const { number } = await anIntro(bodyWith(from));
    const { version } = (await issueByNumber(context, number))!;
    await replacePicture(context, "Ines", from.id, to.id, true);
    const stale = await saveIssue(context, number, version, { listId: list.id } as never, "Ruth");
    expect(stale).toMatchObject({ error: "changed-meanwhile", by: { name: "Ines" } });
  });
});
