import { describe, expect, test } from "vitest";
import { wordWordFault } from "#app/models/articles/faultWords.server.ts";
import { readWordFile } from "#app/models/articles/wordFile.server.ts";
import { zipEntries } from "#app/models/zipEntries.server.ts";
import { testContext } from "../../support/context.ts";
import { aWordFile, wordListItem, wordParagraph, wordPicture, wordRun, zipOf } from "../../support/docx.ts";
import { aPicture } from "../../support/pictures.ts";

async function read(file: Buffer) {
  const word = await readWordFile(await testContext(), file);
  if ("error" in word) throw new Error(word.error);
  return word;
}

const numbered = (start: number) =>
  `<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>` +
  `<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>` +
  `<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="${start}"/></w:lvlOverride></w:num>`;

describe("a Word file", () => {
  test("has its headings, marks, links and quotations", async () => {
    const link = `<w:hyperlink r:id="rId8">${wordRun("the plan")}</w:hyperlink>`;
    const { html, notes } = await read(
      aWordFile(
        wordParagraph(wordRun("Report"), '<w:pStyle w:val="Title"/>') +
          wordParagraph(wordRun("Harbour"), '<w:pStyle w:val="heading1"/>') +
          wordParagraph(
            `${wordRun("10")}${wordRun("6", '<w:vertAlign w:val="superscript"/>')} ${wordRun("old", "<w:strike/>")} ${link}`,
          ) +
          wordParagraph(wordRun("It floats."), '<w:pStyle w:val="Quote"/>'),
      ),
    );
    expect(html).toBe(
      '<h1>Report</h1><h1>Harbour</h1><p>10<sup>6</sup><s>old</s><a href="https://x.example/plan">the plan</a></p><blockquote><p>It floats.</p></blockquote>',
    );
    expect(notes).toEqual([]);
  });

  test("keeps the numbers of its lists, which count on behind other text", async () => {
    const body =
      wordListItem("one", 1) +
      wordListItem("dot", 1, 1) +
      wordParagraph(wordRun("Between.")) +
      wordListItem("two", 1) +
      wordParagraph(wordRun("Other.")) +
      wordListItem("seven", 2);
    const { html } = await read(aWordFile(body, { numbering: numbered(7) }));
    expect(html).toBe(
      '<ol><li>one<ul><li>dot</li></ul></li></ol><p>Between.</p><ol start="2"><li>two</li></ol><p>Other.</p><ol start="7"><li>seven</li></ol>',
    );
  });

  test("has its tables, and its footnotes as links there and back", async () => {
    const cell = (words: string) => `<w:tc>${wordParagraph(wordRun(words))}</w:tc>`;
    const { html } = await read(
      aWordFile(
        `<w:tbl><w:tr>${cell("Port")}${cell("Boats")}</w:tr></w:tbl>` +
          wordParagraph(`${wordRun("It rose.")}<w:r><w:footnoteReference w:id="2"/></w:r>`),
        { footnotes: `<w:footnote w:id="2">${wordParagraph(wordRun("By two."))}</w:footnote>` },
      ),
    );
    expect(html).toContain("<table><tr><td><p>Port</p></td><td><p>Boats</p></td></tr></table>");
    expect(html).toMatch(/It rose\.<sup><a href="#footnote-2" id="footnote-ref-2">\[1\]<\/a><\/sup>/);
    expect(html).toMatch(/<li id="footnote-2"><p> ?By two\. <a href="#footnote-ref-2">↑<\/a><\/p><\/li>/);
  });

  test("has what was inserted, and neither what was deleted nor comments, and says so", async () => {
    const deleted = '<w:del w:id="1" w:author="A"><w:r><w:delText>not </w:delText></w:r></w:del>';
    const inserted = `<w:ins w:id="2" w:author="A">${wordRun("always ")}</w:ins>`;
    const { html, notes } = await read(
      aWordFile(
        wordParagraph(
          `${wordRun("It ")}${deleted}${inserted}${wordRun("floats.")}<w:r><w:commentReference w:id="0"/></w:r>`,
        ),
        {
          comments: `<w:comment w:id="0" w:author="A">${wordParagraph(wordRun("Are you sure &amp; certain?"))}</w:comment>`,
        },
      ),
    );
    expect(html).toBe("<p>It always floats.</p>");
    expect(notes).toEqual([
      { kind: "deleted", examples: ["not"] },
      { kind: "comment", examples: ["Are you sure & certain?"] },
    ]);
  });

  test("brings its pictures in, and names those that are none", async () => {
    const context = await testContext();
    const good = await readWordFile(context, aWordFile(wordPicture("The quay"), { picture: await aPicture() }));
    if ("error" in good) throw new Error(good.error);
    expect(good.html).toMatch(
      /^<img alt="The quay" src="\/images\/[0-9a-f]{32}\.(jpg|png)" width="64" height="36" \/>$/,
    );
    expect(await context.db.selectFrom("images").select("id").execute()).toHaveLength(1);
    const bad = await read(aWordFile(wordPicture("A drawing"), { picture: Buffer.from("none") }));
    expect(bad.html).not.toContain("<img");
    expect(bad.notes).toEqual([{ kind: "picture", examples: ["A drawing"] }]);
  });
});

