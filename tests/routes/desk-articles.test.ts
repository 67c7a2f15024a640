import { beforeEach, describe, expect, test } from "vitest";
import type { SheetAnswer } from "#app/components/desk/sheet/answers.ts";
import { articleById } from "#app/models/articles/articles.server.ts";
import { listArticles } from "#app/models/articles/list.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { parseBody } from "#app/models/body.server.ts";
import type { Body } from "#app/models/body.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import type { SavedArticle } from "#app/routes/desk.articles.$id/answers.ts";
import { emptyDraft, sentDraft, type ArticleDraft } from "#app/routes/desk.articles.$id/draft.ts";
import * as articlePage from "#app/routes/desk.articles.$id/route.tsx";
import { action } from "#app/routes/desk.articles.$id_.sheet.ts";
import * as listPage from "#app/routes/desk.articles._index.tsx";
import * as images from "#app/routes/desk.images.ts";
import * as markdown from "#app/routes/desk.markdown.ts";
import type { TestContext } from "../support/context.ts";
import { askLock } from "#app/models/sheetLocks.server.ts";
import { aDesk, anEditor, asked, cookieOf, outcomeOf } from "../support/desk.ts";
import { anArticle, anIssue, bodyOf } from "../support/newsroom.ts";
import { anOutside } from "../support/outside.ts";
import { aPicture } from "../support/pictures.ts";
import { sendSheet, type SentSheet } from "../support/sheets.ts";

let context: TestContext;
let cookie: string;
let list: List;
let ines: Editor;
beforeEach(async () => {
  ({ context, cookie, list, ines } = await aDesk("editor"));
});

const body = (parseBody(bodyOf("The first paragraph.")) as { body: Body }).body;
const draft = (part: Partial<ArticleDraft> = {}): ArticleDraft => ({
  ...emptyDraft("Ines Halloran"),
  headline: "Robots learn to pack",
  body,
  ...part,
});

/** Sends what the desk's own page would. */
const save = (id: string, written: ArticleDraft, sheet: SentSheet = {}) =>
  send(id, { draft: sentDraft(written), ...sheet });
const send = (id: string, sheet: SentSheet, as = cookie) =>
  sendSheet<SheetAnswer<SavedArticle>>(action, { context, cookie: as, as: ines.id }, { id }, sheet);
const open = (id: string) =>
  outcomeOf<{ stored: ArticleDraft; saved: SavedArticle; heldBy: number[] }>(
    articlePage.loader(asked(context, `/desk/articles/${id}`, { cookie, params: { id } })),
  );
const savedIn = (data: SheetAnswer<SavedArticle>) => (data as { saved: SavedArticle }).saved;
const faultsIn = (data: SheetAnswer<SavedArticle>) => (data as { faults: Record<string, string[]> }).faults;
const rows = async () => (await listArticles(context)).length;

describe("writing", () => {
  test("an article is saved whole, opened again, and saved over", async () => {
    const written = draft({
      dek: "Two warehouses compare notes.",
      topics: ["Automation", "Safety"],
      sources: [
        { title: "The plan", url: "https://example.org/plan" },
        { title: "The law", url: "http://example.org/law?a=1&b=2" },
      ],
    });
    const made = await save("new", written);
    expect(made).toMatchObject({
      status: 200,
      data: { saved: { slug: "robots-learn-to-pack", version: 1, publishedAt: null }, faults: {} },
    });
    const { id } = savedIn(made.data);
    expect((await open(String(id))).data.stored).toEqual(written);
    const again = await save(String(id), { ...written, headline: "Robots learnt" }, { version: 1 });
    expect(again.data).toMatchObject({ saved: { slug: "robots-learnt", version: 2 } });
    expect(await rows()).toBe(1);
  });

  test("a new sheet bears the byline of who writes", async () => {
    expect((await open("new")).data).toMatchObject({ stored: { byline: "Ines Halloran", headline: "" }, saved: null });
  });

  test("a draft is saved however unfinished; what it lacks is said when it is to be published", async () => {
    const { image } = JSON.parse(await uploaded()) as { image: NonNullable<ArticleDraft["image"]> };
    const unfinished = draft({
      headline: " ",
      image,
      sources: [
        { title: "Good", url: "https://example.org" },
        { title: "", url: "javascript:alert(1)" },
      ],
    });
    const made = await save("new", unfinished);
    expect([made.status, faultsIn(made.data)]).toEqual([200, {}]);
    const { id, version } = savedIn(made.data);
    expect((await open(String(id))).data.stored).toEqual({ ...unfinished, headline: "" });
    const tried = await save(String(id), unfinished, { version, intent: "publish" });
    expect([tried.status, Object.keys(faultsIn(tried.data)).sort()]).toEqual([
      200,
      ["headline", "imageAlt", "sources[1].title", "sources[1].url"],
    ]);
    expect(savedIn(tried.data).publishedAt).toBeNull();
    const named = await save(String(id), draft({ image }), { version: version + 1, intent: "publish" });
    expect(Object.keys(faultsIn(named.data))).toEqual(["imageAlt"]);
  });

  test.each([
    ["robots", "Another article has this slug; choose another one."],
    ["../../etc", "A slug has small letters, digits and single hyphens."],
  ])("the slug %j is said at the slug, kept as typed, and everything else is saved", async (slug, words) => {
    await anArticle(context, { slug: "robots" });
    const { status, data } = await save("new", draft({ slug }), { intent: "publish" });
    expect([status, faultsIn(data), savedIn(data).publishedAt]).toEqual([200, { slug: [words] }, null]);
    expect((await open(String(savedIn(data).id))).data.stored).toEqual(draft({ slug }));
  });

  test("a picture that is not there any more leaves the rest saved", async () => {
    const image = { id: 4711, path: "/images/x.jpg", width: 1, height: 1 };
    const made = await save("new", draft({ image, imageAlt: "A robot" }));
    expect((await open(String(savedIn(made.data).id))).data.stored).toEqual(draft({ imageAlt: "A robot" }));
    expect(
      faultsIn((await save("new", draft({ image, imageAlt: "A robot" }), { intent: "publish" })).data),
    ).toHaveProperty("imageId");
  });
});

