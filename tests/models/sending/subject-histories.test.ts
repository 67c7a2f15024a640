import fc from "fast-check";
import { expect, test } from "vitest";
import { uncertainDeliveries } from "#app/models/deliveries/claims.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { dueAfter } from "#app/models/deliveries/due.server.ts";
import type { RecordedOutcome } from "#app/models/deliveries/retries.server.ts";
import { editionsUnderWay, type Send } from "#app/models/deliveries/sends.server.ts";
import { deciders, type SubjectPlan } from "#app/models/issues/subjectPlan.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { cancelSend, closeWhenDone, pauseSend, resumeSend } from "#app/models/sending/pauses.server.ts";
import { chooseSubject, runSubjectTests } from "#app/models/sending/subjectTests/decision.server.ts";
import { testOfIssue } from "#app/models/sending/subjectTests/store.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { claim, record } from "../../support/ledger.ts";
import { aBriefing, manyReaders } from "../../support/newsroom.ts";
import { hour } from "../../support/slots.ts";
import { anIssueToTry, answered, ledgerOf, started, subjects } from "../../support/subject-tests.ts";

const replies = {
  accepted: { kind: "accepted", verdict: "accepted", code: 250, reply: "250 Ok" },
  refused: { kind: "refused", verdict: "address", code: 550, reply: "550 5.1.1 No such user" },
  deferred: { kind: "deferred", verdict: "mailbox", code: 451, reply: "451 4.2.0 Later" },
} satisfies Record<string, RecordedOutcome>;
type ReplyKind = keyof typeof replies;

type Step =
  | { does: "deliver"; edition: number; count: number; reply: ReplyKind }
  | { does: "kill"; edition: number; count: number }
  | { does: "answer" | "choose"; edition: number; count: number }
  | { does: "leave" | "suppress"; reader: number }
  | { does: "wait"; hours: number }
  | { does: "pause" | "resume" | "upkeep" | "cancel" };

const count = fc.integer({ min: 1, max: 12 });
const edition = fc.integer({ min: 0, max: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      ...{ does: fc.constant("deliver" as const), edition, count },
      reply: fc.constantFrom<ReplyKind>("accepted", "accepted", "accepted", "refused", "deferred"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("kill" as const), edition, count }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("answer" as const), edition, count }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("choose" as const), edition, count }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constantFrom("leave" as const, "suppress" as const), reader: fc.nat(39) }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 3, arbitrary: fc.constantFrom<Step>({ does: "pause" }, { does: "resume" }, { does: "upkeep" }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ does: "upkeep" }, { does: "cancel" }) },
);

/** An issue on its way, and what its readers were given so far. */
class History {
  private processes = 0;
  readonly got = new Map<number, number>();
  readonly editionOf: Map<number, number>;

  private constructor(
    readonly context: TestContext,
    readonly list: number,
    readonly send: Send,
    readonly rows: { editionId: number; subscriberId: number; email: string }[],
    readonly editions: number[],
  ) {
    this.editionOf = new Map(rows.map(({ subscriberId, editionId }) => [subscriberId, editionId]));
  }

  static async begin(readers: number, plan: Partial<SubjectPlan>): Promise<History> {
    const context = await testContext();
    const list = await aBriefing(context);
    await manyReaders(context, list, readers);
    const send = await started(context, await anIssueToTry(context, list, plan));
    const { rows, editions } = await ledgerOf(context, send);
    return new History(context, list.id, send, rows, editions);
  }

  async take(step: Step): Promise<void> {
    const { context, send, editions, rows, list } = this;
    if (step.does === "deliver") await this.deliver(step.edition, step.count, replies[step.reply]);
    else if (step.does === "kill") await this.deliver(step.edition, step.count, null);
    else if (step.does === "answer") await this.answer(editions[step.edition % editions.length]!, step.count);
    else if (step.does === "choose") await chooseSubject(context, send.id, (step.count % 5) + 1, "Ruth");
    else if (step.does === "leave")
      await endSubscription(context, rows[step.reader % rows.length]!.subscriberId, list, "page");
    else if (step.does === "suppress") await suppress(context, rows[step.reader % rows.length]!.email, "complaint");
    else if (step.does === "wait") context.later(step.hours * hour);
    else if (step.does === "pause") await pauseSend(context, send, "Ruth", "A wrong link");
    else if (step.does === "resume") await resumeSend(context, send, "Ruth");
    else if (step.does === "cancel") await cancelSend(context, send, "Ruth");
    else await this.upkeep();
  }

  async upkeep(): Promise<void> {
    await runSubjectTests(this.context);
    await closeWhenDone(this.context);
  }

