import { beforeEach, describe, expect, test } from "vitest";
import { articleSchema, deleteArticle, saveArticle, setPublished } from "#app/models/articles/articles.server.ts";
import { wordRedirectConflict } from "#app/models/site/faultWords.server.ts";
import { addRedirects, redirectFor, type NewRedirect } from "#app/models/site/redirects.server.ts";
import { readTarget } from "#app/models/site/redirectTargets.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, bodyOf } from "../../support/newsroom.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext({ env: { APP_URL: "https://briefing.example" } });
  await aBriefing(context);
});

async function published(headline: string, given: Record<string, unknown> = {}) {
  const article = await anArticle(context, { headline, ...given });
  await setPublished(context, article.id, true);
  return article;
}

const page = (from: string, path: string): NewRedirect => ({ from, to: { kind: "page", path } });
const add = (redirects: NewRedirect[], terms: { foreign?: boolean; replace?: boolean } = {}) =>
  addRedirects(context, redirects, { by: "Ruth", ...terms });

describe("an old address", () => {
  test("leads to an article, a topic and a page, in whatever spelling it is asked for", async () => {
    const { id } = await published("Robots learn to pack", { topics: ["Automation"] });
    const added = await add([
      { from: "https://old.example/2024/05/robots/", to: { kind: "article", id } },
      { from: "/tag/Robots", to: { kind: "topic", slug: "automation" } },
      { from: "/wer-wir-sind.html", to: { kind: "page", path: "/about" } },
      { from: "/机器人/", to: { kind: "article", id } },
      { from: "/?p=7", to: { kind: "article", id } },
    ]);
    expect(added).toEqual({ added: 5, replaced: 0, same: 0, conflicts: [] });
    for (const [asked, to] of [
      ["/2024/05/robots", "/articles/robots-learn-to-pack"],
      ["/2024/05/ROBOTS/index.html?utm_source=x", "/articles/robots-learn-to-pack"],
      ["/tag/robots/", "/topics/automation"],
      ["/wer-wir-sind", "/about"],
      ["/%E6%9C%BA%E5%99%A8%E4%BA%BA", "/articles/robots-learn-to-pack"],
      ["/?p=7", "/articles/robots-learn-to-pack"],
      ["/?p=8", null],
      ["/nowhere", null],
      ["/%00", null],
      ["/\ud800", null],
    ] as const)
      expect([asked, await redirectFor(context, asked)]).toEqual([asked, to]);
  });

  test("of the same again changes nothing; one that leads elsewhere is said, or replaced", async () => {
    const { id } = await published("Robots");
    await add([{ from: "/old", to: { kind: "article", id } }]);
    expect(await add([{ from: "/OLD/", to: { kind: "article", id } }])).toMatchObject({ added: 0, same: 1 });
    expect(await add([page("/old", "/about")])).toMatchObject({
      added: 0,
      conflicts: [{ error: "taken", from: "/old" }],
    });
    expect(await redirectFor(context, "/old")).toBe("/articles/robots");
    expect(await add([page("/old", "/about")], { replace: true })).toMatchObject({ replaced: 1, conflicts: [] });
    expect(await redirectFor(context, "/old")).toBe("/about");
  });

  test("is not taken from a page that is there, and gives way to one that comes", async () => {
    const { id } = await published("Robots");
    const { conflicts } = await add([
      page("/about", "/privacy"),
      page("/articles/robots", "/about"),
      page("/desk/anything", "/about"),
      { from: "/articles/later", to: { kind: "article", id } },
    ]);
    expect(conflicts.map(({ error, from }) => `${error} ${from}`)).toEqual([
      "living-page /about",
      "living-page /articles/robots",
      "living-page /desk/anything",
    ]);
    expect(conflicts.map(wordRedirectConflict)[0]).toBe("/about: the site has a page there, which readers get.");
    expect(await redirectFor(context, "/articles/later")).toBe("/articles/robots");
  });

  test("never leads in a circle", async () => {
    expect((await add([page("/a", "/a")])).conflicts).toEqual([{ error: "loop", from: "/a" }]);
    expect(await add([page("/a", "/b"), page("/b", "/c"), page("/c", "/about")])).toMatchObject({ added: 3 });
    expect(await redirectFor(context, "/a")).toBe("/about");
    expect((await add([page("/c", "/a")], { replace: true })).conflicts).toEqual([{ error: "loop", from: "/c" }]);
    expect((await add([page("/x", "/y"), page("/y", "/x")])).conflicts).toHaveLength(2);
  });

  test("leads nowhere but where something is, and to another site only by an operator", async () => {
    const elsewhere = { from: "/shop", to: { kind: "address" as const, url: "https://shop.example/x" } };
    const { conflicts, added } = await add([
      page("/a", "/no-such-page"),
      { from: "/b", to: { kind: "article", id: 4711 } },
      { from: "/c", to: { kind: "topic", slug: "none" } },
      page("/d", "//evil.example"),
      page("/e", "/\\evil.example"),
      { from: "/f", to: { kind: "address", url: "javascript:alert(1)" } },
      elsewhere,
    ]);
    expect(added).toBe(0);
    expect(conflicts.map(({ error }) => error).sort()).toEqual(["foreign", ...Array(6).fill("nowhere")]);
    expect(await add([elsewhere], { foreign: true })).toMatchObject({ added: 1 });
    expect(await redirectFor(context, "/shop")).toBe("https://shop.example/x");
  });

  test("of what is not published, or is gone, is none", async () => {
    const draft = await anArticle(context, { headline: "A draft" });
    await add([{ from: "/old", to: { kind: "article", id: draft.id } }]);
    expect(await redirectFor(context, "/old")).toBeNull();
    await setPublished(context, draft.id, true);
    expect(await redirectFor(context, "/old")).toBe("/articles/a-draft");
    await deleteArticle(context, draft.id);
    expect(await redirectFor(context, "/old")).toBeNull();
  });

  test("follows the article when its slug changes, and the former slug leads there too", async () => {
    const article = await published("Robots");
    await add([{ from: "/p/robots", to: { kind: "article", id: article.id } }]);
    const renamed = (slug: string) =>
      articleSchema.parse({ headline: "Robots", slug, body: bodyOf("One."), dek: "", byline: "" });
    await saveArticle(context, article.id, 1, renamed("machines"), "Ruth");
    expect(await redirectFor(context, "/p/robots")).toBe("/articles/machines");
    expect(await redirectFor(context, "/articles/robots")).toBe("/articles/machines");
    await saveArticle(context, article.id, 2, renamed("robots"), "Ruth");
    expect(await redirectFor(context, "/articles/machines")).toBe("/articles/robots");
    expect(await context.db.selectFrom("redirects").select("path").orderBy("path").execute()).toEqual([
      { path: "/articles/machines" },
      { path: "/p/robots" },
    ]);
  });

  test("is added by the thousand in one go", async () => {
    const { id } = await published("Robots");
    const many = Array.from({ length: 2500 }, (_, i) => ({ from: `/p/${i}`, to: { kind: "article" as const, id } }));
    expect(await add(many)).toMatchObject({ added: 2500, conflicts: [] });
    expect(await add(many)).toMatchObject({ added: 0, same: 2500, conflicts: [] });
  });
});

describe("what people write as an aim", () => {
  test("becomes the article, issue or topic that is there", async () => {
    const { id } = await published("Robots", { topics: ["Automation"] });
    for (const [written, target] of [
      ["/articles/robots", { kind: "article", id }],
      ["https://briefing.example/Articles/robots/", { kind: "article", id }],
      ["/topics/automation", { kind: "topic", slug: "automation" }],
      ["/articles/nobody", { kind: "page", path: "/articles/nobody" }],
      ["/about#us", { kind: "page", path: "/about#us" }],
      ["https://shop.example/a", { kind: "address", url: "https://shop.example/a" }],
      ["//evil.example/a", null],
      ["/\\evil.example", null],
      ["javascript:alert(1)", null],
      ["https://me:secret@shop.example/", null],
      ["about", null],
      ["", null],
    ] as const)
      expect([written, await readTarget(context, written)]).toEqual([written, target]);
  });
});
