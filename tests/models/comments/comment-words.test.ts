import { describe, expect, test } from "vitest";
import { partsOf } from "#app/models/comments/links.ts";
import { namedIn } from "#app/models/comments/mentions.ts";
import { passageOf, placeIn, standsIn, wordsIn } from "#app/models/comments/passages.ts";

const people = [
  { id: 1, name: "Tom Reyes" },
  { id: 2, name: "Ana Lind" },
  { id: 3, name: "Ana Lindqvist" },
  { id: 4, name: "ليلى حداد" },
  { id: 5, name: "O'Neil" },
];
const names = (text: string) => namedIn(text, people).map(({ id }) => id);

describe("who is named in a comment", () => {
  test.each([
    ["@Tom Reyes, look", [1]],
    ["@tom look, and @TOM REYES", [1]],
    ["@Ana Lindqvist", [3]],
    ["@Ana Lind", [2]],
    ["@Ana", []],
    ["(@ليلى حداد)", [4]],
    ["@O'Neil’s", [5]],
    ["tom@Tom Reyes", []],
    ["a.b@Tom", []],
    ["@Tomas", []],
    ["@Tom_", []],
    ["Tom Reyes", []],
    ["@", []],
    ["@<b>Tom</b>", []],
  ])("%s", (text, ids) => expect(names(text)).toEqual(ids));

  test("two people of one name are both named, and never more than ten people", () => {
    expect(
      namedIn("@Tom", [
        { id: 1, name: "Tom" },
        { id: 2, name: "tom" },
      ]).map(({ id }) => id),
    ).toEqual([1, 2]);
    const many = Array.from({ length: 30 }, (_, i) => ({ id: i, name: `P${i}` }));
    expect(namedIn(many.map(({ name }) => `@${name}`).join(" "), many)).toHaveLength(10);
  });

  test("a text of signs alone is read at once", () => {
    expect(names("@".repeat(4000))).toEqual([]);
  });
});

describe("a passage", () => {
  const text = "Robots pack boxes. People pack boxes.";

  test("is found behind what stood before it, else at its first place", () => {
    const passage = passageOf("pack  boxes", "Robots pack boxes.\nPeople ");
    expect(passage).toEqual({ quote: "pack boxes", before: "Robots pack boxes. People" });
    expect(placeIn(text, passage)).toBe(text.lastIndexOf("pack"));
    expect(placeIn(text, { quote: "pack boxes", before: "Whales" })).toBe(text.indexOf("pack"));
    expect(placeIn(text, { quote: "sort", before: "" })).toBe(-1);
    expect(placeIn(text, { quote: "", before: "" })).toBe(-1);
  });

  test("stands in a text however its spaces are typed, and in no other", () => {
    expect(standsIn("Robots\u00a0pack\nboxes", { quote: "Robots pack boxes", before: "" })).toBe(true);
    expect(standsIn("Robots stack", { quote: "Robots pack", before: "" })).toBe(false);
  });

  test("is made of the words of all blocks, across marks", () => {
    const words = { type: "text", text: "Robots " };
    const bold = { type: "text", text: "pack", marks: [{ type: "bold" }] };
    const item = { type: "listItem", content: [{ type: "paragraph", content: [{ type: "text", text: "b" }] }] };
    const doc = {
      type: "doc",
      content: [
        { type: "paragraph", content: [words, bold] },
        { type: "bulletList", content: [item] },
      ],
    };
    expect(wordsIn(doc)).toBe("Robots pack\nb");
    expect(wordsIn(null)).toBe("");
  });
});

describe("the links of a comment", () => {
  const links = (text: string) => partsOf(text).flatMap(({ href }) => href ?? []);

  test.each([
    ["See https://a.example/x?y=1.", ["https://a.example/x?y=1"]],
    ["(http://a.example)", ["http://a.example/"]],
    ["javascript:alert(1) data:text/html,x ftp://a.example", []],
    ["https://user:secret@a.example/", []],
    ['https://a.example/"onclick="x', ["https://a.example/"]],
    ["https://", []],
    ["<a href='https://a.example'>x</a>", ["https://a.example/"]],
  ])("%s", (text, found) => expect(links(text)).toEqual(found));

  test("leave every sign of the text where it was", () => {
    const text = "a https://b.example, c\nhttps://d.example/é";
    expect(
      partsOf(text)
        .map((part) => part.text)
        .join(""),
    ).toBe(text);
  });
});
