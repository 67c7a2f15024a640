import { beforeEach, describe, expect, test } from "vitest";
import { deleteArticle } from "#app/models/articles/articles.server.ts";
import { emptyBody } from "#app/models/body.ts";
import { issueSchema, type IssueInput } from "#app/models/issues/issueInput.server.ts";
import { createIssue, deleteIssue, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { listIssues } from "#app/models/issues/list.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue, aReader, bodyOf } from "../../support/newsroom.ts";
import { growth } from "../../support/work.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

function input(given: Partial<IssueInput> = {}): IssueInput {
  return { listId: list.id, subject: "", preheader: "", intro: emptyBody, articles: [], ...given };
}

async function threeArticles() {
  const headlines = ["Robots learn to pack", "Robots learn to sort", "Robots learn to wait"];
  return Promise.all(headlines.map((headline) => anArticle(context, { headline })));
}

async function headlinesOf(number: number) {
  return (await issueByNumber(context, number))!.articles.map(({ headline }) => headline);
}

describe("an issue that is composed", () => {
  test("may lack everything at first, and keeps what is saved", async () => {
    const number = await createIssue(context, list.id);
    const intro = issueSchema.parse({ listId: list.id, intro: JSON.parse(bodyOf("Good morning.")) }).intro;
    expect(await saveIssue(context, number, 1, input({ subject: "Robots", preheader: "Two halls", intro }))).toEqual({
      version: 2,
      at: context.clock(),
      tookBack: false,
    });
    expect(await issueByNumber(context, number)).toMatchObject({
      number: 1,
      version: 2,
      status: "draft",
      subject: "Robots",
      preheader: "Two halls",
      intro,
      list: { slug: "weekly" },
    });
  });

  test("has its articles in the order they were put, however they were written", async () => {
    const [pack, sort, wait] = await threeArticles();
    const number = await createIssue(context, list.id);
    const inOrder = (ids: number[]) => input({ articles: ids.map((id) => ({ id, display: "summary" })) });
    await saveIssue(context, number, 1, inOrder([wait!.id, pack!.id, sort!.id]));
    expect(await headlinesOf(number)).toEqual(["Robots learn to wait", "Robots learn to pack", "Robots learn to sort"]);
    await saveIssue(context, number, 2, inOrder([sort!.id, wait!.id]));
    expect(await headlinesOf(number)).toEqual(["Robots learn to sort", "Robots learn to wait"]);
  });

  test("shows each article as it was asked to", async () => {
    const [pack, sort] = await threeArticles();
    const articles = [
      { id: sort!.id, display: "full" as const },
      { id: pack!.id, display: "summary" as const },
    ];
    const number = await createIssue(context, list.id, { articles });
    const issue = await issueByNumber(context, number);
    expect(issue!.articles.map(({ id, display }) => ({ id, display }))).toEqual(articles);
  });

  test("gets the next number, also when two are started at the same moment", async () => {
    const numbers = await Promise.all([1, 2, 3].map(() => createIssue(context, list.id)));
    expect(numbers.sort()).toEqual([1, 2, 3]);
    expect((await listIssues(context)).map(({ number }) => number)).toEqual([3, 2, 1]);
  });
});

describe("two who compose the same issue", () => {
  test("do not overwrite each other: the second is told, and nothing of theirs is half saved", async () => {
    const [pack, sort] = await threeArticles();
    const number = await createIssue(context, list.id);
    const anas = input({ subject: "Ana's", articles: [{ id: pack!.id, display: "summary" }] });
    const bos = input({ subject: "Bo's", articles: [{ id: sort!.id, display: "full" }] });
    expect(await saveIssue(context, number, 1, anas, "Ana")).toHaveProperty("version", 2);
    expect(await saveIssue(context, number, 1, bos)).toEqual({
      error: "changed-meanwhile",
      version: 2,
      at: context.clock(),
      by: { name: "Ana", id: null },
    });
    expect(await issueByNumber(context, number)).toMatchObject({ subject: "Ana's", version: 2 });
    expect(await headlinesOf(number)).toEqual(["Robots learn to pack"]);
    expect(await saveIssue(context, number, 2, bos)).toHaveProperty("version", 3);
    expect(await headlinesOf(number)).toEqual(["Robots learn to sort"]);
  });

  test("and save at the same moment: one of them wins", async () => {
    const number = await createIssue(context, list.id);
    const saves = ["Ana's", "Bo's", "Cai's"].map((subject) => saveIssue(context, number, 1, input({ subject })));
    const answers = await Promise.all(saves);
    expect(answers.filter((saved) => "tookBack" in saved)).toHaveLength(1);
    expect(answers.filter((saved) => "error" in saved && saved.error === "changed-meanwhile")).toHaveLength(2);
  });
});

describe("what is gone", () => {
  test("an article deleted meanwhile is left out, and all else is saved", async () => {
    const [pack, sort] = await threeArticles();
    const number = await createIssue(context, list.id, { articles: [{ id: pack!.id, display: "summary" }] });
    await deleteArticle(context, sort!.id);
    const both = [pack!, sort!].map(({ id }) => ({ id, display: "summary" as const }));
    expect(await saveIssue(context, number, 1, input({ articles: both }))).toHaveProperty("version", 2);
    expect(await headlinesOf(number)).toEqual(["Robots learn to pack"]);
  });

  test("a list is named", async () => {
    const number = await createIssue(context, list.id);
    expect(await saveIssue(context, number, 1, input({ listId: 999 }))).toEqual({ error: "list-gone" });
  });

  test("an article that stands in an issue cannot be deleted", async () => {
    const [pack] = await threeArticles();
    await createIssue(context, list.id, { articles: [{ id: pack!.id, display: "summary" }] });
    expect(await deleteArticle(context, pack!.id)).toBe(false);
  });

  test("a deleted draft gives its number to the next one, and a save over it says so", async () => {
    const number = await createIssue(context, list.id, { articles: [] });
    expect(await deleteIssue(context, number)).toBe(true);
    expect(await saveIssue(context, number, 1, input())).toEqual({ error: "gone" });
    expect(await createIssue(context, list.id)).toBe(number);
  });
});

test("an issue that is on its way can be neither saved nor deleted", async () => {
  await aReader(context, list, "ana@readers.example");
  const number = await anIssue(context, list);
  await sendIssue(context, number, "Ruth");
  const before = await issueByNumber(context, number);
  expect(await saveIssue(context, number, before!.version, input({ subject: "Too late" }))).toEqual({
    error: "already-sent",
  });
  expect(await deleteIssue(context, number)).toBe(false);
  expect(await issueByNumber(context, number)).toEqual(before);
});

describe("what the form may hold", () => {
  const form = ({ intro = bodyOf("Good morning."), ...given }: Record<string, unknown>) =>
    issueSchema.safeParse({ listId: "1", intro: documentIn(intro as string), ...given });
  const faultOf = (given: Record<string, unknown>) => form(given).error?.issues[0]?.message;

  test.each([
    ["a line break", "Robots\r\nBcc: eve@evil.example"],
    ["a bare line feed", "Robots\nBcc: eve@evil.example"],
    ["a NUL", "Robots\0"],
    ["a hidden turn of the writing direction", "Robots \u202egnissap"],
    ["a line separator", "Robots\u2028Bcc: eve@evil.example"],
    ["a lone surrogate", "Robots \ud800"],
  ])("of a subject with %s, a draft keeps the words, on one line (row 19)", (_, subject) => {
    expect(form({ subject }).data?.subject).toMatch(/^Robots[ \ufffd]*(Bcc: eve@evil\.example|gnissap)?$/);
  });

  test.each([["🤖🦾🤖"], ["روبوت يتعلم التعبئة"], ["=?utf-8?q?x?="], ["{{constructor}} %recipient%"]])(
    "the subject %s as it was typed (row 19)",
    (subject) => {
      expect(form({ subject }).data?.subject).toBe(subject);
    },
  );

  test("a subject of spaces is none (row 19)", () => {
    expect(form({ subject: " \t  " }).data?.subject).toBe("");
  });

  test("at most 100 articles, each once, and only numbers that a row can have (row 25)", () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => ({ id: String(i + 1) }));
    expect(form({ articles: many(100) }).data?.sections[0]?.pieces).toHaveLength(100);
    expect(faultOf({ articles: many(101) })).toBe("At most 100 articles in an issue.");
    expect(faultOf({ articles: [{ id: "1" }, { id: "1" }] })).toBe("An article stands here twice.");
    for (const id of ["0", "-1", "1.5", "x", "9007199254740993"]) expect(faultOf({ articles: [{ id }] })).toBeTruthy();
  });

  test("an intro of 2 MB is refused at once, in words (row 25)", async () => {
    const refused = (length: number) => faultOf({ intro: bodyOf("x".repeat(length)) });
    expect(refused(2_000_000)).toContain("too long");
    expect(await growth(refused, 2_000_000)).toBeLessThan(12);
  });

  test("an intro that is no document of ours is refused", () => {
    for (const intro of ["", "{}", "[", '{"type":"doc","content":[{"type":"script"}]}'])
      expect(faultOf({ intro })).toContain("cannot be published");
  });
});

/** Like the page sends it; what is no JSON stays a text. */
function documentIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