describe("somebody else", () => {
  test("who saved meanwhile is not overwritten, until one wants to", async () => {
    const { id, version } = await anArticle(context);
    expect((await save(String(id), draft({ headline: "Theirs" }), { version })).status).toBe(200);
    const mine = draft({ headline: "Mine" });
    const refused = await save(String(id), mine, { version });
    expect(refused).toMatchObject({
      status: 409,
      data: { error: "conflict", version: version + 1, by: { name: "Ines Halloran" }, at: context.clock() },
    });
    expect((await articleById(context, id))?.headline).toBe("Theirs");
    expect((await save(String(id), mine, { version: version + 1 })).status).toBe(200);
    expect((await articleById(context, id))?.headline).toBe("Mine");
  });

  test("who deleted it meanwhile is named as the reason", async () => {
    const { id, version } = await anArticle(context);
    expect(await send(String(id), { intent: "delete" })).toMatchObject({ status: 200, data: { deleted: true } });
    expect(await save(String(id), draft(), { version })).toMatchObject({ status: 404, data: { error: "gone" } });
  });

  test("who is signed in in the same browser gives no name to these words", async () => {
    const tom = await anEditor(context, "Tom Reyes");
    const said = await send("new", { draft: sentDraft(draft()) }, await cookieOf(context, tom));
    expect(said).toEqual({ status: 403, data: { error: "other-editor", id: tom.id, name: "Tom Reyes" } });
    expect(await rows()).toBe(0);
  });

  test.each(["", "-1", "x", "1e9", "99999999999999999999", "1.5", "\0"])(
    "is not overwritten by the version %j",
    async (version) => {
      const { id } = await anArticle(context, { headline: "Theirs" });
      const { status } = await save(String(id), draft(), { version });
      expect([status, (await articleById(context, id))?.headline]).toEqual([400, "Theirs"]);
    },
  );
});

