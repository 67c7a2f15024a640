import { brotliCompressSync, constants } from "node:zlib";
import { HtmlValidate } from "html-validate";
import { beforeAll, describe, expect, test } from "vitest";
import type { TestContext } from "../support/context.ts";
import { crawl, unescaped, valuesOf, type Visited } from "../support/crawl.ts";
import { aSite } from "../support/site.ts";
import { fillSite, hostile } from "../support/whole-site.ts";

const languages = [
  { language: "en", dir: "ltr", name: "The Robotics Briefing", articles: 25 },
  { language: "ar", dir: "rtl", name: "نشرة الروبوتات", articles: 3 },
];
/** Where forms lead, and what other sites frame. */
const unlinked = ["/subscribe/sent", "/reader/sent", "/subscribe-form"];
/** Its preset of what the standard says, and of nothing that is a matter of taste. */
const validator = new HtmlValidate({ extends: ["html-validate:standard"] });
/** The mail as it was sent is frozen, and a document of its own. */
const isMail = ({ path }: Visited) => /^\/issues\/\d+\/mail/.test(path);
const isHtml = ({ headers }: Visited) => String(headers["content-type"]).startsWith("text/html");
const isForSearch = ({ text, headers }: Visited) =>
  !/name="robots" content="noindex"/.test(text) && !headers["x-robots-tag"];

describe.each(languages)("whoever follows every link of a site in $language", ({ language, dir, name, articles }) => {
  let context: TestContext;
  let all: Visited[];
  let pages: Visited[];

  beforeAll(async () => {
    const site = await aSite({ language, name });
    context = site.context;
    await fillSite(context, site.list, articles);
    const searches = ["robots", "zeppelin", hostile.headline].map((query) => `/search?q=${encodeURIComponent(query)}`);
    all = await crawl(context, ["/", "/robots.txt", ...unlinked, ...searches]);
    pages = all.filter((one) => isHtml(one) && !isMail(one));
  });

  /** @returns what `of` says of each page, by its path */
  const ofEach = <T>(of: (page: Visited) => T) => Object.fromEntries(pages.map((page) => [page.path, of(page)]));
  const sameForEach = <T>(value: T) => ofEach(() => value);

  test("comes to every kind of page, file and picture", () => {
    const paths = all.map(({ path }) => path).join("\n");
    const places = ["/topics/r-d-robots-b", "/authors/ines-halloran"];
    const files = [
      "/feed.json",
      "/topics/automation/feed.atom",
      "/issues/feed.xml",
      "/sitemap.xml",
      "/news-sitemap.xml",
    ];
    for (const path of [
      ...places,
      ...files,
      "/issues/1/mail",
      "/issues/1/mail.txt",
      "/search",
      "/reader",
      "/unsubscribe",
    ])
      expect(paths).toContain(path);
    if (articles > 24)
      for (const path of ["/articles", "/topics/automation"]) expect(paths).toContain(`${path}?page=2`);
    for (const pattern of [/-400\.avif$/m, /-800\.webp$/m, /share\/articles\//, /share\/issues\//, /assets\/.*css$/m])
      expect(paths).toMatch(pattern);
  });

  test("meets no broken link, no redirect and no cookie", () => {
    expect(all.filter(({ status }) => status !== 200).map(({ status, path, from }) => [status, path, from])).toEqual(
      [],
    );
    expect(all.filter(({ headers }) => headers["set-cookie"]).map(({ path }) => path)).toEqual([]);
  });

  test("finds on its page every place that a link names", () => {
    const lost = pages.flatMap(({ path, text }) => {
      const places = new Set(valuesOf(text, "id"));
      const named = valuesOf(text, "href").filter((href) => href.startsWith("#"));
      return named.filter((href) => !places.has(decodeURIComponent(href.slice(1)))).map((href) => path + href);
    });
    expect(lost).toEqual([]);
  });

  test("finds one heading, one title and a description on every page, in its language and direction", () => {
    expect(ofEach(({ text }) => text.match(/<h1[\s>]/g)?.length)).toEqual(sameForEach(1));
    expect(ofEach(({ text }) => text.match(/<title>[^<]+<\/title>/g)?.length)).toEqual(sameForEach(1));
    expect(ofEach(({ text }) => text.includes(`<html lang="${language}" dir="${dir}"`))).toEqual(sameForEach(true));
    const imaged = pages
      .filter(isForSearch)
      .filter(({ text }) => !/property="og:image" content="http[^"]+\.png/.test(text));
    expect(imaged.map(({ path }) => path)).toEqual([]);
    const described = pages.filter(isForSearch).filter(({ text }) => !/name="description" content="[^"]+"/.test(text));
    expect(described.map(({ path }) => path)).toEqual([]);
  });

  /** A link may say where it stands (`?from=`); the page is the same one. */
  const sayNothingMore = ({ path }: Visited) => !/\?from=\w+$/.test(path);

  test("finds no title twice among the pages for search engines (W-05)", () => {
    const titles = pages
      .filter(isForSearch)
      .filter(sayNothingMore)
      .map(({ text }) => unescaped(/<title>(.*?)<\/title>/.exec(text)![1]!));
    expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
  });

  test("finds each page's one address, whole, which the sitemap has, too (W-05, W-07)", () => {
    const { appUrl } = context.config;
    const searched = pages.filter(isForSearch);
    const canonical = ({ text }: Visited) =>
      [...text.matchAll(/<link rel="canonical" href="([^"]*)"/g)].map(([, href]) => href);
    expect(searched.map((page) => [page.path, canonical(page)])).toEqual(
      searched.map(({ path }) => [path, [appUrl + path.replace(/\?from=\w+$/, "")]]),
    );
    const sitemap = all.find(({ path }) => path === "/sitemap.xml")!.text;
    const listed = [...sitemap.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, loc]) => unescaped(loc!)).sort();
    const first = searched.map(({ path }) => appUrl + path).filter((url) => !url.includes("?"));
    expect(listed).toEqual(first.sort());
  });

  test("finds nothing but valid HTML (html-validate)", async () => {
    const faults = await Promise.all(
      pages.map(async ({ path, text }) => {
        const { results } = await validator.validateString(text, `${path}.html`);
        return results.flatMap(({ messages }) =>
          messages.map(
            ({ ruleId, message, line, offset }) =>
              `${path}: ${ruleId}: ${message} (${line}) ${text.slice(offset - 40, offset + 80)}`,
          ),
        );
      }),
    );
    expect(faults.flat()).toEqual([]);
  });

  test("is run no script, has one style sheet at most, and each page is under 60 KB with it (S-04)", async () => {
    const policies = pages.map(({ headers }) => String(headers["content-security-policy"]));
    expect(policies.filter((policy) => !/script-src 'none'/.test(policy))).toEqual([]);
    expect(ofEach(({ text }) => /<script(?! type="application\/ld\+json")|<[^>]+ on\w+=/i.test(text))).toEqual(
      sameForEach(false),
    );
    const sheets = new Map(
      all.filter(({ path }) => path.endsWith(".css")).map(({ path, text }) => [path, packed(text)]),
    );
    for (const { path, text } of pages) {
      const used = [...text.matchAll(/<link[^>]*rel="stylesheet"[^>]*href="([^"]*)"/g)].map(([, href]) => href!);
      expect([path, used.length]).toEqual([path, 1]);
      expect(packed(text) + sheets.get(used[0]!)!, path).toBeLessThan(60_000);
    }
  });
});

/** As a page is packed when it is asked for; packed as well as can be, it would only be less. */
function packed(text: string): number {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;
}
