import type { RequestListener } from "node:http";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { wordCardFault } from "#app/models/articles/faultWords.server.ts";
import { makeCard } from "#app/models/articles/linkCards.server.ts";
import { oembedFacts, oembedOf } from "#app/models/articles/oembed.server.ts";
import { pageFacts } from "#app/models/articles/pageFacts.server.ts";
import { testContext } from "../../support/context.ts";
import { anOutside, publicAddress } from "../../support/outside.ts";
import { aPicture } from "../../support/pictures.ts";

const head = (inner: string) => `<!doctype html><html><head>${inner}</head><body><p>Words</p></body></html>`;
const page = head(
  '<title>Title of the window</title><meta property="og:title" content="Robots pack &amp; stack">' +
    "<meta property='og:description' content='Two warehouses\n compare notes.'>" +
    '<meta property="og:site_name" content="The Yard"><meta property=og:image content="/still.jpg?a=1&amp;b=2">',
);

/** @param paths the answers of all sites, by host and path; 404 for any other */
async function fromSites(paths: Record<string, string | Buffer | { type: string; body: string }>) {
  const answer: RequestListener = (request, response) => {
    const said = paths[`${request.headers.host}${request.url}`];
    if (said === undefined) return void response.writeHead(404).end();
    if (typeof said === "string") return void response.writeHead(200, { "Content-Type": "text/html" }).end(said);
    if (Buffer.isBuffer(said)) return void response.writeHead(200, { "Content-Type": "image/jpeg" }).end(said);
    response.writeHead(200, { "Content-Type": said.type }).end(said.body);
  };
  const outside = await anOutside(answer, { "inside.example": () => ["10.0.0.5"] });
  // Without a certificate, a site in a test has no https.
  const context = await testContext({ outside });
  return { context, outside };
}

const facts = (html: string, type = "text/html", url = "https://news.example/a/b") =>
  pageFacts(Buffer.from(html), type, url);

describe("a page", () => {
  test("is described by its OpenGraph, entities and all, its picture by an absolute address", () => {
    expect(facts(page)).toEqual({
      title: "Robots pack & stack",
      description: "Two warehouses compare notes.",
      site: "The Yard",
      image: "https://news.example/still.jpg?a=1&b=2",
      isVideo: false,
    });
  });

  test("without OpenGraph is described by its title and description", () => {
    expect(
      facts(head('<TITLE lang="en">A &#8211; B\\c</TITLE><META NAME=description CONTENT="About it">')),
    ).toMatchObject({
      title: "A – B\\c",
      description: "About it",
      image: "",
    });
  });

  test("in other letters is read in them", () => {
    const arabic = Buffer.from([0xc7, 0xe1, 0xd3, 0xdd, 0xe4]);
    const html = Buffer.concat([Buffer.from('<meta charset="windows-1256"><title>'), arabic, Buffer.from("</title>")]);
    expect(pageFacts(html, "text/html", "https://x.example").title).toBe("السفن");
    expect(pageFacts(Buffer.from("<title>é</title>", "latin1"), "text/html; charset=ISO-8859-1", "").title).toBe("é");
    expect(facts("<title>a</title>", "text/html; charset=nonsense").title).toBe("a");
  });

  test("that is hostile takes no time: tags without end, quotes without end", () => {
    for (const hostile of ["<meta ".repeat(90_000), '<meta content="'.repeat(40_000), `<title>${"<".repeat(500_000)}`])
      expect(facts(hostile)).toMatchObject({ description: "" });
  });

  test("that names a picture at no address has none", () => {
    expect(facts(head('<meta property="og:image" content="http://[">')).image).toBe("");
  });
});

