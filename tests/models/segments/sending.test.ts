import { beforeEach, describe, expect, test } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import { leftOut } from "#app/models/deliveries/recipients.server.ts";
import { followAll } from "#app/models/events/followers.server.ts";
import { chooseReader } from "#app/models/issues/chosenReader.server.ts";
import { wordIssueFault } from "#app/models/issues/faultWords.server.ts";
import { inputOf, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { restoreIssue, issueRevisions } from "#app/models/issues/issueRevisions.server.ts";
import { renderIssue } from "#app/models/issues/rendering.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { subscribersCsv } from "#app/models/readers/import/export.server.ts";
import { listSubscribers } from "#app/models/readers/finding.server.ts";
import { countAsked } from "#app/models/segments/counting.server.ts";
import type { Condition } from "#app/models/segments/rules.server.ts";
import {
  copySegment,
  deleteSegment,
  forgetSegments,
  restoreSegment,
  saveSegment,
  segmentById,
  segmentLines,
  segmentNarrowing,
} from "#app/models/segments/segments.server.ts";
import { approveIssue } from "#app/models/sending/approvals.server.ts";
import { explainDelivery } from "#app/models/sending/explanation.server.ts";
import { progressOf } from "#app/models/sending/progress.server.ts";
import { rehearseReaders } from "#app/models/sending/rehearsal/run.server.ts";
import { sendReview } from "#app/models/sending/review.server.ts";
import { runSlots } from "#app/models/sending/schedule/runs.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { wordReason } from "../../../scripts/frame/explanations.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";
import { aSegment } from "../../support/segments.ts";
import { aSlot, hour } from "../../support/slots.ts";

let context: TestContext;
let list: List;

const at = (domain: string, not = false): Condition => ({ kind: "domain", not, value: { domain } });
const didNotGet = (issue: number): Condition => ({ kind: "got", not: true, value: { issue } });

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  for (const email of ["ana@ac.example", "bo@ac.example", "cai@other.example"]) await aReader(context, list, email);
});

/** An issue that goes to a segment. @returns its number */
async function anIssueTo(segmentId: number | null): Promise<number> {
  const number = await anIssue(context, list);
  await choose(number, segmentId);
  return number;
}

async function choose(number: number, segmentId: number | null) {
  const issue = (await issueByNumber(context, number))!;
  const saved = await saveIssue(context, number, issue.version, { ...inputOf(issue), segmentId }, "Tom");
  await followAll(context);
  return saved;
}

async function send(number: number) {
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  return sent;
}

async function gotIt(editionId: number): Promise<string[]> {
  const rows = await context.db
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "subscriber_id")
    .select("email")
    .where("edition_id", "=", editionId)
    .orderBy("email")
    .execute();
  return rows.map(({ email }) => email);
}

async function why(number: number, email: string): Promise<string> {
  const reason = await explainDelivery(context, (await issueByNumber(context, number))!, email);
  return "error" in reason ? reason.error : wordReason(reason.reason);
}

const rule = (...conditions: Condition[]) => ({ of: "all" as const, groups: [{ of: "all" as const, conditions }] });

