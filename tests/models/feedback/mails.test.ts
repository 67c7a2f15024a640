import { beforeEach, describe, expect, test } from "vitest";
import { emptyBody } from "#app/models/body.ts";
import { openQuestion } from "#app/models/feedback/questions.server.ts";
import { editionByNumber, publicCopy } from "#app/models/issues/editions.server.ts";
import { issueRevisions } from "#app/models/issues/issueRevisions.server.ts";
import { createIssue, inputOf, issueByNumber } from "#app/models/issues/issues.server.ts";
import { issueSchema } from "#app/models/issues/issueInput.server.ts";
import { wordIssueFault } from "#app/models/issues/faultWords.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { emptySection } from "#app/models/sections.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { sendTest } from "#app/models/sending/testSend.server.ts";
import { anAskingIssue, aPoll } from "../../support/asking.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aLane, workOff } from "../../support/lane.ts";
import { aBriefing, aReader } from "../../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../../support/smtp.ts";

let context: TestContext;
let farEnd: FarEnd;

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
});

const linksIn = (text: string) => [...text.matchAll(/https?:\/\/[^\s"<>]*\/answer\/[^\s"<>]+/g)].map(([link]) => link);

describe.each([
  { language: "en", useful: "Was this useful?", yes: "Yes" },
  { language: "de", useful: "War das nützlich?", yes: "Ja" },
  { language: "fr", useful: "Était-ce utile ?", yes: "Oui" },
  { language: "es", useful: "¿Le ha sido útil?", yes: "Sí" },
  { language: "ar", useful: "هل كان هذا مفيدًا؟", yes: "نعم" },
])("a mail in $language", ({ language, useful, yes }) => {
  test("asks in HTML and in plain text, with links of its reader alone that open the question", async () => {
    const list = await aBriefing(context, { language });
    const { tokens } = await anAskingIssue(context, list, { polls: [aPoll()] });
    await workOff(context, [await aLane(context)]);
    const [mail] = await farEnd.parsed("ana@readers.example");
    const wanted = [
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
      [2, 3],
    ].map(([n, answer]) => {
      return `${context.config.appUrl}/answer/${tokens.ana}/${n}/${answer}`;
    });
    for (const part of [String(mail!.html), mail!.text!]) {
      expect(part).toContain(useful);
      expect(part).toContain(yes);
      expect(part).toContain("Where do robots help most?");
      expect(linksIn(part)).toEqual(wanted);
      expect(part).not.toContain(".invalid");
    }
    expect(await openQuestion(context, tokens.ana, 2)).toMatchObject({ kind: "poll", choices: 3 });
    expect(tokens.ana).not.toBe(tokens.boris);
  });
});

test("each link of a question says by itself what it answers (E-14)", async () => {
  const list = await aBriefing(context);
  await anAskingIssue(context, list, { headlines: ["Robots learn to pack", "A “quiet” port"] });
  await workOff(context, [await aLane(context)]);
  const [mail] = await farEnd.parsed("ana@readers.example");
  const names = [...String(mail!.html).matchAll(/\/answer\/[^"]*" aria-label="([^"]*)"/g)].map(([, name]) => name);
  expect(names).toEqual(["Robots learn to pack", "A “quiet” port"].flatMap((one) => [`Yes: ${one}`, `No: ${one}`]));
});

describe("copies that are nobody's", () => {
  let list: List;
  beforeEach(async () => void (list = await aBriefing(context)));

  test("in the archive lead to a page that says who can answer", async () => {
    const { number } = await anAskingIssue(context, list);
    const { html, text } = publicCopy(context, (await editionByNumber(context, number))!);
    const links = [1, 2].map((answer) => `${context.config.appUrl}/answer/web/1/${answer}`);
    expect([linksIn(html), linksIn(text)]).toEqual([links, links]);
  });

  test("in a test mail lead to a page of the test", async () => {
    const { number } = await anAskingIssue(context, list);
    const sent = await sendTest(context, number, "tester@elsewhere.example", { id: 1, name: "Ruth" });
    expect(sent).toHaveProperty("reply");
    const [mail] = await farEnd.parsed("tester@elsewhere.example");
    expect(linksIn(mail!.text!)).toEqual([]);
    expect(mail!.text).toMatch(/\/test-mail\/[\w-]+\/answers\/1\/1/);
  });
});

describe("an unfinished poll", () => {
  test("is kept as typed, and says what it lacks before the issue goes", async () => {
    const list = await aBriefing(context);
    await aReader(context, list, "ana@readers.example");
    const pieces = [
      aPoll({ question: "" }),
      aPoll({ answers: ["One"] }),
      aPoll({ answers: ["One", ""] }),
      aPoll({ answers: ["One", "One"] }),
    ];
    const number = await createIssue(context, list.id, {
      ...{ subject: "Polls", preheader: "A line." },
      sections: [{ ...emptySection(), pieces }],
    });
    const issue = (await issueByNumber(context, number))!;
    expect(inputOf(issue).sections[0]!.pieces).toEqual(pieces);
    expect(issueSchema.parse(inputOf(issue)).sections[0]!.pieces).toEqual(pieces);
    const sent = await sendIssue(context, number, "Ruth");
    if (!("faults" in sent)) throw new Error("it went out");
    expect(sent.faults.map(wordIssueFault)).toEqual([
      "Piece 1 of section 1 is a poll without a question: write it, or take the poll out.",
      "“Where do robots help most?” is a poll with fewer than two answers, or an empty one: write them, or take the poll out.",
      "“Where do robots help most?” is a poll with fewer than two answers, or an empty one: write them, or take the poll out.",
      "“Where do robots help most?” is a poll that has an answer twice.",
    ]);
    expect(await issueRevisions(context, issue)).toBeDefined();
  });

  test("has six answers at most", () => {
    const piece = aPoll({ answers: ["1", "2", "3", "4", "5", "6", "7"] });
    const read = issueSchema.safeParse({
      ...{ listId: 1, intro: emptyBody },
      sections: [{ ...emptySection(), pieces: [piece] }],
    });
    expect(read.error!.issues.map(({ message }) => message)).toEqual(["At most 6 answers in a poll."]);
  });
});
