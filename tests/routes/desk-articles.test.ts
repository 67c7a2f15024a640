import { beforeEach, describe, expect, test } from "vitest";
import { articleById } from "#app/models/articles/articles.server.ts";
import { listArticles } from "#app/models/articles/list.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { parseBody } from "#app/models/body.server.ts";
import type { Body } from "#app/models/body.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import type { Answer, Saved } from "#app/routes/desk.articles.$id/answers.ts";
import { draftOf, formOf, type ArticleDraft } from "#app/routes/desk.articles.$id/draft.ts";
import * as articlePage from "#app/routes/desk.articles.$id/route.tsx";
import * as listPage from "#app/routes/desk.articles._index.tsx";
import * as images from "#app/routes/desk.images.ts";
import type { TestContext } from "../support/context.ts";
import { aDesk, asked, outcomeOf } from "../support/desk.ts";
import { anArticle, anIssue, bodyOf } from "../support/newsroom.ts";
import { aPicture } from "../support/pictures.ts";

let context: TestContext;
let cookie: string;
let list: List;
beforeEach(async () => {
  ({ context, cookie, list } = await aDesk("editor"));
});

const body = (parseBody(bodyOf("The first paragraph.")) as { body: Body }).body;
const draft = (part: Partial<ArticleDraft> = {}): ArticleDraft => ({
  ...draftOf(null, "Ines Halloran"),
  headline: "Robots learn to pack",
  body,
  ...part,
});

/** Posts what the desk's own page would. */
function save(
  id: string,
  written: ArticleDraft,
  { version = 0, intent = "save", more = {} as Record<string, string> } = {},
) {
  const form = formOf(written);
  for (const [name, value] of Object.entries({ intent, version: String(version), ...more })) form.set(name, value);
  return post(id, form);
}

const post = (id: string, form: FormData | Record<string, string>, as = cookie) =>
  outcomeOf<Answer>(articlePage.action(asked(context, `/desk/articles/${id}`, { cookie: as, params: { id }, form })));
const open = (id: string) =>
  outcomeOf<{ stored: ArticleDraft; saved: Saved; heldBy: number[] }>(
    articlePage.loader(asked(context, `/desk/articles/${id}`, { cookie, params: { id } })),
  );
const savedIn = (data: Answer) => (data as { saved: Saved }).saved;
const errorsIn = (data: Answer) => (data as { reply: { error: Record<string, string[]> } }).reply.error;
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
      data: { saved: { slug: "robots-learn-to-pack", version: 1, publishedAt: null } },
    });
    const { id } = savedIn(made.data);
    expect((await open(String(id))).data.stored).toEqual({ ...written, slug: "robots-learn-to-pack" });
    const again = await save(String(id), { ...written, headline: "Robots learnt" }, { version: 1 });
    expect(again.data).toMatchObject({ saved: { slug: "robots-learn-to-pack", version: 2 } });
    expect(await rows()).toBe(1);
  });

  test("a new sheet bears the byline of who writes", async () => {
    expect((await open("new")).data).toMatchObject({ stored: { byline: "Ines Halloran", headline: "" }, saved: null });
  });

  test("each fault is said at its field, and nothing is saved", async () => {
    const image = { id: 1, path: "/images/x.jpg", width: 1, height: 1 };
    const { status, data } = await save(
      "new",
      draft({
        headline: " ",
        slug: "../../etc",
        image,
        imageAlt: "",
        sources: [
          { title: "Good", url: "https://example.org" },
          { title: "", url: "javascript:alert(1)" },
        ],
      }),
    );
    expect([status, Object.keys(errorsIn(data)).sort()]).toEqual([
      400,
      ["headline", "slug", "sources[1].title", "sources[1].url"],
    ]);
    expect(errorsIn(data).headline).toEqual(["Give the article a headline."]);
    expect((await save("new", draft({ image, imageAlt: "" }))).data).toMatchObject({
      reply: { error: { imageAlt: [expect.any(String)] } },
    });
    expect(await rows()).toBe(0);
  });

  test("a taken slug is said at the slug", async () => {
    await anArticle(context, { slug: "robots" });
    const { status, data } = await save("new", draft({ slug: "robots" }));
    expect([status, errorsIn(data)]).toEqual([400, { slug: ["Another article has this slug; choose another one."] }]);
  });

  test("a picture that is not there is said at the picture", async () => {
    const image = { id: 4711, path: "/images/x.jpg", width: 1, height: 1 };
    expect(errorsIn((await save("new", draft({ image, imageAlt: "A robot" }))).data)).toHaveProperty("imageId");
  });
});

describe("somebody else", () => {
  test("who saved meanwhile is not overwritten, until one wants to", async () => {
    const { id, version } = await anArticle(context);
    expect((await save(String(id), draft({ headline: "Theirs" }), { version })).status).toBe(200);
    const mine = draft({ headline: "Mine" });
    const refused = await save(String(id), mine, { version });
    expect(refused).toMatchObject({ status: 409, data: { conflict: { version: version + 1 } } });
    expect((await articleById(context, id))?.headline).toBe("Theirs");
    expect((await save(String(id), mine, { version: version + 1 })).status).toBe(200);
    expect((await articleById(context, id))?.headline).toBe("Mine");
  });

  test("who deleted it meanwhile is named as the reason", async () => {
    const { id, version } = await anArticle(context);
    await post(String(id), { intent: "delete" });
    expect(await save(String(id), draft(), { version })).toMatchObject({ status: 404, data: { gone: true } });
  });

  test.each(["", "-1", "x", "1e9", "99999999999999999999", "1.5", "\0"])(
    "is not overwritten by the version %j",
    async (version) => {
      const { id } = await anArticle(context, { headline: "Theirs" });
      const { status } = await save(String(id), draft(), { more: { version } });
      expect([status, (await articleById(context, id))?.headline]).toEqual([409, "Theirs"]);
    },
  );
});