describe("an issue with a segment", () => {
  test("goes to those of its list who fit, and to nobody else", async () => {
    const number = await anIssueTo(await aSegment(context, "Universities", [at("ac.example")]));
    const { editionId } = (await send(number)).send;
    expect(await gotIt(editionId)).toEqual(["ana@ac.example", "bo@ac.example"]);
  });

  test("says before the send who gets it, on its page, in the rehearsal and of one reader", async () => {
    const number = await anIssueTo(await aSegment(context, "Universities", [at("ac.example")]));
    const review = await sendReview(context, number);
    expect(review).toMatchObject({
      audience: 2,
      leftOut: ["1 is not in the segment"],
      segment: { name: "Universities", words: "who have an address at ac.example" },
    });
    const rehearsed = await rehearseReaders(context, number);
    expect("found" in rehearsed && rehearsed.found?.readers).toBe(2);
    expect(await chooseReader(context, number, { email: "cai@other.example", name: "", topics: [] })).toMatchObject({
      standing: "outside-segment",
    });
    expect(await why(number, "cai@other.example")).toMatch(
      /^No: it goes only to the segment “Universities”, those who have an address at ac.example/,
    );
    expect(await why(number, "ana@ac.example")).toMatch(/^Not yet/);
  });

  test("keeps in its record to whom it went, whatever becomes of the segment", async () => {
    const id = await aSegment(context, "Universities", [at("ac.example")]);
    const number = await anIssueTo(id);
    await send(number);
    await saveSegment(context, id, 1, { name: "Firms", rule: rule(at("other.example")) }, "Tom");
    expect(await deleteSegment(context, id, "Tom")).toEqual({ name: "Firms" });
    const issue = (await issueByNumber(context, number))!;
    expect(await progressOf(context, issue)).toMatchObject({
      segment: { name: "Universities", words: "who have an address at ac.example" },
    });
    expect(await why(number, "cai@other.example")).toMatch(
      /it went only to the segment “Universities”, those who have an address at ac.example/,
    );
  });

  test("is judged when it goes out: who fits by then gets it, who joins later does not", async () => {
    const number = await anIssueTo(await aSegment(context, "Universities", [at("ac.example")]));
    await aReader(context, list, "dee@ac.example");
    const { editionId } = (await send(number)).send;
    await aReader(context, list, "eve@ac.example");
    expect(await gotIt(editionId)).toEqual(["ana@ac.example", "bo@ac.example", "dee@ac.example"]);
    context.later(1000);
    await aReader(context, list, "fay@ac.example");
    expect(await why(number, "fay@ac.example")).toMatch(/after the issue was sent/);
  });

  test("may go to those who did not get another one: nobody is skipped and nobody gets both", async () => {
    const first = await anIssueTo(await aSegment(context, "Universities", [at("ac.example")]));
    const { editionId } = (await send(first)).send;
    const second = await anIssueTo(await aSegment(context, "Others", [didNotGet(first)]));
    const other = (await send(second)).send.editionId;
    expect([...(await gotIt(editionId)), ...(await gotIt(other))].sort()).toEqual([
      "ana@ac.example",
      "bo@ac.example",
      "cai@other.example",
    ]);
  });

  test("may go to those who got none of the last issues, of which it is none itself", async () => {
    await send(await anIssueTo(await aSegment(context, "Universities", [at("ac.example")])));
    const silent: Condition = { kind: "gotLately", not: true, value: { issues: 1 } };
    const number = await anIssueTo(await aSegment(context, "Silent", [silent]));
    expect(await gotIt((await send(number)).send.editionId)).toEqual(["cai@other.example"]);
  });

  test("does not go out when nobody fits, and says so", async () => {
    const number = await anIssueTo(await aSegment(context, "Nobody", [at("nobody.example")]));
    const sent = await sendIssue(context, number, "Ruth");
    expect(sent).toEqual({ error: "faults", faults: [{ error: "nobody-fits", list: list.name, segment: "Nobody" }] });
    expect(await approveIssue(context, number, "Ruth")).toHaveProperty("error", "faults");
  });

  test("does not go out when the only ones who fit leave while it starts", async () => {
    const number = await anIssueTo(await aSegment(context, "Firms", [at("other.example")]));
    const leaves = async (inner: TestContext["db"]) =>
      void (await inner.updateTable("subscriptions").set({ status: "ended" }).where("subscriber_id", "=", 3).execute());
    const sent = await sendIssue(context, number, "Ruth", undefined, ({ db }) => leaves(db));
    expect(sent).toMatchObject({ error: "faults", faults: [{ error: "nobody-fits" }] });
    expect((await issueByNumber(context, number))!.status).toBe("draft");
  });

  test("goes to nobody, and never to everybody, while its segment cannot be judged", async () => {
    const first = await anIssueTo(null);
    const { editionId } = (await send(first)).send;
    const number = await anIssueTo(await aSegment(context, "Others", [didNotGet(first)]));
    await context.db.deleteFrom("deliveries").execute();
    await context.db
      .insertInto("delivery_sums")
      .values({ edition_id: editionId, status: "accepted", count: 3 })
      .execute();
    const sent = await sendIssue(context, number, "Ruth");
    expect("faults" in sent && sent.faults.map(wordIssueFault)).toEqual([
      `Nobody would get it by the segment “Others”. Who got issue ${first} is no longer kept, only how many: it went out more than a year ago.`,
    ]);
  });
});

