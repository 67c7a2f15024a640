import { getSchema } from "@tiptap/core";
import { describe, expect, test } from "vitest";
import { matchingTools } from "#app/components/desk/richtext/blockMenu.ts";
import { placesOf } from "#app/components/desk/richtext/find.ts";
import { richTextExtensions } from "#app/components/desk/richtext/nodes.ts";
import { menuTools } from "#app/components/desk/richtext/toolGroups.ts";

describe("the menu of blocks", () => {
  test.each([
    ["", ["Heading", "Smaller heading"]],
    ["h2", ["Heading"]],
    ["sub", ["Smaller heading"]],
    ["li", ["Bulleted list", "Numbered list", "Dividing line"]],
    ["numb li", ["Numbered list"]],
    ["cite", ["Quotation"]],
    ["PIC", ["Image"]],
    ["etc", []],
  ])("finds by %j", (query, names) => {
    const found = matchingTools(menuTools(true), query).map(({ name }) => name);
    expect(found.slice(0, names.length || 1)).toEqual(names);
  });

  test("offers no images where a text has none", () => {
    expect(matchingTools(menuTools(false), "image")).toEqual([]);
  });
});

describe("what is looked for", () => {
  const schema = getSchema(richTextExtensions("en"));
  const paragraph = (...parts: (string | [string, string])[]) => ({
    type: "paragraph",
    content: parts.map((part) =>
      typeof part === "string"
        ? { type: "text", text: part }
        : { type: "text", text: part[0], marks: [{ type: part[1] }] },
    ),
  });
  const found = (words: string, options: { matchCase?: boolean; wholeWords?: boolean }, ...lines: object[]) => {
    const doc = schema.nodeFromJSON({ type: "doc", content: lines });
    return placesOf(doc, { words, matchCase: false, wholeWords: false, ...options }).map(({ from, to }) =>
      doc.textBetween(from, to),
    );
  };

  test("is found across marks, in any case, but not across two blocks", () => {
    const lines = [paragraph("Bo", ["at", "bold"], "s and STEAMBOATS, bo"), paragraph("ats")];
    expect(found("boats", {}, ...lines)).toEqual(["Boats", "BOATS"]);
  });

  test("is found as it is written, or as a whole word, when asked to", () => {
    const line = paragraph("Boat, boat, boats, Überboot, boot");
    expect(found("boat", { matchCase: true }, line)).toEqual(["boat", "boat"]);
    expect(found("boat", { wholeWords: true }, line)).toEqual(["Boat", "boat"]);
    expect(found("boot", { wholeWords: true }, line)).toEqual(["boot"]);
  });

  test("is found with typographic signs for those of a keyboard, and signs of patterns are signs", () => {
    const line = paragraph("“It’s 10\u00a0% (so…) – a+b”");
    expect(found(`"it's 10 %`, {}, line)).toEqual(["“It’s 10\u00a0%"]);
    expect(found("- a+b", {}, line)).toEqual(["– a+b"]);
    expect(found(".*", {}, line)).toEqual([]);
  });
});
