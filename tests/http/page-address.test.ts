import { describe, expect, test } from "vitest";
import { pageAddress } from "#app/http/pageAddress.server.ts";
import { sourcesIn } from "../support/sources.ts";

describe("a page has one address", () => {
  test.each([
    ["/articles/robots?utm_source=mail&utm_medium=email&utm_campaign=7", "/articles/robots"],
    ["/?fbclid=IwAR0", "/"],
    ["/?", "/"],
    ["/articles?gclid=1&page=3&ref=x&mc_cid=5&page=4", "/articles?page=3"],
    ["/articles?page=1", "/articles"],
    ["/articles/robots?page=2&q=7&part=1", "/articles/robots"],
    ["/topics/automation?PAGE=2", "/topics/automation"],
    ["/feed.xml?cachebuster=0.123", "/feed.xml"],
    ["/sitemap.xml?part=2&x", "/sitemap.xml?part=2"],
    ["/search?utm_source=mail", "/search"],
    ["/subscribe?utm_source=mail", "/subscribe"],
    ["/articles/", "/articles"],
    ["/ARTICLES/Robots", "/articles/robots"],
    ["/%61rticles/robot%73", "/articles/robots"],
    ["/topics/%e3%83%ad%E3%83%9c", "/topics/%E3%83%AD%E3%83%9C"],
    ["/nowhere/../articles/./robots", "/articles/robots"],
    ["/%2e%2E/articles", "/articles"],
    ["/articles#top", "/articles"],
    ["/topics/a%2Fb", "/topics/a%2Fb"],
  ])("%s is %s", (asked, address) => {
    expect(pageAddress(asked)).toBe(address);
  });

  test.each([
    "/desk/articles",
    "/DESK/articles",
    "/confirm/abc",
    "/%72eader/abc",
    ...["unsubscribe", "one-click", "reader", "address", "draft", "test-mail"].map((door) => `/${door}/abc`),
    "/nowhere/../draft/abc",
    "/subscribe?list=weekly",
    "/subscribe/sent",
    "/subscribe-form?sent",
    "/search?q=robots",
    "/search?q=robots&page=2",
    "/articles?page=abc",
    "/articles?page=0",
    "/articles?page=12345",
    "/articles.data?_routes=root",
    "/__manifest?p=%2Fdesk&version=1",
    "//articles",
    "/articles//robots",
    "/articles/%E0%A4%A",
    "http://elsewhere.example/articles",
    "*",
    "",
    `/${"x".repeat(1001)}`,
    `/articles?${"x".repeat(100_000)}`,
  ])("%s is none that is kept", (asked) => {
    expect(pageAddress(asked)).toBeNull();
  });

  test("with each query word that a route of readers' pages reads, or it is not kept with it", () => {
    const read = sourcesIn("app/routes")
      .filter(({ path }) => !/\/desk[._/]/.test(path))
      .flatMap(({ path, text }) =>
        [
          ...Array.from(text.matchAll(/searchParams(?:\)|;)?[^;]*?\.(?:get|has)\("(\w+)"\)/g), ([, word]) => word!),
          ...Array.from(text.matchAll(/\basked\.(?:get|has)\("(\w+)"\)/g), ([, word]) => word!),
          ...(text.includes("pageFromQuery(request)") ? ["page"] : []),
        ].map((word) => ({ path: pathOf(path), word })),
      );
    expect(read.length).toBeGreaterThan(8);
    const lost = read.filter(({ path, word }) => {
      const address = pageAddress(`${path}?${word}=2`);
      return address !== null && !address.endsWith(`?${word}=2`);
    });
    expect(lost).toEqual([]);
  });
});

/** The path that a route's file answers. */
function pathOf(file: string): string {
  const name = file.replace(/^app\/routes\/(_public\.)?/, "").replace(/(\/route)?\.tsx?$/, "");
  return `/${name
    .replaceAll("[.]", "·")
    .replace(/\.?_index$/, "")
    .replaceAll(".", "/")
    .replaceAll("·", ".")
    .replace(/\$(\w+)/g, "x")}`;
}
