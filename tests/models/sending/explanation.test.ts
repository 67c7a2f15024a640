import { beforeEach, expect, test } from "vitest";
import { uncertainDeliveries } from "#app/models/deliveries/claims.server.ts";
import { sendOfIssue } from "#app/models/deliveries/sends.server.ts";
import { digestById } from "#app/models/digests/digests.server.ts";
import { wordAddressFault } from "#app/models/faultWords.server.ts";
import { issueByNumber, type Issue } from "#app/models/issues/issues.server.ts";
import { takeIn } from "#app/models/readers/import/batches.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { explainDelivery, explainDigestDelivery } from "#app/models/sending/explanation.server.ts";
import { cancelSend, pauseSend } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { resolveUncertain } from "#app/models/sending/uncertain.server.ts";
import { readReply } from "#emails/smtp/replies.server.ts";
import { wordReason } from "../../../scripts/frame/explanations.ts";
import { chooseFor } from "../../support/choices.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aCopy, aDigest } from "../../support/digests.ts";
import { claimNext } from "../../support/lane.ts";
import { record } from "../../support/ledger.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;
let issue: Issue;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await aReader(context, list, "Ana@example.org");
});

async function send() {
  const number = await anIssue(context, list);
  expect(await sendIssue(context, number, "Ruth")).toHaveProperty("send");
  issue = (await issueByNumber(context, number))!;
}

/** Claims what is due and records one answer for it. */
async function answer(code: number, reply: string) {
  const claimed = await claimNext(context, "sender", 1, sendOfIssue(issue)!);
  await record(context, "sender", claimed[0]!, readReply(code, reply, "RCPT"));
}

async function why(email: string): Promise<string> {
  const reason = await explainDelivery(context, issue, email);
  return "error" in reason ? wordAddressFault(reason) : wordReason(reason.reason);
}

test("who got it: when, and what the server said", async () => {
  await send();
  expect(await why("ana@example.org")).toBe("Not yet: it waits for its turn.");
  await answer(250, "250 2.0.0 Ok: queued as 7F3");
  expect(await why("ana@EXAMPLE.org")).toBe(
    "Yes: the mail server took it at 2026-11-23 08:00:00 UTC: 250 2.0.0 Ok: queued as 7F3",
  );
});

test("who was imported after the send came later, however long ago they agreed elsewhere", async () => {
  await send();
  context.later(3_600_000);
  const active = { state: "active" as const, agreedAt: Date.UTC(2019, 0, 1), leftAt: null };
  const addition = { list, basis: "a fair", source: "import", importId: 1, confirm: false, at: context.clock() };
  await takeIn(context, addition, [{ email: "bob@example.org", key: "bob@example.org", name: "", ...active }]);
  expect(await why("bob@example.org")).toContain("since 2026-11-23 09:00:00 UTC, after the issue was sent");
});

test("who was refused, put off, or handed over without an answer", async () => {
  await aReader(context, list, "bob@example.org");
  await aReader(context, list, "eve@example.org");
  await send();
  await answer(550, "550 5.1.1 No such user");
  await answer(451, "451 4.7.1 Greylisted");
  const claimed = await claimNext(context, "gone", 1, sendOfIssue(issue)!);
  await uncertainDeliveries(context, ["gone"]);

  const said = await Promise.all(["ana@example.org", "bob@example.org", "eve@example.org"].map(why));
  expect(claimed).toHaveLength(1);
  expect(said.sort()).toEqual([
    "No: it was refused at 2026-11-23 08:00:00 UTC, as there is no such mailbox: 550 5.1.1 No such user",
    expect.stringMatching(
      /^Not yet: put off once, as the receiving side lets strangers wait; next try after 2026-11-23 08:0\d:\d\d UTC\. The last answer: 451 4\.7\.1 Greylisted$/,
    ),
    "Perhaps: it was handed over, but no answer was recorded (2026-11-23 08:00:00 UTC): The sender ended before the server's answer was recorded. It is not sent again by itself.",
  ]);
});

test("whose issue is paused, by whom and why", async () => {
  await send();
  await pauseSend(context, sendOfIssue(issue)!, "Ruth", "A wrong link.");
  issue = (await issueByNumber(context, issue.number))!;
  const paused =
    "the issue is paused since 2026-11-23 08:00:00 UTC by Ruth: A wrong link. 1 of 1 reader is still to come.";
  expect(await why("ana@example.org")).toBe(`Not yet: ${paused}`);
});

test("whose turn an operator cancelled", async () => {
  await send();
  await cancelSend(context, sendOfIssue(issue)!, "Ruth");
  expect(await why("ana@example.org")).toBe(
    "No: the send was ended before it was this reader's turn (2026-11-23 08:00:00 UTC): Cancelled by Ruth.",
  );
});