describe("an approval", () => {
  test("ends when the issue gets another segment, and when its segment is saved", async () => {
    const id = await aSegment(context, "Universities", [at("ac.example")]);
    const number = await anIssueTo(null);
    expect(await approveIssue(context, number, "Ruth")).toEqual({ approved: true });
    await choose(number, id);
    expect((await issueByNumber(context, number))!.status).toBe("draft");
    expect(await approveIssue(context, number, "Ruth")).toEqual({ approved: true });
    await saveSegment(context, id, 1, { name: "Universities", rule: rule(at("other.example")) }, "Tom");
    await followAll(context);
    expect((await issueByNumber(context, number))!.status).toBe("draft");
    expect((await openNotices(context)).map(({ text }) => text).join()).toContain("saved its segment “Universities”");
  });

  test("lets nothing go that somebody saved in its segment since, before anybody followed that", async () => {
    await aSlot(context, list);
    const id = await aSegment(context, "Universities", [at("ac.example")]);
    const number = await anIssueTo(id);
    await approveIssue(context, number, "Ruth");
    await saveSegment(
      { ...context, followAtOnce: undefined },
      id,
      1,
      { name: "All", rule: rule(at("other.example")) },
      "Tom",
    );
    context.later(2 * hour);
    await runSlots(context);
    expect((await issueByNumber(context, number))!.status).not.toBe("sending");
  });

  test("is refused for what was changed since it was shown", async () => {
    const id = await aSegment(context, "Universities", [at("ac.example")]);
    const number = await anIssueTo(id);
    const rendered = await renderIssue(context, number);
    if ("error" in rendered) throw new Error(rendered.error);
    await saveSegment(context, id, 1, { name: "Universities", rule: rule(at("other.example")) }, "Tom");
    expect(await approveIssue(context, number, "Ruth", rendered.fingerprint)).toEqual({ error: "changed-meanwhile" });
    expect(await sendIssue(context, number, "Ruth", rendered.fingerprint)).toEqual({ error: "changed-meanwhile" });
  });
});

describe("a slot", () => {
  test("holds an issue whose segment nobody fits any more, and its alert says so", async () => {
    await aSlot(context, list);
    const number = await anIssueTo(await aSegment(context, "Firms", [at("other.example")]));
    expect(await approveIssue(context, number, "Ruth")).toEqual({ approved: true });
    await context.db.updateTable("subscriptions").set({ status: "ended" }).where("subscriber_id", "=", 3).execute();
    context.later(2 * hour);
    await runSlots(context);
    const run = await context.db.selectFrom("slot_runs").select(["status", "detail"]).executeTakeFirstOrThrow();
    expect(run).toMatchObject({ status: "held", detail: expect.stringContaining("in the segment “Firms”") as string });
  });
});

