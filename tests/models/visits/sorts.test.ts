import { describe, expect, test } from "vitest";
import { countedPage, keptWords, referringHost } from "#app/models/visits/pages.server.ts";
import { feedProgram, openSorter, readersBehind } from "#app/models/visits/sorts.server.ts";

const sortOf = openSorter();
const browser = {
  "user-agent":
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
  "accept-language": "de-DE,de;q=0.9",
  accept: "text/html,application/xhtml+xml,*/*;q=0.8",
  "sec-fetch-dest": "document",
};
const named = (agent: string) => sortOf({ ...browser, "user-agent": agent });

describe("who asks for a page", () => {
  test.each([
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0",
    "Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.18",
  ])("is a person with %s", (agent) => expect(named(agent)).toBe("person"));

  test.each([
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0 Safari/537.36",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/129.0 Safari/537.36",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "python-requests/2.32.3",
    "curl/8.9.1",
    "Go-http-client/2.0",
    "SomethingNew/1.0 (of nobody)",
    "",
  ])("is a robot with %s", (agent) => expect(named(agent)).toBe("robot"));

  test.each([
    ["Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)", "Feedly", 16],
    ["NewsBlur Feed Fetcher - 3 subscribers - http://www.newsblur.com/site/1 (Mozilla/5.0)", "NewsBlur", 3],
    ["Mozilla/5.0 (compatible; Miniflux/2.2.1; +https://miniflux.app)", "Miniflux", 1],
    ["NetNewsWire (RSS Reader; https://netnewswire.com/)", "NetNewsWire", 1],
    ["Some RSS thing; 99999999999 subscribers", "other feed readers", 1_000_000],
  ])("reads feeds with %s", (agent, program, readers) => {
    expect(named(agent)).toBe("feed");
    expect([feedProgram(agent), readersBehind(agent)]).toEqual([program, readers]);
  });

  test("is a robot that says no language, or wants no page", () => {
    expect(sortOf({ ...browser, "accept-language": undefined })).toBe("robot");
    expect(sortOf({ ...browser, "sec-fetch-dest": "image" })).toBe("robot");
    expect(sortOf({ ...browser, accept: "application/json" })).toBe("robot");
  });

  test("is nobody where a browser fetches ahead, or an editor looks at the own site", () => {
    expect(sortOf({ ...browser, "sec-purpose": "prefetch;prerender" })).toBe("none");
    expect(sortOf({ ...browser, purpose: "prefetch" })).toBe("none");
    expect(sortOf({ ...browser, "x-moz": "prefetch" })).toBe("none");
    expect(sortOf({ ...browser, cookie: "a=1; __Host-pressrun=abc" })).toBe("none");
    expect(sortOf({ ...browser, cookie: "unpressrun=abc" })).toBe("person");
  });

  test("is judged in time that does not grow with what a name holds", () => {
    const long = `Mozilla/5.0 (${"1 subscriber ".repeat(100_000)}`;
    expect(["feed", "person", "robot"]).toContain(named(long));
    expect(feedProgram(long.slice(0, 400))).toBeTypeOf("string");
  });
});

test("a page is what its path shows, whatever stands after the question mark", () => {
  expect(countedPage("/")).toEqual({ kind: "front", name: "" });
  expect(countedPage("/?utm_source=mail#top")).toEqual({ kind: "front", name: "" });
  expect(countedPage("/articles/robots-learn-to-pack/?utm_campaign=x")).toEqual({
    kind: "article",
    name: "robots-learn-to-pack",
  });
  expect(countedPage("/articles/%D8%B1%D9%88")).toEqual({ kind: "article", name: "رو" });
  expect(countedPage("/issues/12")).toEqual({ kind: "issue", name: "12" });
  expect(countedPage("/topics/automation")).toEqual({ kind: "topic", name: "automation" });
  for (const path of ["/feed.xml", "/topics/automation/feed.atom", "/issues/feed.json", "/issues/feed"])
    expect(countedPage(path)).toEqual({ kind: "feed", name: "" });
  for (const path of ["/articles?page=2", "/authors/ines", "/issues"]) expect(countedPage(path)?.kind).toBe("list");
  for (const path of ["/sitemap.xml", "/robots.txt", "/manifest.webmanifest", "/articles/a/b/c/d"])
    expect(["list", undefined]).toContain(countedPage(path)?.kind);
});

test("a host is kept without its path; our own, made-up ones and addresses of machines are not", () => {
  const from = (referer: string) => referringHost(referer, "briefing.example.org");
  expect(from("https://www.News.example.com/a/secret?who=ana")).toBe("news.example.com");
  expect(from("https://briefing.example.org/articles/a")).toBe(null);
  expect(from("https://www.briefing.example.org/")).toBe(null);
  for (const referer of ["", "android-app://com.slack", "http://192.0.2.7/", "http://localhost/", "https://a b/", "x"])
    expect(from(referer)).toBe(null);
  expect(from(`https://${"a".repeat(90)}.example/`)).toBe(null);
});

test("words that were not found are kept small and short, and nothing that may be somebody's address or number", () => {
  expect(keptWords("  Warehouse   ROBOTS \n")).toBe("warehouse robots");
  expect(keptWords("a".repeat(100))).toHaveLength(60);
  expect(keptWords("fdp.exe\u202e robots\u2066")).toBe("fdp.exe robots");
  for (const typed of ["ana@readers.example", "call 0176 1234567", "123456", "https://a.example", "", " … ", "@ana"])
    expect(keptWords(typed)).toBe(null);
});
