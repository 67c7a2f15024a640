import { beforeEach, describe, expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { countReturns } from "#app/models/deliveries/returns.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import { heedReturns } from "#app/models/inbound/lateBreaker.server.ts";
import { recentFigures } from "#app/models/inbound/figures.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { resumeSend } from "#app/models/sending/pauses.server.ts";
import { chooseSubject } from "#app/models/sending/subjectTests/decision.server.ts";
import { testOfIssue } from "#app/models/sending/subjectTests/store.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { someLanes, workOff, type TestLane } from "../support/lane.ts";
import { aBriefing, manyReaders } from "../support/newsroom.ts";
import { hour } from "../support/slots.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";
import { anIssueToTry, ledgerOf, started, subjects } from "../support/subject-tests.ts";

const spam = "554 5.7.1 Message rejected as spam";
const unknown = "550 5.1.1 No such user";

let context: TestContext;
let farEnd: FarEnd;
let list: List;
let lanes: TestLane[];
let send: Send;
/** The reader's edition of each address. */
let editionOf: Map<string, number>;
let editions: number[];

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
  list = await aBriefing(context);
});

/** An issue with four subjects begins, of which each is tried by few. */
async function begin(readers: number, others = [subjects[1]!, subjects[2]!, "Who packs for whom"], share = 40) {
  await manyReaders(context, list, readers);
  send = await started(context, await anIssueToTry(context, list, { others, share }));
  const ledger = await ledgerOf(context, send);
  editions = ledger.editions;
  editionOf = new Map(ledger.rows.map(({ email, editionId }) => [email, editionId]));
  lanes = await someLanes(context, 1);
}

const issue = async () => (await issueByNumber(context, 1))!;
const counts = () => countDeliveries(context, send.editionId);

/** The hours pass, and nobody of the rest is asked. */
async function expectRestHeld() {
  context.later(9 * hour);
  await workOff(context, lanes);
  expect((await testOfIssue(context, send.id))!.decidedAt).toBeNull();
  const asked = farEnd.received.map(({ envelope }) => editionOf.get(envelope.to[0]!));
  expect(asked).not.toContain(editions[0]);
}

describe("the answers to all tried subjects are those to one issue", () => {
  test("five blocks hold it, whichever subjects they are about, and with it the rest", async () => {
    await begin(100);
    farEnd.behave({ data: () => spam });
    await workOff(context, lanes);
    const blocked = new Set(farEnd.received.map(({ envelope }) => editionOf.get(envelope.to[0]!)));
    expect(farEnd.received).toHaveLength(5);
    expect(blocked.size).toBeGreaterThan(1);
    expect((await issue()).pause!.reason).toMatch(/^The first 5 answers were all refusals/);
    expect(await counts()).toMatchObject({ total: 100, queued: 100, refused: 0 });
    await expectRestHeld();

    farEnd.behave({});
    await resumeSend(context, send, "Ruth");
    await workOff(context, lanes);
    context.later(1 * hour);
    await workOff(context, lanes);
    context.later(5 * hour);
    await workOff(context, lanes);
    await workOff(context, lanes);
    expect(await counts()).toMatchObject({ total: 100, accepted: 100 });
    expect(new Set(farEnd.messages.map(({ envelope }) => envelope.to[0])).size).toBe(farEnd.messages.length);
  });

  test("one who is accepted decides about refusals before, in every edition", async () => {
    await begin(100);
    let refused = 0;
    farEnd.behave({ rcpt: () => ((refused += 1) <= 4 ? unknown : undefined) });
    await workOff(context, lanes);
    const { rows } = await ledgerOf(context, send);
    const gone = rows.filter(({ status }) => status === "refused");
    expect(gone).toHaveLength(4);
    expect(new Set(gone.map(({ editionId }) => editionId)).size).toBeGreaterThan(1);
    expect((await issue()).status).toBe("sending");
  });

  test("a tenth of refusals pauses it, also where no subject alone has twenty answers", async () => {
    await begin(60, undefined, 80);
    let asked = 0;
    farEnd.behave({ rcpt: () => ((asked += 1) > 8 ? unknown : undefined) });
    await workOff(context, lanes);
    expect((await issue()).pause!.reason).toMatch(/^Too many refusals: 12 of the last 20 answers/);
    await expectRestHeld();
  });

  test("what was accepted of the tried part counts for the rest after the decision", async () => {
    await begin(60, [subjects[1]!]);
    await workOff(context, lanes);
    farEnd.behave({ data: () => spam });
    await chooseSubject(context, send.id, 2, "Ruth");
    await workOff(context, lanes);
    expect((await issue()).pause!.reason).toMatch(/^Receivers do not want this mail: \d+ of the last \d+ answers/);
    expect((await counts()).refused).toBeGreaterThanOrEqual(5);
  });
});

describe("what comes back of all tried subjects is of one issue", () => {
  const comeBack = async (kind: "hard" | "block" | "complaint", times: number) => {
    for (let i = 0; i < times; i += 1) {
      const editionId = editions[1 + (i % (editions.length - 1))]!;
      await countReturns(context, [{ editionId, domain: "readers.example", kind, category: "", count: 1 }]);
      await heedReturns(context, [{ editionId, kind }]);
    }
  };

  test("so that complaints about several subjects hold the rest, and the notice is about all of them", async () => {
    await begin(100);
    await workOff(context, lanes);
    const { accepted } = await counts();
    await comeBack("complaint", 3);
    expect((await openNotices(context)).find(({ kind }) => kind === "complaints")!.text).toContain(
      `3 of the ${accepted} mails handed over`,
    );
    await comeBack("complaint", 2);
    expect((await issue()).pause!.reason).toMatch(new RegExp(`^Too many readers complain: 5 of the ${accepted} mails`));
    await expectRestHeld();
    await resumeSend(context, send, "Ruth");
    await comeBack("complaint", 1);
    expect((await issue()).status).toBe("sending");
  });

  test("and blocks that come at once, of several subjects, are counted together", async () => {
    await begin(200);
    await workOff(context, lanes);
    const some = editions.slice(1, 4).flatMap((editionId) => Array.from({ length: 4 }, () => editionId));
    const returns = some.map((editionId) => ({
      editionId,
      domain: "readers.example",
      kind: "block" as const,
      category: "",
    }));
    await countReturns(
      context,
      returns.map((one) => ({ ...one, count: 1 })),
    );
    await heedReturns(context, returns);
    expect((await issue()).pause!.reason).toMatch(/^Receivers do not want this mail: 12 of the \d+ mails/);
  });

  test("and its figures are there where nobody is left for the rest", async () => {
    await begin(30, [subjects[1]!]);
    await context.db
      .updateTable("deliveries")
      .set({ edition_id: editions[1]! })
      .where("edition_id", "=", editions[0]!)
      .execute();
    await workOff(context, lanes);
    expect(await recentFigures(context)).toMatchObject([{ title: "Issue 1", counts: { accepted: 30 } }]);
  });
});
