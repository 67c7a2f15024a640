import { flatRoutes } from "@remix-run/dev/dist/config/flat-routes.js";
import { readdirSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { livingAmong } from "#app/models/site/livingPages.server.ts";
import { addRedirects } from "#app/models/site/redirects.server.ts";
import { ask } from "../support/ask.ts";
import { atTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

let context: TestContext;

beforeAll(async () => {
  ({ context } = await aSite());
  const { id } = await anArticle(context, { headline: "Robots", topics: ["Automation"] });
  await setPublished(context, id, true);
  const article = { kind: "article" as const, id };
  const froms = ["/p/robots", "/2024/05/robots/", "/articles/old", "/topics/old", "/issues/77", "/authors/nobody-now"];
  const files = ["/images/old.jpg", "/topics/gone/feed.xml", "/index.php?id=7", "/?p=7", "/rss.xml", "/größe"];
  const added = await addRedirects(
    context,
    [...froms, ...files].map((from) => ({ from, to: article })),
    { by: "a test" },
  );
  expect(added).toMatchObject({ conflicts: [] });
});

test.each([
  "/p/robots",
  "/p/robots/",
  "/P/Robots?utm_source=mail",
  "/2024/05/robots",
  "/2024/05/robots.html",
  "/2024/05/robots/index.html",
  "/2024/05/robots/amp/",
  "/articles/old",
  "/topics/old",
  "/issues/77",
  "/authors/nobody-now",
  "/images/old.jpg",
  "/topics/gone/feed.xml",
  "/index.php?id=7",
  "/index.php?id=7&utm=x",
  "/?p=7",
  "/rss.xml",
  "/gr%C3%B6%C3%9Fe",
  "/gro%CC%88%C3%9Fe",
])("%s leads to the article for good, for programs and people", async (path) => {
  // The nearest one is found by the whole query; another query is not the address.
  const isOther = path.includes("&utm=x");
  for (const method of ["GET", "HEAD"]) {
    const { status, headers, text } = await ask(context, path, { method });
    const got = [method, status, headers.location, text];
    expect(got).toEqual(isOther ? [method, 404, undefined, text] : [method, 301, "/articles/robots", ""]);
  }
});

test("a page that is there, a form and the desk never ask for a redirect", async () => {
  expect((await ask(context, "/articles/robots")).status).toBe(200);
  expect((await ask(context, "/?p=8")).status).toBe(200);
  expect((await ask(context, "/feed/")).headers.location).toBe("/feed.xml");
  expect((await ask(context, "/p/robots.data")).status).toBe(404);
  const answer = await ask(context, "/p/robots", { method: "POST", headers: { "Sec-Fetch-Site": "same-origin" } });
  expect([answer.status, answer.headers.location]).toEqual([404, undefined]);
  const ruth = await atTheDesk(context);
  expect((await ruth.see("/desk/no-such-page")).status).toBe(404);
});

test("at the same time, two addresses that differ in their query each get their own answer", async () => {
  const answers = await Promise.all(["/index.php?id=8", "/index.php?id=7"].map((path) => ask(context, path)));
  expect(answers.map(({ status }) => status)).toEqual([404, 301]);
});

test("every route of readers and every public file is known to be there", async () => {
  const routes = Object.values(flatRoutes("app")).flatMap(({ id, path, index }) =>
    path === undefined && !index ? [] : [id],
  );
  const paths = routes
    .map((id) => id.replace(/^routes\//, "").replace(/\/route$/, ""))
    .filter((id) => !/^(desk|root|_public\.\$$)/.test(id) && id !== "_public")
    .map(
      (id) =>
        `/${id
          .replace(/^_public\.?/, "")
          .replaceAll("[.]", "·")
          .replace(/\.?_index$/, "")
          .replaceAll("_.", ".")
          .replaceAll(".", "/")
          .replaceAll("·", ".")}`,
    );
  const samples = paths.filter((path) => !/^\/(articles|issues|topics|authors|images)\/\$/.test(path));
  const files = readdirSync("public").map((name) => `/${name}`);
  const living = await livingAmong(context, [...samples, ...files]);
  expect([...samples, ...files].filter((path) => !living.has(path))).toEqual([]);
  expect(samples.length).toBeGreaterThan(25);
});