describe("publishing and deleting", () => {
  test("is saved with the article and noted with a name (S-16)", async () => {
    const made = await save("new", draft(), { intent: "publish" });
    const { id, publishedAt, version } = savedIn(made.data);
    expect(publishedAt).toBe(context.clock());
    await save(String(id), draft(), { intent: "unpublish", version });
    expect((await articleById(context, id))?.publishedAt).toBeNull();
    const gone = await send(String(id), { intent: "delete" });
    expect([gone.status, gone.data]).toEqual([200, { deleted: true, undo: 1 }]);
    expect((await recentEvents(context)).map(({ actor, action, detail }) => [actor, action, detail])).toEqual(
      ["article-deleted", "article-unpublished", "article-published", "article-created"].map((action) => [
        "Ines Halloran",
        action,
        "robots-learn-to-pack",
      ]),
    );
  });

  test("is refused while somebody else writes in it, who is named, and done when they have left (S-15)", async () => {
    const { id, version } = savedIn((await save("new", draft())).data);
    const ruth = await anEditor(context, "Ruth Marlow");
    const lock = { sheet: `article ${id}`, tab: "another-tab" };
    await askLock(context, ruth.id, { ...lock, act: "write" });
    for (const intent of ["review", "publish", "unpublish", "delete"])
      expect(await save(String(id), draft(), { intent, version })).toEqual({
        status: 409,
        data: { error: "written", by: "Ruth Marlow" },
      });
    expect((await articleById(context, id))!.publishedAt).toBeNull();
    expect((await save(String(id), draft({ dek: "Saved all the same" }), { version })).status).toBe(200);
    await askLock(context, ruth.id, { ...lock, act: "leave" });
    const { data } = await save(String(id), draft(), { intent: "publish", version: version + 1 });
    expect(savedIn(data).publishedAt).toBe(context.clock());
  });

  test("an update says first what changes on the site", async () => {
    const made = savedIn((await save("new", draft(), { intent: "publish" })).data);
    const written = draft({ headline: "Robots learnt to pack" });
    const { data } = await save(String(made.id), written, { intent: "review", version: made.version });
    const { changes, version } = savedIn(data);
    expect(changes).toMatchObject({ parts: [{ part: "headline" }], pictures: null });
    const published = savedIn((await save(String(made.id), written, { intent: "publish", version })).data);
    const again = await save(String(made.id), written, { intent: "review", version: published.version });
    expect(savedIn(again.data).changes ?? null).toEqual({ parts: [], pictures: null });
  });

  test("an article that an issue holds stays, and the issue is named", async () => {
    const article = await anArticle(context);
    const number = await anIssue(context, list, { articles: [article] });
    expect(await send(String(article.id), { intent: "delete" })).toEqual({
      status: 409,
      data: { error: "held", issues: [number] },
    });
    expect((await open(String(article.id))).data.heldBy).toEqual([number]);
  });
});

describe("what no page of the desk would send (STANDARDS 8)", () => {
  test.each(["0", "-1", "1.5", "99999999999", "x", "%00", "1 or 1=1", "__proto__"])(
    "the article %j is not there",
    async (id) => {
      expect((await open(id)).status).toBe(404);
      expect((await save(id, draft())).status).toBe(404);
    },
  );

  const sent = (part: object) => ({ ...sentDraft(draft()), ...part });
  test.each([
    ["no fields", {}],
    ["a body of HTML (no. 21)", sent({ body: "<script>alert(1)</script>" })],
    ["a body with a script (no. 21)", sent({ body: { type: "doc", content: [{ type: "script" }] } })],
    ["a headline of 10 000 letters (no. 24)", sent({ headline: "x".repeat(10_000) })],
    ["a body of two megabytes (no. 25)", sent({ body: JSON.parse(bodyOf("x".repeat(2_000_000))) as unknown })],
    ["ids that are none", sent({ imageId: "1; drop table articles" })],
    ["topics that are none", sent({ topics: { length: 999_999_999 } })],
  ])("%s is refused, and nothing is saved", async (_what, form) => {
    expect((await send("new", { draft: form })).status).toBe(400);
    expect(await rows()).toBe(0);
  });

  test("nothing of it is published: a hidden sign, a kept slug, a source of this machine (nos. 24, 26, 30)", async () => {
    for (const part of [
      { slug: "%2e%2e" },
      { slug: "feed.xml" },
      { sources: [{ title: "x", url: "file:///etc/passwd" }] },
    ]) {
      const { data } = await save("new", draft(part), { intent: "publish" });
      expect(savedIn(data).publishedAt, JSON.stringify(part)).toBeNull();
    }
    const { id } = savedIn((await save("new", draft({ headline: "x\u202ey\0z \ud800" }), { intent: "publish" })).data);
    expect((await articleById(context, id))!.headline).toBe("x y z \ufffd");
  });

  test("hostile words are kept as words (nos. 21 to 23)", async () => {
    const headline = '</mj-text><script>alert("{{x}}")</script> %recipient% ${y}';
    const { id } = savedIn((await save("new", draft({ headline }))).data);
    expect((await open(String(id))).data.stored.headline).toBe(headline);
  });

  test("who is not signed in is told so without a redirect, and nothing is saved", async () => {
    expect(await send("new", { draft: sentDraft(draft()) }, "")).toEqual({
      status: 401,
      data: { error: "signed-out" },
    });
    expect((await outcomeOf(listPage.loader(asked(context, "/desk/articles")))).status).toBe(302);
    expect(await rows()).toBe(0);
  });
});

async function uploaded(): Promise<string> {
  const form = new FormData();
  form.set("file", new Blob([new Uint8Array(await aPicture())]), "photo.jpg");
  return (await outcomeOf<string>(images.action(asked(context, "/desk/images", { cookie, form })))).data;
}

