import { beforeEach, describe, expect, test } from "vitest";
import { bodyInMarkdown, plainBody, type Block } from "#app/models/body.ts";
import { isSafeLink } from "#app/models/marks.ts";
import { markdownBody } from "#app/models/moving/markdown/body.server.ts";
import type { ReadPost } from "#app/models/moving/post.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anOutside } from "../../support/outside.ts";
import { aPhoto, articlesBySlug, aSite, moved } from "../../support/sites.ts";

let context: TestContext;

beforeEach(async () => {
  context = await testContext();
});

type Told = { blocks: Block[]; markdown: string; words: string[] };

/** Moves one post in whose text this is. */
async function read(text: string, files: Record<string, string | Buffer> = {}, name = "one.md"): Promise<Told> {
  const folder = aSite({ [name]: `---\ntitle: One\ndate: 2024-01-01\n---\n\n${text}\n`, ...files });
  const site = await moved(context, folder, { site: "https://old.example" });
  const { one } = await articlesBySlug(context);
  const words = site.words.filter((line) => line.startsWith(name)).map((line) => line.slice(name.length + 2));
  return { blocks: one!.body.content!, markdown: bodyInMarkdown(one!.body, context.config.appUrl), words };
}

const ours = () => `${context.config.appUrl}/articles`;

describe("a body of any Markdown", () => {
  test("GFM: a bare address is a link, tables, tasks, struck-out words, code", async () => {
    const { markdown, words } = await read(
      "Read https://example.org/report today.\n\n| Port | Boats |\n|------|------:|\n| Oslo | 12 |\n\n- [x] done\n- [ ] open\n\n~~old~~\n\n```sh\nmake tide\n```",
    );
    expect(markdown).toContain("Read [https://example.org/report](<https://example.org/report>) today.");
    expect(markdown).toMatch(/\| Port +\| Boats \|\n\| -+ \| -+: \|\n\| Oslo +\| +12 \|/);
    expect(markdown).toContain("- [x] done\n- [ ] open");
    expect(markdown).toContain("~~old~~");
    expect(markdown).toContain("```sh\nmake tide\n```");
    expect(words).toEqual([]);
  });

  test("footnotes, definitions, headings without a space, HTML between the words", async () => {
    const { markdown } = await read(
      "##Harbour\n\nIt rose.[^1]\n\nTide\n: The sea rising\n\nCO<sub>2</sub> and 5<sup>th</sup><br>next <b>bold</b>&nbsp;end <u>under</u>\n\n[^1]: By two per cent.",
    );
    expect(markdown).toContain("## Harbour");
    expect(markdown).toContain("It rose.[^1]");
    expect(markdown).toContain("[^1]: By two per cent.");
    expect(markdown).toContain("**Tide**\n\nThe sea rising");
    expect(markdown).toContain("CO<sub>2</sub> and 5<sup>th</sup><br>next **bold**\u00a0end under");
  });

  test.each([120, 600])("lists in %s lists keep their words, or say what they lose", async (depth) => {
    const lists = Array.from({ length: depth }, (_, i) => `${"  ".repeat(i)}- level${i}.`);
    const { markdown, words } = await read(lists.join("\n"));
    const kept = lists.filter((_, i) => markdown.includes(`level${i}.`)).length;
    expect(kept).toBeGreaterThanOrEqual(Math.min(depth, 190));
    expect(words.some((line) => line.includes("lists or quotes within each other"))).toBe(kept < depth);
  });

  test("quotes in quotes without end are cut, and said", async () => {
    const { words } = await read(`Before.\n\n${">".repeat(20_000)} deep`);
    expect(words.join()).toContain("lists or quotes within each other");
  });

  test.each([
    ["GitHub", "> [!WARNING]\n> Mind the gap."],
    ["Obsidian", "> [!danger]- Mind\n> the gap."],
    ["Hugo", "{{< notice warning >}}\nMind the gap.\n{{< /notice >}}"],
    ["MkDocs", '!!! danger "Mind"\n    the gap.'],
    ["Docusaurus", ":::warning[Mind]\nthe gap.\n:::"],
  ])("a box of %s is a box", async (_, text) => {
    const { blocks } = await read(`Before.\n\n${text}\n\nAfter.`);
    expect(blocks.map(({ type }) => type)).toEqual(["paragraph", "callout", "paragraph"]);
    expect(blocks[1]).toMatchObject({ attrs: { kind: "warning" } });
    expect(plainBody({ type: "doc", content: [blocks[1]!] }).replace(/\s+/g, " ")).toMatch(/^Mind the gap\.$/);
  });

  test("comments are dropped, also one that is closed nowhere; code keeps them", async () => {
    const { markdown, words } = await read(
      "Public.\n\n<!-- legal has not cleared this -->\n\n`<!-- code -->`\n\nMore.\n\n<!-- secret\n\nto the end",
    );
    expect(markdown).toContain("Public.\n\n`<!-- code -->`\n\nMore.");
    expect(markdown).not.toMatch(/legal|secret|to the end/);
    expect(words).toEqual([expect.stringMatching(/^line 14: what reads like a comment/)]);
  });

  test("shortcodes and Liquid tags are named and left out, or are what they show", async () => {
    const { markdown, words } = await read(
      "{% highlight ruby %}\nputs {{ x }}\n{% endhighlight %}\n\n{{< youtube dQw4w9WgXcQ >}}\n\n{{< mystery a=1 >}}Words.\n\n{{ page.title }} `{{ code }}`",
    );
    expect(markdown).toContain("```ruby\nputs {{ x }}\n```");
    expect(markdown).toContain("https://www.youtube.com/watch?v=dQw4w9WgXcQ");
    expect(markdown).toContain("Words.");
    expect(markdown).toContain("`{{ code }}`");
    const places = ["is a card now: https://www.youtube", "line 12: ", "line 14: "];
    expect(words.sort()).toEqual(places.sort().map((place) => expect.stringContaining(place)));
  });

  test("signs of CJK stand beside marks without spaces, and lines go on without one", async () => {
    const { markdown } = await read("**文字。**文字和**「引用」**的\n下一行\n\nEnglish\nwords");
    expect(markdown).toContain("<strong>文字。</strong>文字和<strong>「引用」</strong>的下一行");
    expect(markdown).toContain("English words");
  });
});

