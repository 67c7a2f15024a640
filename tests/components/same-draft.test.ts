import { describe, expect, test } from "vitest";
import { emptyBody } from "#app/models/body.ts";
import { emptySection } from "#app/models/sections.ts";
import { emptyDraft, sameDraft } from "#app/routes/desk.articles.$id/draft.ts";
import { draftOf, isEmptyText, sameIssue } from "#app/routes/desk.issues.$number._index/draft.ts";

test("a space at the end of a line, which the desk does not store, is nothing that was not saved", () => {
  const stored = { ...emptyDraft("Ines Halloran"), headline: "Robots pack", topics: ["Automation"] };
  expect(sameDraft({ ...stored, headline: " Robots pack ", dek: "\u0000" }, stored)).toBe(true);
  expect(sameDraft({ ...stored, headline: "Robots  pack" }, stored)).toBe(false);
  expect(sameDraft({ ...stored, imageAlt: "Automation", topics: [] }, stored)).toBe(false);
  const issue = draftOf({ subject: "Robots", preheader: "", listId: 1, intro: emptyBody, articles: [] });
  expect(sameIssue({ ...issue, subject: "Robots " }, issue)).toBe(true);
  expect(sameIssue({ ...issue, subject: "", preheader: "Robots" }, issue)).toBe(false);
});

describe("an issue with sections", () => {
  const item = { kind: "item" as const, text: "Robots pack", url: "https://example.org", source: "" };
  const held = { subject: "Robots", preheader: "", listId: 1, intro: emptyBody, outro: emptyBody };
  const lead = { ...emptySection(), heading: "Lead", pieces: [item] };
  const issue = draftOf({ ...held, sections: [lead] });
  const words = [{ type: "text" as const, text: "Good morning." }];
  const said = { type: "doc" as const, content: [{ type: "paragraph" as const, content: words }] };

  test.each([
    ["a heading", { ...held, sections: [{ ...lead, heading: "In brief" }] }],
    ["the text of a section", { ...held, sections: [{ ...lead, text: said }] }],
    ["a rule", { ...held, sections: [{ ...lead, rule: { topic: "robots", count: 5 } }] }],
    ["an item's link", { ...held, sections: [{ ...lead, pieces: [{ ...item, url: "" }] }] }],
    ["one more section", { ...held, sections: [lead, emptySection()] }],
    ["where a piece stands", { ...held, sections: [{ ...lead, pieces: [] }, lead] }],
    ["the outro", { ...held, outro: said, sections: [lead] }],
  ])("is another one by %s", (_, other) => {
    expect(sameIssue(draftOf(other), issue)).toBe(false);
  });

  test("is the same one whatever its pieces are called on the page", () => {
    const named = { ...lead, key: "n1", heading: "Lead ", pieces: [{ ...item, key: "i1", text: " Robots pack" }] };
    expect(sameIssue(draftOf({ ...held, sections: [named] }), issue)).toBe(true);
    expect(draftOf({ ...held, sections: [named] }).sections[0]!.key).toBe("n1");
  });

  test("is read from words of before there were sections", () => {
    const chosen = {
      id: 7,
      headline: "Robots pack",
      byline: "",
      onSite: true,
      words: 1,
      minutes: 1,
      lacks: [],
      ran: [],
    };
    const { subject, preheader, listId, intro } = held;
    const old = draftOf({ subject, preheader, listId, intro, articles: [{ ...chosen, display: "full" }] });
    expect(old.sections.map(({ heading, pieces }) => [heading, pieces.map(({ key }) => key)])).toEqual([["", ["a7"]]]);
    expect(isEmptyText(old.outro)).toBe(true);
  });
});

test("a text is another one by any of its blocks, and the same by its words alone", () => {
  const paragraph = (text: string) => ({ type: "paragraph" as const, content: [{ type: "text" as const, text }] });
  const bodyOf = (...words: string[]) => ({ type: "doc" as const, content: words.map(paragraph) });
  const stored = { ...emptyDraft("Ines Halloran"), body: bodyOf("Robots", "pack") };
  expect(sameDraft({ ...stored, body: bodyOf("Robots", "pack") }, stored)).toBe(true);
  expect(sameDraft({ ...stored, body: bodyOf("Robots", "pick") }, stored)).toBe(false);
  expect(sameDraft({ ...stored, body: bodyOf("Robots") }, stored)).toBe(false);
  expect(sameDraft({ ...stored, body: bodyOf("Robots", "pack", "boxes") }, stored)).toBe(false);
  const issue = draftOf({ subject: "Robots", preheader: "", listId: 1, intro: bodyOf("Robots"), articles: [] });
  expect(sameIssue({ ...issue, intro: bodyOf("Robots") }, issue)).toBe(true);
  expect(sameIssue({ ...issue, intro: bodyOf("Robot") }, issue)).toBe(false);
});