  /** @param outcome null: the process ends before it hears an answer; the reader may have it */
  private async deliver(edition: number, count: number, outcome: RecordedOutcome | null): Promise<void> {
    const { context } = this;
    const open = await editionsUnderWay(context);
    const one = open[edition % Math.max(1, open.length)];
    if (!one) return;
    const due = await dueAfter(context, one.editionId, null, { rank: 0, of: 1 }, count);
    if (due.length === 0) return;
    const process = `process ${(this.processes += 1)}`;
    const ids = due.map(({ subscriberId }) => subscriberId);
    for (const delivery of await claim(context, process, one, ids)) {
      if (outcome) await record(context, process, delivery, outcome);
      if (!outcome || outcome.kind === "accepted")
        this.got.set(delivery.subscriberId, (this.got.get(delivery.subscriberId) ?? 0) + 1);
    }
    if (!outcome) await uncertainDeliveries(context, [process]);
  }

  private async answer(editionId: number, count: number): Promise<void> {
    const accepted = (await this.now()).filter((row) => row.editionId === editionId && row.status === "accepted");
    if (accepted.length > 0) await answered(this.context, editionId, Math.min(count, accepted.length));
  }

  async now() {
    return (await ledgerOf(this.context, this.send)).rows;
  }

  /** The ledger's promises, at any moment. */
  async expectWhole(): Promise<void> {
    const rows = await this.now();
    expect(new Map(rows.map(({ subscriberId, editionId }) => [subscriberId, editionId]))).toEqual(this.editionOf);
    expect(rows, "one row a reader").toHaveLength(this.rows.length);
    for (const [reader, times] of this.got) expect(times, `reader ${reader}`).toBe(1);
    const { total, deferred: _, ...states } = await countDeliveries(this.context, this.send.editionId);
    expect(total).toBe(this.rows.length);
    expect(Object.values(states).reduce((sum, one) => sum + one, 0)).toBe(total);
    const test = (await testOfIssue(this.context, this.send.id))!;
    if (test.winner === null)
      for (const reader of this.got.keys()) expect(this.editionOf.get(reader)).not.toBe(this.send.editionId);
  }

  /** Lets it go on to its end. */
  async finish(): Promise<void> {
    const { context, send } = this;
    for (let round = 0; round < 80; round += 1) {
      const { status } = (await issueByNumber(context, 1))!;
      if (status === "sent") break;
      if (status === "paused") await resumeSend(context, send, "Ruth");
      for (let edition = 0; edition < this.editions.length; edition += 1)
        await this.deliver(edition, 50, replies.accepted);
      await this.upkeep();
      context.later(3 * hour);
      const test = (await testOfIssue(context, send.id))!;
      if (test.decides === "hand" && test.dueAt !== null) await chooseSubject(context, send.id, 1, "Ruth");
    }
    expect((await issueByNumber(context, 1))!.status).toBe("sent");
    for (const { status } of await this.now()) expect(["queued", "sending"]).not.toContain(status);
  }
}

test("whatever happens to a send whose subjects are tried, nobody gets two, nobody is skipped, and the states are the audience", async () => {
  const plan = fc.record({
    others: fc.integer({ min: 1, max: 3 }).map((count) => [subjects[1]!, subjects[2]!, "A fourth"].slice(0, count)),
    share: fc.constantFrom(2, 20, 50, 80),
    hours: fc.integer({ min: 1, max: 6 }),
    decides: fc.constantFrom(...deciders.filter((one) => one !== "clicks")),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      plan,
      fc.array(step, { minLength: 5, maxLength: 40 }),
      async (readers, plan, steps) => {
        const history = await History.begin(readers, plan);
        await history.expectWhole();
        for (const step of steps) {
          await history.take(step);
          await history.expectWhole();
        }
        await history.finish();
        await history.expectWhole();
      },
    ),
    { numRuns: 25 },
  );
}, 300_000);

test("whoever chooses, cancels, pauses and decides in the same moment, one after the other is heard", async () => {
  for (let round = 0; round < 5; round += 1) {
    const history = await History.begin(30, { share: 50, hours: 1 });
    const { context, send } = history;
    for (const edition of [0, 1]) await history.take({ does: "deliver", edition, count: 30, reply: "accepted" });
    await history.upkeep();
    context.later(2 * hour);
    await Promise.all([
      chooseSubject(context, send.id, 2, "Ruth"),
      cancelSend(context, send, "Tom"),
      pauseSend(context, send, "Ines", "A wrong link"),
      runSubjectTests(context),
      runSubjectTests(context),
    ]);
    await history.expectWhole();
    const rest = (await history.now()).filter(({ editionId }) => editionId === send.editionId);
    expect(new Set(rest.map(({ status }) => status))).toEqual(new Set(["cancelled"]));
    expect((await testOfIssue(context, send.id))!.decidedAt).not.toBeNull();
  }
}, 60_000);
