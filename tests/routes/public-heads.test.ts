import { beforeEach, describe, expect, test } from "vitest";
import { articleSchema, saveArticle, setPublished } from "#app/models/articles/articles.server.ts";
import { storeImage } from "#app/models/images/images.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { ask } from "../support/ask.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle, bodyOf } from "../support/newsroom.ts";
import { aPicture } from "../support/pictures.ts";
import { aSentIssue, aSite } from "../support/site.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  ({ context, list } = await aSite());
});

const hostile = `</script><script>alert(1)</script><!-- " & ]]>`;

async function head(path: string, headers: Record<string, string> = {}) {
  const { text } = await ask(context, path, { headers });
  const within = text.slice(text.indexOf("<head"), text.indexOf("</head>"));
  const words = (pattern: RegExp) => [...within.matchAll(pattern)].map((match) => unescape(match[1]!));
  return {
    within,
    title: words(/<title>(.*?)<\/title>/g),
    canonical: words(/<link rel="canonical" href="(.*?)"/g),
    meta: (name: string) => words(new RegExp(`<meta (?:name|property)="${name}" content="(.*?)"/?>`, "g")),
    feeds: words(/<link[^>]*rel="alternate"[^>]*href="(.*?)"/g),
    data: words(/<script type="application\/ld\+json">(.*?)<\/script>/g),
  };
}

function unescape(html: string): string {
  return html
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&amp;", "&");
}

async function onSite(given: Record<string, unknown> = {}) {
  const article = await anArticle(context, given);
  await setPublished(context, article.id, true);
  return article;
}

test("every page has one title of its own, a description, one canonical address, a share image and the feed (W-05)", async () => {
  await aSentIssue(context, list);
  const pages = ["/", "/articles", "/articles/robots-learn-to-pack", "/issues", "/issues/1", "/subscribe", "/privacy"];
  const titles = new Set<string>();
  for (const path of pages) {
    const { title, canonical, meta, feeds } = await head(path);
    expect([path, title.length, canonical]).toEqual([path, 1, [context.config.appUrl + path]]);
    titles.add(title[0]!);
    for (const name of ["description", "og:title", "og:description", "og:url", "og:image", "og:type", "twitter:card"])
      expect([path, name, meta(name).length, meta(name)[0] !== ""]).toEqual([path, name, 1, true]);
    expect(meta("og:image")[0]).toMatch(
      new RegExp(`^${context.config.appUrl}/share/[a-z0-9/-]+\\.png\\?v=[0-9a-f]{16}$`),
    );
    expect([meta("og:image:width")[0], meta("og:image:height")[0]]).toEqual(["1200", "630"]);
    for (const feed of ["/feed.xml", "/feed.atom", "/feed.json"]) expect(feeds).toContain(feed);
  }
  expect(titles.size).toBe(pages.length);
  expect((await head("/issues")).feeds).toContain("/issues/feed.atom");
});

test("the canonical address comes from the configuration, whatever the visitor calls the site (S-03, W-05)", async () => {
  const { canonical, meta } = await head("/?utm_source=x", { "X-Forwarded-Host": "evil.example" });
  expect(canonical).toEqual([`${context.config.appUrl}/`]);
  expect(meta("og:url")).toEqual([`${context.config.appUrl}/`]);
});

describe("an article's head", () => {
  test("says when it was published and changed, by whom and on what (W-05)", async () => {
    const article = await onSite({ topics: ["Automation", "Labour"] });
    context.later(60_000);
    const input = articleSchema.parse({ ...article, body: JSON.stringify(article.body) });
    await saveArticle(context, article.id, article.version, input);
    const { meta } = await head(`/articles/${article.slug}`);
    expect(meta("og:type")).toEqual(["article"]);
    expect(meta("article:published_time")).toEqual(["2026-11-23T08:00:00.000Z"]);
    expect(meta("article:modified_time")).toEqual(["2026-11-23T08:01:00.000Z"]);
    expect(meta("article:tag")).toEqual(["Automation", "Labour"]);
    expect(meta("twitter:card")).toEqual(["summary_large_image"]);
  });

  test("without a dek is described by how it begins (W-05)", async () => {
    const { slug } = await onSite({ dek: "", body: bodyOf(`Robots pack boxes. ${"And more of them. ".repeat(40)}`) });
    const [description] = (await head(`/articles/${slug}`)).meta("description");
    expect(description).toMatch(/^Robots pack boxes\. And.*…$/);
    expect(description!.length).toBeLessThan(210);
  });

  test("has a NewsArticle for machines, which no headline can break out of (W-06)", async () => {
    const { image } = (await storeImage(context, await aPicture())) as { image: { id: number; path: string } };
    const { slug } = await onSite({
      headline: hostile,
      dek: hostile,
      byline: hostile,
      imageId: image.id,
      imageAlt: "Blue",
    });
    const { appUrl } = context.config;
    const { text } = await ask(context, `/articles/${slug}`);
    const blocks = [...text.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)];
    expect(blocks.map((block) => block[1])).toEqual([' type="application/ld+json"']);
    const source = blocks[0]![2]!;
    expect(source).not.toMatch(/<|-->/);
    expect(source).toContain("\\u003c/script");
    expect(JSON.parse(source)).toMatchObject({
      "@context": "https://schema.org",
      "@type": "NewsArticle",
      headline: hostile,
      datePublished: "2026-11-23T08:00:00.000Z",
      dateModified: "2026-11-23T08:00:00.000Z",
      // A byline is parted at its &.
      author: [{ "@type": "Person", name: hostile.split(" &")[0], url: expect.stringContaining(`${appUrl}/authors/`) }],
      publisher: { "@type": "Organization", name: "The Robotics Briefing", url: `${appUrl}/` },
      mainEntityOfPage: { "@id": `${appUrl}/articles/${slug}` },
      image: [appUrl + image.path, expect.stringContaining("/share/articles/")],
    });
  });
});

test("the front page says for machines what the site is and who publishes it (W-06)", async () => {
  const { data } = await head("/");
  const graph = (JSON.parse(data[0]!) as { "@graph": Record<string, string>[] })["@graph"];
  expect(graph.map((thing) => [thing["@type"], thing.name])).toEqual([
    ["WebSite", "The Robotics Briefing"],
    ["Organization", "The Robotics Briefing"],
  ]);
});