describe("a text in Markdown that the editor asks for", () => {
  const ask = (text: string, as = cookie) => {
    const form = new FormData();
    form.set("text", text);
    return outcomeOf<string>(markdown.action(asked(context, "/desk/markdown", { cookie: as, form })));
  };

  test("comes back as a document, with the kinds of what was left out", async () => {
    const { status, data } = await ask("## Head\n\n![a](b.png)");
    expect(status).toBe(200);
    expect(JSON.parse(data)).toEqual({
      body: {
        type: "doc",
        content: [{ type: "heading", attrs: { level: 2 }, content: [{ type: "text", text: "Head" }] }],
      },
      notices: ["picture"],
    });
  });

  test("is refused when it cannot be read, and to strangers", async () => {
    expect(await ask("[a](ftp://x.example)")).toMatchObject({ status: 400 });
    expect((await ask("x", "")).status).toBe(302);
  });
});

describe("the list of articles", () => {
  const find = async (query: string) =>
    (
      await outcomeOf<{ articles: { headline: string }[]; status: string }>(
        listPage.loader(asked(context, `/desk/articles${query}`, { cookie })),
      )
    ).data;

  test("is searched by words and by status; an unknown status means all", async () => {
    await anArticle(context, { headline: "Robots in ports" });
    await anArticle(context, { headline: "Laws of ports" });
    expect((await find("?q=ROBOTS")).articles).toHaveLength(1);
    expect((await find("?status=published")).articles).toHaveLength(0);
    expect(await find("?status=x'--&q=ports")).toMatchObject({ status: "", articles: [{}, {}] });
    expect((await find(`?q=${"%25".repeat(5000)}`)).articles).toEqual([]);
  });
});

describe("an upload to the desk (S-12)", () => {
  const upload = (file: Blob | string, name = "photo.jpg", as = cookie) => {
    const form = new FormData();
    if (typeof file === "string") form.set("file", file);
    else form.set("file", file, name);
    return outcomeOf<string>(images.action(asked(context, "/desk/images", { cookie: as, form })));
  };

  test.each(["photo.jpg", "../../etc/passwd", "a.php.png", "x".repeat(5000), "CON", "gpj.\u202eexe"])(
    "named %j gets a name of ours (no. 27)",
    async (name) => {
      const { status, data } = await upload(new Blob([new Uint8Array(await aPicture())]), name);
      expect(status).toBe(201);
      expect(JSON.parse(data)).toEqual({
        image: {
          id: expect.any(Number) as number,
          path: expect.stringMatching(/^\/images\/[0-9a-f]{32}\.jpg$/) as string,
          width: 64,
          height: 36,
        },
        bytes: expect.any(Number) as number,
        frames: 1,
        stoodStill: false,
      });
    },
  );

  test("that is no picture is refused in words", async () => {
    for (const file of [new Blob(["<svg onload=alert(1)>"], { type: "image/png" }), new Blob([]), "text"]) {
      const { status, data } = await upload(file);
      expect([status, (JSON.parse(data) as { error: string }).error]).toEqual([400, expect.stringMatching(/\.$/)]);
    }
  });

  test("may be an address: its picture is fetched, from public sites alone, and kept with its name (S-10)", async () => {
    const picture = await aPicture();
    context.outside = await anOutside(
      (request, response) => {
        if (request.url === "/a%20quay.jpg") response.end(picture);
        else response.end("<!doctype html>");
      },
      { "inside.example": () => ["10.0.0.7"] },
    );
    const fetched = (address: string) =>
      outcomeOf<string>(images.action(asked(context, "/desk/images", { cookie, form: { address } })));
    expect((await fetched("http://paper.example/a%20quay.jpg")).status).toBe(201);
    const rows = await context.db.selectFrom("images").select(["file_name", "uploaded_by"]).execute();
    expect(rows).toEqual([{ file_name: "a quay.jpg", uploaded_by: ines.id }]);
    for (const [address, why] of [
      ["http://inside.example/quay.jpg", "private network"],
      ["http://169.254.169.254/latest", "private network"],
      ["file:///etc/passwd", "only http and https"],
      ["http://paper.example/page", "web page"],
    ] as const)
      expect([address, JSON.parse((await fetched(address)).data)]).toEqual([
        address,
        { error: expect.stringContaining(why) as string },
      ]);
    expect((await context.db.selectFrom("images").select("id").execute()).length).toBe(1);
  });

  test("is for editors, and for POST", async () => {
    expect((await upload(new Blob([new Uint8Array(await aPicture())]), "x", "")).status).toBe(302);
    expect(images.loader).toThrow();
    expect(await context.db.selectFrom("images").select("id").execute()).toEqual([]);
  });
});