describe("a file that is no Word file, or a hostile one (8.25)", () => {
  const zeros = Buffer.alloc(30_000_000);
  test.each<[string, () => Buffer, string]>([
    ["no archive", () => Buffer.from("%PDF-1.7"), "no-zip"],
    ["an empty file", () => Buffer.alloc(0), "no-zip"],
    ["an archive of something else", () => zipOf([{ name: "a.txt", bytes: "a" }]), "no-document"],
    ["a document that is no XML", () => zipOf([{ name: "word/document.xml", bytes: "words" }]), "no-document"],
    ["half a file", () => aWordFile(wordParagraph(wordRun("a"))).subarray(0, 500), "no-zip"],
    [
      "a thousand and one entries",
      () => zipOf(Array.from({ length: 1001 }, (_, i) => ({ name: `${i}`, bytes: "" }))),
      "too-many-entries",
    ],
    [
      "a bomb",
      () => aWordFile("", { more: [1, 2, 3].map((i) => ({ name: `word/media/${i}.png`, bytes: zeros })) }),
      "too-large-unpacked",
    ],
    ["a bomb of XML", () => aWordFile("", { more: [{ name: "word/theme.xml", bytes: zeros }] }), "too-long"],
    ["an entry that lies", () => aWordFile("", { more: [{ name: "a.bin", bytes: zeros, says: 10 }] }), "no-zip"],
    ["two entries of one name", () => aWordFile("", { more: [{ name: "word/document.xml", bytes: "" }] }), "no-zip"],
    ["more than 20 MB", () => Buffer.alloc(20_000_001), "too-large"],
  ])("%s is refused before it is read", async (_what, file, error) => {
    const context = await testContext();
    const answer = await readWordFile(context, file());
    expect(answer).toEqual({ error });
    expect(wordWordFault(answer as { error: "no-zip" })).toMatch(/^[A-Z].*\.$/);
  });

  test("cannot name a file of this machine as a picture", async () => {
    const file = aWordFile(wordPicture("Secret")).toString("latin1");
    expect(file).not.toContain("/etc/passwd");
    const outside = zipOf([
      {
        name: "_rels/.rels",
        bytes:
          '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
      },
      {
        name: "word/_rels/document.xml.rels",
        bytes:
          '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="file:///etc/passwd" TargetMode="External"/></Relationships>',
      },
      {
        name: "word/document.xml",
        bytes: `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>${wordPicture("Secret").replace("r:embed", "r:link")}</w:body></w:document>`,
      },
    ]);
    const answer = await readWordFile(await testContext(), outside);
    expect(JSON.stringify(answer)).not.toMatch(/root:|\/images\//);
  });

  test("gives its entries whole when nothing is wrong with it", async () => {
    const parts = [
      { name: "a", bytes: "words" },
      { name: "b/c", bytes: Buffer.alloc(1000, "x") },
    ];
    expect(await zipEntries(zipOf(parts), { entries: 2, bytes: 1005 })).toEqual({
      entries: parts.map(({ name, bytes }) => ({ name, bytes: Buffer.from(bytes) })),
    });
    expect(await zipEntries(zipOf(parts), { entries: 2, bytes: 1004 })).toEqual({ error: "too-large-unpacked" });
  });
});