describe("publishing and deleting", () => {
  test("is saved with the article and noted with a name (S-16)", async () => {
    const made = await save("new", draft(), { intent: "publish" });
    const { id, publishedAt } = savedIn(made.data);
    expect(publishedAt).toBe(context.clock());
    await save(String(id), draft(), { intent: "unpublish", version: 1 });
    expect((await articleById(context, id))?.publishedAt).toBeNull();
    const gone = await post(String(id), { intent: "delete" });
    expect([gone.status, gone.location]).toEqual([302, "/desk/articles?deleted"]);
    expect((await recentEvents(context)).map(({ actor, action, detail }) => [actor, action, detail])).toEqual(
      ["article-deleted", "article-unpublished", "article-published", "article-created"].map((action) => [
        "Ines Halloran",
        action,
        "robots-learn-to-pack",
      ]),
    );
  });

  test("a draft with a fault is not published", async () => {
    const { id, version } = await anArticle(context);
    expect((await save(String(id), draft({ headline: "" }), { intent: "publish", version })).status).toBe(400);
    expect((await articleById(context, id))?.publishedAt).toBeNull();
  });

  test("an article that an issue holds stays, and the issue is named", async () => {
    const article = await anArticle(context);
    const number = await anIssue(context, list, { articles: [article] });
    expect(await post(String(article.id), { intent: "delete" })).toMatchObject({
      status: 409,
      data: { held: [number] },
    });
    expect((await open(String(article.id))).data.heldBy).toEqual([number]);
  });
});

describe("what no page of the desk would send (STANDARDS 8)", () => {
  test.each(["0", "-1", "1.5", "99999999999", "x", "%00", "1 or 1=1", "__proto__"])(
    "the article %j is not there",
    async (id) => {
      expect((await open(id)).status).toBe(404);
      expect((await post(id, formOf(draft()))).status).toBe(404);
    },
  );

  test.each([
    ["no fields", {}],
    ["a body of HTML (no. 21)", { headline: "x", body: "<script>alert(1)</script>" }],
    ["a body with a script (no. 21)", { headline: "x", body: '{"type":"doc","content":[{"type":"script"}]}' }],
    ["a headline of 10 000 letters (no. 24)", { headline: "x".repeat(10_000), body: bodyOf("x") }],
    ["a headline that turns the reading round (no. 24)", { headline: "x\u202ey", body: bodyOf("x") }],
    ["a body of two megabytes (no. 25)", { headline: "x", body: bodyOf("x".repeat(2_000_000)) }],
    ["a slug of its own making (no. 26)", { headline: "x", body: bodyOf("x"), slug: "%2e%2e" }],
    ["a slug we keep (no. 26)", { headline: "x", body: bodyOf("x"), slug: "feed.xml" }],
    ["ids that are none", { headline: "x", body: bodyOf("x"), imageId: "1; drop table articles" }],
    [
      "a source to this machine's files (no. 30)",
      { headline: "x", body: bodyOf("x"), "sources[0].title": "x", "sources[0].url": "file:///etc/passwd" },
    ],
  ])("%s is refused, and nothing is saved", async (_what, form) => {
    expect((await post("new", form)).status).toBe(400);
    expect(await rows()).toBe(0);
  });

  test("names that would make an array of a billion places are left out", async () => {
    const started = performance.now();
    const more = {
      "sources[999999999].title": "x",
      "topics[4294967294]": "x",
      "__proto__[x]": "y",
      "a[0][1][2].b": "z",
    };
    expect((await save("new", draft(), { more })).status).toBe(200);
    expect((await save("new", draft({ headline: "" }), { more })).status).toBe(400);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test("hostile words are kept as words (nos. 21 to 23)", async () => {
    const headline = '</mj-text><script>alert("{{x}}")</script> %recipient% ${y}';
    const { id } = savedIn((await save("new", draft({ headline }))).data);
    expect((await open(String(id))).data.stored.headline).toBe(headline);
  });

  test("who is not signed in is led to the door, and nothing is saved", async () => {
    const { location } = await post("new", formOf(draft()), "");
    expect(location).toBe("/desk/sign-in?to=%2Fdesk%2Farticles%2Fnew");
    expect((await outcomeOf(listPage.loader(asked(context, "/desk/articles")))).status).toBe(302);
    expect(await rows()).toBe(0);
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
      });
    },
  );

  test("that is no picture is refused in words", async () => {
    for (const file of [new Blob(["<svg onload=alert(1)>"], { type: "image/png" }), new Blob([]), "text"]) {
      const { status, data } = await upload(file);
      expect([status, (JSON.parse(data) as { error: string }).error]).toEqual([400, expect.stringMatching(/\.$/)]);
    }
  });

  test("is for editors, and for POST", async () => {
    expect((await upload(new Blob([new Uint8Array(await aPicture())]), "x", "")).status).toBe(302);
    expect(images.loader).toThrow();
    expect(await context.db.selectFrom("images").select("id").execute()).toEqual([]);
  });
});
