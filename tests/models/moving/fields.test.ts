import { describe, expect, test } from "vitest";
import { readSiteDate } from "#app/models/moving/dates.server.ts";
import { postFields } from "#app/models/moving/markdown/fields.server.ts";
import { readFrontMatter } from "#app/models/moving/markdown/frontMatter.server.ts";

const fieldsOf = async (text: string) => postFields(await readFrontMatter(text), "UTC");

describe("a date", () => {
  test.each([
    ["2024-03-05", "2024-03-05T00:00+01:00"],
    ["2024-03-05 09:10", "2024-03-05T09:10+01:00"],
    ["2024-03-05T09:10:11Z", "2024-03-05T09:10:11Z"],
    ["2024-03-05 09:10:11 +0200", "2024-03-05T09:10:11+02:00"],
    ["2024-03-05T09:10:11.123+02:00", "2024-03-05T09:10:11.123+02:00"],
    ['"2024-03-05" # when', "2024-03-05T00:00+01:00"],
    ["2024/3/5", "2024-03-05T00:00+01:00"],
    ["5.3.2024", "2024-03-05T00:00+01:00"],
    ["25/03/2024", "2024-03-25T00:00+01:00"],
    ["03/25/2024", "2024-03-25T00:00+01:00"],
    ["March 5, 2024", "2024-03-05T00:00+01:00"],
    ["5th Mar 2024 9:10 PM", "2024-03-05T21:10+01:00"],
    ["Tue, 05 Mar 2024 09:10:11 +0000", "2024-03-05T09:10:11Z"],
    ["Tuesday, March 5, 2024", "2024-03-05T00:00+01:00"],
    ["1709629811", "2024-03-05T09:10:11Z"],
    ["1709629811000", "2024-03-05T09:10:11Z"],
  ])("%s is read", (written, at) => {
    expect(readSiteDate(written, "Europe/Berlin")).toBe(Date.parse(at));
  });

  test.each(["03/04/2024", "soon", "", "2024-13-45", "99999"])("%s is none that is certain", (written) => {
    expect(readSiteDate(written, "UTC")).toBeNull();
  });
});

describe("front matter", () => {
  test("has the fields of any program under any spelling", async () => {
    const fields = await fieldsOf(
      "---\npost_title: x\nTitle: 2024\nsubtitle: Short\nauthor: { name: Ana Li }\npubDate: 2024-01-02\nlastmod: 2024-02-03\ntags: [a, B]\ncategories: News\ncover:\n  image: a.jpg\n  alt: A boat\n  caption: By night\nredirect_from:\n  - /old/\n  - /older/\ncanonical_url: https://x.example/a\nlang: de\n---\n\nText.\n",
    );
    expect(fields).toMatchObject({
      title: "2024",
      dek: "Short",
      authors: ["Ana Li"],
      publishedAt: Date.UTC(2024, 0, 2),
      updatedAt: Date.UTC(2024, 1, 3),
      topics: ["a", "B", "News"],
      image: { src: "a.jpg", alt: "A boat", caption: "By night" },
      aliases: ["/old/", "/older/"],
      canonical: "https://x.example/a",
      language: "de",
      unknown: { post_title: "x" },
    });
  });

  test.each([
    ["authors: [Ana Li, Bo Ek]", ["Ana Li", "Bo Ek"]],
    ["author: Ana Li; Bo Ek", ["Ana Li", "Bo Ek"]],
    ["author: Ana Li, Bo Ek", ["Ana Li", "Bo Ek"]],
    ["authors:\n  - name: Ana Li\n    url: https://x.example", ["Ana Li"]],
  ])("names authors in `%s`", async (written, authors) => {
    expect((await fieldsOf(`---\n${written}\n---\n`)).authors).toEqual(authors);
  });

  test.each(["draft: true", "published: false", "status: draft", "publish: no", "hidden: true"])(
    "tells a draft by `%s`",
    async (written) => {
      expect((await fieldsOf(`---\n${written}\n---\n`)).isDraft).toBe(true);
    },
  );

  test("that is broken is read line by line, and says where", async () => {
    const fields = await fieldsOf('---\ntitle: "A\nauthor: Ana\n---\n\nText.\n');
    expect(fields).toMatchObject({ title: '"A', authors: ["Ana"] });
    expect(fields.notices).toMatchObject([{ what: "broken-front-matter" }]);
  });

  test("in TOML, JSON and metadata lines has the same fields", async () => {
    const written = [
      '+++\ntitle = "A"\ntags = ["x"]\ndate = 2024-01-02\n+++\n',
      '---toml\ntitle = "A"\ntags = ["x"]\ndate = 2024-01-02\n---\n',
      '---json\n{ "title": "A", "tags": ["x"], "date": "2024-01-02" }\n---\n',
      ';;;\n{ "title": "A", "tags": ["x"], "date": "2024-01-02" }\n;;;\n',
      '{\n"title": "A", "tags": ["x"], "date": "2024-01-02"\n}\n',
      "Title: A\nTags: x\nDate: 2024-01-02\n\n",
    ];
    for (const text of written)
      expect(await fieldsOf(`${text}Text.\n`)).toMatchObject({
        ...{ title: "A", topics: ["x"], publishedAt: Date.UTC(2024, 0, 2), notices: [] },
      });
  });
});
