import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { createIssue, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { dismissFinding, preflightByNumber, type Finding } from "#app/models/preflight/preflight.server.ts";
import { readStyleList, saveStyleList, styleListText, styleWords } from "#app/models/preflight/styleList.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, aReader } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;
let number: number;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  const { id } = await anArticle(context);
  const articles = [{ id, display: "summary" as const }];
  number = await createIssue(context, list.id, { subject: "ROBOTS LEARN TO PACK", preheader: "", articles });
});

async function findings(): Promise<Finding[]> {
  return (await preflightByNumber(context, number))!.places.flatMap(({ findings }) => findings);
}

async function finding(check: string): Promise<Finding> {
  return (await findings()).find((one) => one.check === check)!;
}

async function saveSubject(subject: string) {
  const { version, preheader, intro, sections } = (await issueByNumber(context, number))!;
  await saveIssue(context, number, version, { listId: list.id, subject, preheader, intro, sections });
}

describe("a finding is dismissed", () => {
  test("with a reason, which is kept with who gave it, shown, counted out, and in the activity log", async () => {
    const before = (await preflightByNumber(context, number))!.advisory;
    const shout = await finding("capital-subject");
    expect(await dismissFinding(context, number, shout, "Ruth", "It is an acronym.")).toEqual({ done: true });
    const dismissed = { who: "Ruth", why: "It is an acronym.", at: context.clock() };
    expect((await finding("capital-subject")).dismissed).toEqual(dismissed);
    expect((await preflightByNumber(context, number))!.advisory).toBe(before - 1);
    const [event] = await recentEvents(context, 1);
    expect(event).toMatchObject({
      actor: "Ruth",
      action: "finding-dismissed",
      detail: `issue ${number}: capital-subject: It is an acronym.`,
    });
  });

  test("until what it is about changes, and for nothing else", async () => {
    await dismissFinding(context, number, await finding("capital-subject"), "Ruth", "It is an acronym.");
    expect((await finding("no-preheader")).dismissed).toBeNull();
    await saveSubject("ROBOTS LEARN TO WELD");
    expect((await finding("capital-subject")).dismissed).toBeNull();
    await saveSubject("ROBOTS LEARN TO PACK");
    expect((await finding("capital-subject")).dismissed).not.toBeNull();
  });

  test("and brought back", async () => {
    const shout = await finding("capital-subject");
    await dismissFinding(context, number, shout, "Ruth", "It is an acronym.");
    await dismissFinding(context, number, shout, "Bo", null);
    expect((await finding("capital-subject")).dismissed).toBeNull();
    expect((await recentEvents(context, 1))[0]).toMatchObject({ actor: "Bo", action: "finding-brought-back" });
  });

  test("never where it prevents sending, nor where it is no longer found", async () => {
    await saveSubject("");
    const missing = await finding("no-subject");
    expect(await dismissFinding(context, number, missing, "Ruth", "So what.")).toEqual({ error: "blocking" });
    const gone = { check: "capital-subject", subject: "0".repeat(32) };
    expect(await dismissFinding(context, number, gone, "Ruth", "So what.")).toEqual({ error: "gone" });
    expect(await dismissFinding(context, 77, missing, "Ruth", "So what.")).toEqual({ error: "not-found" });
  });
});

describe("the style list", () => {
  test("is typed a line a word, and written the same way", async () => {
    const words = readStyleList("e-mail -> email\r\n\n  utilise  →  use \nvery\nvery -> ");
    expect(words).toEqual([
      { word: "e-mail", instead: "email" },
      { word: "utilise", instead: "use" },
      { word: "very", instead: "" },
    ]);
    await saveStyleList(context, words as { word: string; instead: string }[], "Ruth");
    expect(styleListText(await styleWords(context))).toBe("e-mail -> email\nutilise -> use\nvery");
  });

  test("has an end", () => {
    const many = Array.from({ length: 501 }, (_, i) => `word${i}`).join("\n");
    expect(readStyleList(many)).toEqual({ error: "too-many", most: 500 });
    expect(readStyleList("a".repeat(81))).toEqual({ error: "too-long", most: 80 });
  });

  test("is what an issue is checked for, with what stands instead", async () => {
    await saveStyleList(context, [{ word: "pack", instead: "stow" }], "Ruth");
    const found = (await findings()).filter(({ check }) => check === "style-words");
    expect(found[0]).toMatchObject({
      why: "The style list says “stow” for “PACK”, in the subject.",
      mend: { spot: "subject", from: "PACK", to: "stow" },
    });
  });
});