describe("the card of a page", () => {
  test("has its words, and its picture as one of ours", async () => {
    const { context, outside } = await fromSites({
      "news.example/a": page,
      "news.example/still.jpg?a=1&b=2": await aPicture({ width: 1200, height: 630 }),
    });
    const made = await makeCard(context, "http://news.example/a");
    expect(made).toEqual({
      card: {
        href: "http://news.example/a",
        title: "Robots pack & stack",
        description: "Two warehouses compare notes.",
        site: "The Yard",
        isVideo: false,
        src: expect.stringMatching(/^\/images\/[0-9a-f]{32}\.(jpg|png)$/) as string,
        width: 1200,
        height: 630,
      },
      fault: null,
    });
    expect(outside.asked).toEqual(["news.example/a", "news.example/still.jpg?a=1&b=2"]);
    expect(outside.connected).toEqual([`${publicAddress} 80`, `${publicAddress} 80`]);
  });

  test("of a video has a still in the shape of a screen, with a play sign in it", async () => {
    const { context } = await fromSites({
      "news.example/film": head(
        '<meta property="og:type" content="video.other"><meta property="og:title" content="Film"><meta property="og:image" content="/still.jpg">',
      ),
      "news.example/still.jpg": await aPicture({ width: 480, height: 360 }),
    });
    const made = await makeCard(context, "http://news.example/film");
    expect(made).toMatchObject({ card: { isVideo: true, width: 1280, height: 720 }, fault: null });
    const { bytes } = await context.db.selectFrom("image_files").select("bytes").executeTakeFirstOrThrow();
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)];
    expect(
      at(640, 360).every((part) => part > 200),
      "the sign is light in the middle",
    ).toBe(true);
    expect(
      at(600, 330).every((part) => part < 110),
      "on a dark disc",
    ).toBe(true);
  });

  test.each([
    ["http://news.example/gone", {}, "The page could not be fetched: the site answered 404."],
    ["http://inside.example/", {}, "The page could not be fetched: the address leads into a private network."],
    [
      "http://news.example/empty",
      { "news.example/empty": "<p>a" },
      "The page says neither its title nor anything else of itself.",
    ],
    [
      "http://news.example/report.pdf",
      { "news.example/report.pdf": { type: "application/pdf", body: "%PDF" } },
      "The address leads to a file, not to a web page.",
    ],
  ])("of %s is left to the editor, and says why", async (address, sites, words) => {
    const { context } = await fromSites(sites);
    const made = await makeCard(context, address);
    if ("error" in made) throw new Error(made.error);
    expect(made.card).toMatchObject({ href: address, title: "", src: "" });
    expect(made.card.site).toBe(new URL(address).hostname);
    expect(wordCardFault(made.fault!)).toBe(`${words} Write the card by hand.`);
  });

  test.each([
    [404, undefined, "The picture of the page could not be brought in: the site answered 404."],
    [200, Buffer.from("no picture"), "The picture of the page could not be brought in. "],
  ])("whose picture answers %d has its words all the same", async (_status, picture, words) => {
    const { context } = await fromSites({
      "news.example/a": page,
      ...(picture && { "news.example/still.jpg?a=1&b=2": picture }),
    });
    const made = await makeCard(context, "http://news.example/a");
    if ("error" in made) throw new Error(made.error);
    expect(made.card).toMatchObject({ title: "Robots pack & stack", src: "" });
    expect(wordCardFault(made.fault!)).toContain(words);
  });

  test("whose picture leads into a private network has none", async () => {
    const { context, outside } = await fromSites({
      "news.example/a": head(
        '<meta property="og:title" content="A"><meta property="og:image" content="http://169.254.169.254/latest/">',
      ),
    });
    expect(await makeCard(context, "http://news.example/a")).toMatchObject({
      card: { title: "A", src: "" },
      fault: { error: "no-picture", why: { error: "not-public" } },
    });
    expect(outside.connected).toHaveLength(1);
  });

  test.each(["", "mailto:ana@x.example", "javascript:alert(1)", "x.example", "http://a b"])(
    "of “%s” is none",
    async (address) => {
      const { context, outside } = await fromSites({});
      expect(await makeCard(context, address)).toEqual({ error: "no-address" });
      expect(outside.resolved).toEqual([]);
    },
  );
});

describe("sites that describe their pages by oEmbed", () => {
  const said = (address: string, json: object) => oembedFacts(JSON.stringify(json), oembedOf(address)!.site);

  test("give a video its title, its author and its still", () => {
    const address = "https://youtu.be/abc";
    expect(oembedOf(address)!.request).toBe(
      "https://www.youtube.com/oembed?url=https%3A%2F%2Fyoutu.be%2Fabc&format=json&omit_script=1",
    );
    expect(said(address, { title: "Film", author_name: "Ada", thumbnail_url: "https://i.ytimg.com/a.jpg" })).toEqual({
      title: "Film",
      description: "Ada",
      site: "YouTube",
      image: "https://i.ytimg.com/a.jpg",
      isVideo: true,
    });
  });

  test("give a post its author and its words", () => {
    const html = '<blockquote><p lang="en">It floats &amp; <a href="https://t.co/a">sails</a></p>— Ada</blockquote>';
    expect(said("https://x.com/ada/status/1", { author_name: "Ada", html })).toMatchObject({
      title: "Ada · X",
      description: "It floats & sails",
      isVideo: false,
    });
  });

  test("say nothing in an answer that is none", () => {
    const { site } = oembedOf("https://vimeo.com/1")!;
    for (const json of ["", "null", "[]", "{", '{"title":7}', "<html>"]) expect(oembedFacts(json, site)).toBeNull();
    expect(oembedOf("https://notyoutube.com/a")).toBeNull();
  });

  test("and do not answer, leave it to the page", async () => {
    const { context } = await fromSites({
      "www.youtube.com/watch?v=1": head('<meta property="og:title" content="Film">'),
    });
    expect(await makeCard(context, "http://www.youtube.com/watch?v=1")).toMatchObject({
      card: { title: "Film" },
      fault: null,
    });
  });
});
