import { beforeEach, describe, expect, test } from "vitest";
import { redirectFor } from "#app/models/site/redirects.server.ts";
import { followAll } from "#app/models/events/followers.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { articlesBySlug, aSite, moved } from "../../support/sites.ts";

let context: TestContext;

beforeEach(async () => {
  context = await testContext();
});

const post = (fields: string, text = "The text.") => `---\n${fields}\n---\n\n${text}\n`;

describe("former addresses", () => {
  test("by permalink, aliases and the pattern of each program lead to the article", async () => {
    const sites: Record<string, string>[] = [
      {
        "_config.yml": "url: https://old.example\npermalink: pretty\n",
        "_posts/2024-05-01-jek.md": post("title: Jek\ncategories: [News]\nredirect_from: /was/here.html"),
        "_posts/2024-05-02-own.md": post("title: Own\npermalink: /en/own/"),
      },
      {
        "hugo.toml": '[permalinks]\nnews = "/:year/:slug/"\n',
        "content/news/hug.md": post("title: Hug\ndate: 2023-02-03"),
        "content/posts/plain/index.md": post("title: Plain\ndate: 2023-02-03\naliases: [/p/7]"),
      },
      {
        "pelicanconf.py": "ARTICLE_URL = 'posts/{date:%Y}/{slug}/'\n",
        "content/pel.md": "Title: Pel\nDate: 2022-01-02\n\nText.\n",
      },
    ];
    const counts = [];
    for (const files of sites) counts.push((await moved(context, aSite(files))).redirects);
    expect(counts).toEqual([3, 3, 1]);
    for (const [path, slug] of [
      ["/news/2024/05/01/jek/", "jek"],
      ["/was/here.html", "jek"],
      ["/en/own", "own"],
      ["/2023/hug/", "hug"],
      ["/posts/plain/", "plain"],
      ["/p/7", "plain"],
      ["/posts/2022/pel/", "pel"],
    ] as const)
      expect([path, await redirectFor(context, path)]).toEqual([path, `/articles/${slug}`]);
  });

  test("that links lead to and no post had are listed, most linked first", async () => {
    const site = await moved(
      context,
      aSite({
        "a.md": post(
          "title: A\ndate: 2024-01-01",
          "[x](/about/) [y](/about/) [z](https://old.example/team) [w](https://else.example/)",
        ),
      }),
      { site: "https://old.example" },
    );
    expect(site.linked).toEqual([
      { path: "/about", links: 2 },
      { path: "/team", links: 1 },
    ]);
  });
});

describe("slugs", () => {
  test("are letters of their script or a transliteration, never empty, never the same, and stay", async () => {
    const files = {
      "паромы.md": post("title: Паромы\ndate: 2024-01-01"),
      "港口.md": post("title: 港口\ndate: 2024-01-01"),
      "Φεριμπότ.md": post("title: Φεριμπότ\ndate: 2024-01-01"),
      "عبّارات الميناء.md": post("title: x\ndate: 2024-01-01"),
      "Straße Łódź Æble.md": post("title: x\ndate: 2024-01-01"),
      "🚢.md": post("title: 🚢🚢\ndate: 2024-01-01"),
      "a/same.md": post("title: One\ndate: 2024-01-01"),
      "b/same.md": post("title: Two\ndate: 2024-01-01"),
      "search.md": post("title: Three\ndate: 2024-01-01"),
      [`${"long-".repeat(40)}.md`]: post("title: Four\ndate: 2024-01-01"),
    };
    await moved(context, aSite(files));
    const slugs = Object.keys(await articlesBySlug(context));
    expect(slugs).toEqual(
      expect.arrayContaining([
        "паромы",
        "港口",
        "φεριμπότ",
        "عبارات-الميناء",
        "strasse-lodz-aeble",
        "same",
        "same-2",
        "search-article",
      ]),
    );
    expect(slugs).toContainEqual(expect.stringMatching(/^article-[0-9a-f]{8}$/));
    expect(new Set(slugs).size).toBe(10);
    expect(await moved(context, aSite(files), { update: true })).toMatchObject({ counts: { unchanged: 10 } });
  });
});

describe("an archive that moves in is no news", () => {
  test("its articles have their own dates, readers find them, and the hub hears nothing", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [
        `p${i}.md`,
        post(`title: Ferry ${i}\ndate: 2014-01-${String(i + 1).padStart(2, "0")}`),
      ]),
    );
    let woken = 0;
    const watched = { ...context, followAtOnce: async () => void (woken += 1) };
    await moved(watched, aSite(files));
    expect(woken).toBe(1);
    await followAll(context);
    expect(await context.db.selectFrom("pings").selectAll().execute()).toEqual([]);
    const found = await context.db.selectFrom("search_documents").select("at").orderBy("at").execute();
    expect(found).toHaveLength(30);
    expect(found[0]!.at).toBe(Date.UTC(2014, 0, 1));
  });
});