test("what an operator decided of an uncertain delivery, and why", async () => {
  await aReader(context, list, "bob@example.org");
  await send();
  const [first, second] = await claimNext(context, "gone", 2, sendOfIssue(issue)!);
  await uncertainDeliveries(context, ["gone"]);
  const settle = (how: "accept" | "resend", reader: number) =>
    resolveUncertain(context, sendOfIssue(issue)!, { how, readers: [reader], why: "the relay's log says so" }, "Ruth");
  await settle("accept", first!.subscriberId);
  await settle("resend", second!.subscriberId);
  expect(await why(first!.email)).toBe(
    "Yes, an operator says (2026-11-23 08:00:00 UTC): Marked as accepted by Ruth: the relay's log says so",
  );
  expect(await why(second!.email)).toBe(
    "Not yet: it waits for its turn. To be sent again, decided by Ruth: the relay's log says so",
  );
});

test("who left or was suppressed before their turn", async () => {
  const bob = await aReader(context, list, "bob@example.org");
  await send();
  await endSubscription(context, bob.id, list.id, "one-click");
  await suppress(context, "ana@example.org", "complaint");
  await claimNext(context, "sender", 10, sendOfIssue(issue)!);

  expect(await why("bob@example.org")).toBe("No: left “The Robotics Briefing” at 2026-11-23 08:00:00 UTC (one-click).");
  expect(await why("ana@example.org")).toBe("No: the address is suppressed since 2026-11-23 08:00:00 UTC (complaint).");
});

test("who was not on the list when it was sent", async () => {
  const left = await aReader(context, list, "left@example.org");
  await endSubscription(context, left.id, list.id, "page");
  await signUp(context, { email: "waits@example.org", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
  await suppress(context, "erased@example.org", "erased");
  await send();
  context.later(60_000);
  await aReader(context, list, "late@example.org");

  expect(await why("nobody@example.org")).toBe("No: this address never subscribed to “The Robotics Briefing”.");
  expect(await why("left@example.org")).toContain("left “The Robotics Briefing” at 2026-11-23 08:00:00 UTC (page)");
  expect(await why("waits@example.org")).toContain("has not confirmed it");
  expect(await why("erased@example.org")).toContain("suppressed since 2026-11-23 08:00:00 UTC (erased)");
  expect(await why("late@example.org")).toBe(
    "No: on “The Robotics Briefing” since 2026-11-23 08:01:00 UTC, after the issue was sent at 2026-11-23 08:00:00 UTC.",
  );
});

test("before the issue is sent, and for what is no address", async () => {
  issue = (await issueByNumber(context, await anIssue(context, list)))!;
  expect(await why("ana@example.org")).toContain("the issue has not been sent");
  expect(await why("ana@")).toContain("An email address has");
});

test("a digest: who got it, who gets single issues instead, and that it did not go out at all", async () => {
  const [bob, eve] = [await aReader(context, list, "bob@example.org"), await aReader(context, list, "eve@example.org")];
  const send = await aDigest(context, list);
  await aCopy(context, send, bob.id, "accepted", "250 2.0.0 Ok: queued as 7F3");
  await chooseFor(context, list, eve.id, { frequency: "monthly", pausedUntil: context.clock() + 3_600_000 });
  const whyOf = async (email: string) => {
    const reason = await explainDigestDelivery(context, (await digestById(context, send.id))!, email);
    return "error" in reason ? wordAddressFault(reason) : wordReason(reason.reason);
  };
  expect(await whyOf("bob@example.org")).toMatch(/^Yes, .*: 250 2\.0\.0 Ok: queued as 7F3$/);
  expect(await whyOf("ana@example.org")).toBe("No: gets single issues, not the monthly digest.");
  expect(await whyOf("eve@example.org")).toBe("No: paused until 2026-11-23 09:00:00 UTC.");
  expect(await whyOf("max@example.org")).toBe("No: this address never subscribed to “The Robotics Briefing”.");
  await context.db.deleteFrom("deliveries").execute();
  await context.db
    .insertInto("delivery_sums")
    .values({ edition_id: send.editionId, status: "accepted", count: 1 })
    .execute();
  expect(await whyOf("bob@example.org")).toBe(
    "Nobody can say any more: after 12 months only the sums of a digest are kept, not who is in them.",
  );
  await context.db.deleteFrom("delivery_sums").execute();
  await context.db.deleteFrom("editions").execute();
  await context.db
    .updateTable("digests")
    .set({ status: "empty", detail: "No issue went out in that month." })
    .execute();
  expect(await whyOf("bob@example.org")).toBe("No: it did not go out. No issue went out in that month.");
});