describe("a segment", () => {
  test("is not deleted while an issue waits to go to it, and can be brought back afterwards", async () => {
    const id = await aSegment(context, "Universities", [at("ac.example")]);
    const number = await anIssueTo(id);
    expect(await deleteSegment(context, id, "Ruth")).toEqual({ error: "in-use", issues: [number] });
    await choose(number, null);
    expect(await deleteSegment(context, id, "Ruth")).toEqual({ name: "Universities" });
    expect(await segmentLines(context)).toEqual([]);
    expect(await choose(number, id)).toEqual({ error: "segment-gone" });
    expect(await restoreSegment(context, id, "Ruth")).toBe(true);
    expect(await choose(number, id)).toHaveProperty("version");
  });

  test("that was deleted stays out of an issue whose words are brought back", async () => {
    const id = await aSegment(context, "Universities", [at("ac.example")]);
    const number = await anIssueTo(id);
    context.later(3_600_000);
    await choose(number, null);
    await deleteSegment(context, id, "Ruth");
    const issue = (await issueByNumber(context, number))!;
    const { revisions } = await issueRevisions(context, issue);
    const oldest = revisions.at(-1)!;
    expect(await restoreIssue(context, "Ruth", issue, oldest.id)).toHaveProperty("version");
    expect((await issueByNumber(context, number))!.segment).toBeNull();
  });

  test("is forgotten after a while, but for one that an issue names", async () => {
    const [kept, gone] = [
      await aSegment(context, "Universities", [at("ac.example")]),
      await aSegment(context, "Firms", [at("other.example")]),
    ];
    await send(await anIssueTo(kept));
    for (const id of [kept, gone]) await deleteSegment(context, id, "Ruth");
    await forgetSegments(context, context.clock() + 1);
    expect(await restoreSegment(context, gone, "Ruth")).toBe(false);
    expect(await restoreSegment(context, kept, "Ruth")).toBe(true);
  });

  test("of which two save one after the other is saved once, and says whose words are there", async () => {
    const id = await aSegment(context, "Universities", [at("ac.example")]);
    const [first, second] = [
      await saveSegment(context, id, 1, { name: "One", rule: rule(at("ac.example")) }, "Ruth"),
      await saveSegment(context, id, 1, { name: "Two", rule: rule(at("ac.example")) }, "Tom"),
    ];
    expect(first).toEqual({ id, version: 2 });
    expect(second).toMatchObject({ error: "changed-meanwhile", version: 2, by: "Ruth" });
    expect(await segmentById(context, id)).toMatchObject({ name: "One", savedBy: "Ruth" });
  });

  test("has a name of its own, and so has its copy", async () => {
    const id = await aSegment(context, "Universities", [at("ac.example")]);
    await copySegment(context, id, "Ruth");
    await copySegment(context, id, "Ruth");
    expect((await segmentLines(context)).map(({ name }) => name)).toEqual([
      "Universities",
      "Universities (copy 2)",
      "Universities (copy)",
    ]);
    const other = await aSegment(context, "Firms", [at("other.example")]);
    expect(await saveSegment(context, other, 1, { name: "Universities", rule: rule(at("a.example")) }, "Ruth")).toEqual(
      {
        error: "name-taken",
      },
    );
  });

  test("is never deleted and taken at once", async () => {
    const id = await aSegment(context, "Universities", [at("ac.example")]);
    const number = await anIssue(context, list);
    const [deleted, taken] = await Promise.all([deleteSegment(context, id, "Ruth"), choose(number, id)]);
    const isGone = !("error" in deleted);
    expect((await issueByNumber(context, number))!.segment?.id ?? null).toBe(isGone ? null : id);
    expect("error" in taken).toBe(isGone);
  });

  test("is counted of every list, or of one, and exported and searched as it is counted", async () => {
    const id = await aSegment(context, "Universities", [at("ac.example")]);
    const counted = { lists: [{ listId: list.id, name: list.name, count: 2 }] };
    expect(await countAsked(context, { segment: id, list: list.id })).toEqual(counted);
    const { draft } = (await segmentById(context, id))!;
    expect(await countAsked(context, { rule: draft })).toEqual(counted);
    expect(await countAsked(context, { rule: "x" })).toBeNull();
    const stop = AbortSignal.abort();
    await expect(countAsked(context, { rule: draft }, stop)).rejects.toThrow();
    const segment = (await segmentNarrowing(context, id, list.id))!;
    const { total } = await listSubscribers(context, { segment: segment.test });
    expect(total).toBe(2);
    let csv = "";
    for await (const part of subscribersCsv(context, list, { who: "recipients" }, "Ruth", segment)) csv += part;
    expect(csv.match(/@[\w.]+/g)).toEqual(["@ac.example", "@ac.example"]);
  });

  test("counts whom it leaves out", () => {
    const audience = { gets: 1, suppressed: 0, paused: 0, monthly: 0, otherTopics: 0, outside: 1200 };
    expect(leftOut(audience)).toEqual(["1,200 are not in the segment"]);
  });

  test("saved in a transaction that fails ends no approval", async () => {
    const id = await aSegment(context, "Universities", [at("ac.example")]);
    const failing = inTransaction(context, async (context) => {
      await saveSegment(context, id, 1, { name: "X", rule: rule(at("a.example")) }, "Tom");
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await segmentById(context, id)).toMatchObject({ name: "Universities", version: 1 });
  });
});