describe("links", () => {
  const other = {
    "_posts/2024-05-01-ferries.md": "---\ntitle: Ferries\npermalink: /2024/ferries/\n---\n\n## At night\n\nText.\n",
  };

  test("lead to where posts of the site are now, however they were written; the rest to the former site", async () => {
    const { markdown, words } = await read(
      "[a](/2024/ferries/) [b](https://www.old.example/2024/ferries/#at-night) [c](../_posts/2024-05-01-ferries.md) [d]({% post_url 2024-05-01-ferries %}) [e](/about/) [f](about)",
      { ...other, "_config.yml": "" },
      "_posts/2024-06-01-one.md",
    );
    const there = `${ours()}/ferries`;
    expect(markdown).toBe(
      `[a](<${there}>) [b](<${there}#at-at-night>) [c](<${there}>) [d](<${there}>) [e](<https://old.example/about/>) [f](<https://old.example/2024/01/01/about>)`,
    );
    expect(words).toEqual([]);
  });

  test("anchors lead to their heading, numbers and addresses stay, other schemes become words", async () => {
    const { markdown, words } = await read(
      "[end](#the-end) [gone](#nowhere) [call](tel:+4930123456) [mail](mailto:ana@example.org) [run](javascript:alert(1)) [get](ftp://x.example/a)\n\n## The end! {#the-end}",
    );
    expect(markdown).toContain(
      `[end](<${ours()}/one#at-the-end>) gone [call](<tel:+4930123456>) [mail](<mailto:ana@example.org>) run get`,
    );
    expect(words).toEqual([
      expect.stringMatching(/^line 6: .*gone/),
      expect.stringMatching(/^line 6: .*run \(javascript/),
      expect.stringMatching(/^line 6: .*get \(ftp/),
    ]);
  });

  test("Obsidian: notes by their names, with words, parts and pictures", async () => {
    const { markdown, words } = await read(
      "[[Ferries]] [[Sea/Ferries#At night|night]] [[Nobody]] ==bright==\n\n![[boat one.jpg|300]]",
      { ".obsidian/app.json": "{}", "Sea/Ferries.md": "# Ferries\n\nText.\n", "Files/boat one.jpg": await aPhoto() },
    );
    expect(markdown).toContain(`[Ferries](<${ours()}/ferries>) [night](<${ours()}/ferries#at-at-night>) Nobody bright`);
    expect(markdown).toMatch(/!\[\]\(\S+\.jpg\)\{width=40 height=30\}/);
    expect(words).toEqual([expect.stringMatching(/^line 6: a note that did not move in .*Nobody/)]);
  });
});

describe("pictures", () => {
  test("come from beside the file, from the site's folders, by reference and in HTML; missing ones are named", async () => {
    const { blocks, words } = await read(
      '![Boat][b]\n\n![Mole](/img/mole.jpg "The mole")\n\n![Wide](wide.jpg)\n*By night*\n\n<figure><img src="../boat.jpg" alt="Again"><figcaption>Below</figcaption></figure>\n\n![Gone](gone.jpg)\n\n[b]: ../boat.jpg',
      {
        "content/boat.jpg": await aPhoto(),
        "static/img/mole.jpg": await aPhoto(50, 20),
        "content/post/wide.jpg": await aPhoto(60, 20),
        "hugo.toml": "",
      },
      "content/post/one.md",
    );
    expect(blocks).toMatchObject([
      { type: "image", attrs: { alt: "Boat", width: 40 } },
      { type: "image", attrs: { alt: "Mole", width: 50, caption: "The mole" } },
      { type: "image", attrs: { alt: "Wide", width: 60, caption: "By night" } },
      { type: "image", attrs: { alt: "Again", width: 40, caption: "Below" } },
    ]);
    expect(words).toEqual([expect.stringMatching(/^line 15: a picture .*gone\.jpg/)]);
  });
});

describe("pictures of the web", () => {
  test("are fetched once, carefully; what is not to be had is named and looked for again", async () => {
    const photo = await aPhoto(30, 10);
    const outside = await anOutside((request, response) => {
      if (request.url!.startsWith("/gone")) response.writeHead(404).end();
      else response.setHeader("Content-Type", "image/jpeg").end(photo);
    });
    context.outside = outside;
    const text =
      "![A](http://cdn.example/a.jpg)\n\n![B](http://cdn.example/a.jpg)\n\n![D](http://cdn.example/gone.jpg)\n\n![E](http://127.0.0.1/e.jpg)";
    const { blocks, words } = await read(text);
    expect(blocks).toMatchObject([{ attrs: { alt: "A", width: 30 } }, { attrs: { alt: "B" } }]);
    expect(outside.asked.sort()).toEqual(["cdn.example/a.jpg", "cdn.example/gone.jpg"]);
    expect(words).toEqual([
      expect.stringMatching(/^line 10: .*gone\.jpg: the site answered 404/),
      expect.stringMatching(/^line 12: .*private network/),
    ]);
  });
});

describe("any text", () => {
  const signs =
    "abc 港 。** * _ ` ~ [ ] ( ) ! # > - + 1. | : ; < > & { } % = \\ \n \n\n     \t <b> </b> <!-- --> {{ }} {% %} [[ ]] ::: !!! ``` $ ^ [^1] [^1]: é ع"
      .split(" ")
      .concat([" ", " ", "\n"]);

  test("of such signs is a body, and written by us and read again it is the same one", async () => {
    let seed = 7;
    const next = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most;
    for (let i = 0; i < 400; i += 1) {
      const text = Array.from({ length: 1 + next(40) }, () => signs[next(signs.length)]).join("");
      const first = await bodyOf(text);
      const written = bodyInMarkdown(first, context.config.appUrl);
      expect([text, bodyInMarkdown(await bodyOf(written), context.config.appUrl)]).toEqual([text, written]);
    }
  });

  test.each([
    "{{< ",
    "{% raw %}",
    "{% ",
    "{{ ",
    "[[",
    "==",
    "` ``",
    "<!--x-->",
    "# {",
    "- > ",
    ": x\n\n",
    "![](",
    "<b><i>",
  ])("of `%s` without end ends", async (sign) => {
    expect(await bodyOf(sign.repeat(20_000))).toHaveProperty("type", "doc");
  });

  const bodyOf = (text: string) =>
    markdownBody({ body: { format: "markdown", text, firstLine: 1 }, permalink: "" } as ReadPost, {
      origin: context.config.appUrl,
      picture: async () => null,
      link: (href) => (isSafeLink(href) ? href : null),
      note: () => {},
    });
});
