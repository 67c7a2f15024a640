import { expect, test } from "vitest";
import { emptyBody } from "#app/models/body.ts";
import { emptyDraft, sameDraft } from "#app/routes/desk.articles.$id/draft.ts";
import { sameIssue } from "#app/routes/desk.issues.$number._index/useComposing.ts";

test("a space at the end of a line, which the desk does not store, is nothing that was not saved", () => {
  const stored = { ...emptyDraft("Ines Halloran"), headline: "Robots pack", topics: ["Automation"] };
  expect(sameDraft({ ...stored, headline: " Robots pack ", dek: "\u0000" }, stored)).toBe(true);
  expect(sameDraft({ ...stored, headline: "Robots  pack" }, stored)).toBe(false);
  expect(sameDraft({ ...stored, imageAlt: "Automation", topics: [] }, stored)).toBe(false);
  const issue = { subject: "Robots", preheader: "", listId: 1, intro: emptyBody, articles: [] };
  expect(sameIssue({ ...issue, subject: "Robots " }, issue)).toBe(true);
  expect(sameIssue({ ...issue, subject: "", preheader: "Robots" }, issue)).toBe(false);
});
