import { dkimVerify } from "mailauth/lib/dkim/verify";
import { beforeEach, expect, test } from "vitest";
import { enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { digestLines } from "#app/models/digests/overview.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { requestAddressChange } from "#app/models/readers/preferences/addressChange.server.ts";
import { signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { openLeave } from "#app/models/readers/unsubscribe.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { deliverNext, handIn } from "#app/sender/deliver.server.ts";
import { sendTransactional } from "#app/sender/transactional.server.ts";
import { aReaderWho, chooseFor } from "../support/choices.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { dnsWith, pemOf, rsa } from "../support/dkim.ts";
import { aLane, someLanes, workOff } from "../support/lane.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

const december = Date.UTC(2026, 11, 1, 8);
let context: TestContext;
let list: List;
let farEnd: FarEnd;

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
  list = await aBriefing(context);
});

/** A month with one issue, on the day after its end; nothing of the digest has left yet. */
async function aMonth(...topics: string[][]) {
  await aReader(context, list, "ana@example.org");
  const articles = [];
  for (const names of topics) articles.push(await anArticle(context, { headline: `On ${names}`, topics: names }));
  const sent = await sendIssue(context, await anIssue(context, list, { subject: "Robots", articles }), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  await workOff(context, [await aLane(context)]);
  farEnd.messages.length = 0;
  context.later(december - context.clock());
}

test("every copy is bulk mail with the list's headers, from the issues' address, and its one-click link ends it (H-01 to H-03, H-20)", async () => {
  const bob = await aReaderWho(context, list, "bob@example.org", { frequency: "monthly" });
  await aMonth(["Automation"], []);
  await workOff(context, [await aLane(context)]);
  const [{ raw, envelope }] = farEnd.messagesTo("bob@example.org") as [(typeof farEnd.messages)[0]];
  const [mail] = await farEnd.parsed("bob@example.org");
  const head = raw
    .toString()
    .split("\r\n\r\n")[0]!
    .replace(/\r\n[ \t]/g, " ");
  const field = (name: string) => head.split("\r\n").filter((line) => line.toLowerCase().startsWith(`${name}:`));
  expect(envelope.from).toBe("editors@briefing.example.org");
  expect(mail!.from!.value).toMatchObject([{ address: "editors@briefing.example.org", name: "The Robotics Briefing" }]);
  expect(mail!.subject).toBe("The Robotics Briefing: November 2026 in headlines");
  expect(field("list-unsubscribe")).toHaveLength(1);
  expect(field("list-unsubscribe-post")).toEqual(["List-Unsubscribe-Post: List-Unsubscribe=One-Click"]);
  expect(field("list-id")).toEqual(['List-ID: "The Robotics Briefing" <weekly.briefing.example.org>']);
  expect(field("feedback-id")).toEqual(["Feedback-ID: 202611:weekly:digest:briefingexample"]);
  expect(field("precedence")).toEqual(["Precedence: bulk"]);
  const token = /<https:\/\/briefing\.example\.org\/one-click\/([^>]+)>/.exec(field("list-unsubscribe")[0]!)![1]!;
  expect(await openLeave(context, token)).toMatchObject({ subscriberId: bob.id, listId: list.id });
  for (const part of [mail!.text!, mail!.html as string]) {
    expect(part).toContain("On Automation");
    expect(part).toContain(`https://briefing.example.org/unsubscribe/${token}`);
    expect(part).toContain("12 Harbour Street");
  }
  expect(await digestLines(context)).toMatchObject([{ status: "sent", counts: { accepted: 1 } }]);
});

test("who chose topics finds the articles on those, and readers who chose alike get the same", async () => {
  await anArticle(context, { topics: ["Law"] });
  await aReaderWho(context, list, "bob@example.org", { frequency: "monthly", topics: ["law"] });
  await aReaderWho(context, list, "eve@example.org", { frequency: "monthly" });
  await aMonth(["Automation"], ["Law"]);
  await chooseFor(context, list, (await aReaderWho(context, list, "kim@example.org", { frequency: "monthly" })).id, {
    topics: ["law", "automation"],
  });
  await workOff(context, await someLanes(context, 3));
  const [bob] = await farEnd.parsed("bob@example.org");
  const [eve] = await farEnd.parsed("eve@example.org");
  const [kim] = await farEnd.parsed("kim@example.org");
  expect(bob!.text).toContain("On Law");
  expect(bob!.text).not.toContain("On Automation");
  expect(eve!.text).toMatch(/On Automation[\s\S]*On Law/);
  expect(kim!.text).toMatch(/On Automation[\s\S]*On Law/);
  expect(farEnd.messages).toHaveLength(3);
});

test("confirmations and issues do not wait for a digest (C-04)", async () => {
  for (let i = 0; i < 20; i += 1) await aReaderWho(context, list, `reader${i}@example.org`, { frequency: "monthly" });
  await aMonth([]);
  const lane = await aLane(context);
  context.later(60_000);
  await signUp(context, { email: "new@example.org", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
  await sendIssue(context, await anIssue(context, list, { subject: "Rules" }), "Ruth");
  expect(await sendTransactional(context, lane)).toBe(true);
  expect(await sendTransactional(context, lane)).toBe(false);
  expect(await deliverNext(context, lane)).toBe(true);
  expect(await deliverNext(context, lane)).toBe(true);
  await handIn(lane);
  expect(farEnd.messages.map(({ envelope }) => envelope.to[0])).toEqual([
    "new@example.org",
    "ana@example.org",
    expect.stringMatching(/^reader/),
  ]);
  await workOff(context, [lane]);
  expect(farEnd.messages).toHaveLength(22);
});

test("letters of every kind go out, confirmations before all others (C-04)", async () => {
  const waits = await aReader(context, list, "waits@example.org");
  const pending = await signUp(context, { email: "new@example.org", name: "", listId: list.id, source: "/", ip: "" });
  expect(pending).toBe(true);
  await context.db
    .updateTable("letters")
    .set({ due_at: context.clock() + 60_000 })
    .execute();
  const { id } = (await subscriberByEmail(context, "new@example.org"))!;
  await enqueueTransactional(context, "welcome", waits.id, list.id);
  await enqueueTransactional(context, "reminder", id, list.id);
  await enqueueTransactional(context, "reader-link", waits.id, list.id);
  const asked = { ...waits, suppressed: false };
  await requestAddressChange(context, asked, { email: "free@example.org", key: "free@example.org" });
  context.later(60_000);
  const lane = await aLane(context);
  while (await sendTransactional(context, lane));
  expect(farEnd.messages.map(({ envelope }) => envelope.to[0])).toEqual([
    // Due last, and first.
    "new@example.org",
    ...["waits@example.org", "new@example.org", "waits@example.org", "waits@example.org", "free@example.org"],
  ]);
  const rows = await context.db.selectFrom("letters").select(["kind", "status"]).orderBy("id").execute();
  expect(rows.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
    ...["confirmation accepted", "welcome accepted", "reminder accepted"],
    ...["reader-link accepted", "address-old accepted", "address-new accepted"],
  ]);
});

test("it keeps to the budget for all mail, and goes on when there is more (P-02)", async () => {
  for (let i = 0; i < 5; i += 1) await aReaderWho(context, list, `reader${i}@example.org`, { frequency: "monthly" });
  await aMonth([]);
  await context.db.insertInto("paces").values({ destination: "*", per_hour: 3 }).execute();
  const lanes = await someLanes(context, 2);
  await workOff(context, lanes);
  expect(farEnd.messages).toHaveLength(3);
  expect(await digestLines(context)).toMatchObject([{ status: "sending", counts: { accepted: 3, queued: 2 } }]);
  context.later(3_600_000);
  await workOff(context, lanes);
  expect(farEnd.messages).toHaveLength(5);
});

test("a copy that is put off is tried again with the same Message-ID and date; one that is refused is not (H-26, T-06)", async () => {
  await aReaderWho(context, list, "bob@example.org", { frequency: "monthly" });
  await aReaderWho(context, list, "eve@example.org", { frequency: "monthly" });
  await aMonth([]);
  farEnd.behave({
    data: (message, earlier) =>
      message.envelope.to[0]!.startsWith("bob") && earlier === 0 ? "451 4.3.0 Later" : undefined,
    rcpt: (to) => (to.startsWith("eve") ? "550 5.1.1 No such user" : undefined),
  });
  const lane = await aLane(context);
  await workOff(context, [lane]);
  expect(await digestLines(context)).toMatchObject([{ status: "sending", counts: { queued: 1, refused: 1 } }]);
  context.later(3_600_000);
  await workOff(context, [lane]);
  expect(await digestLines(context)).toMatchObject([{ status: "sent", counts: { accepted: 1, refused: 1 } }]);
  const ids = farEnd.received.map(({ raw }) => /^(Message-ID|Date): .*$/gim.exec(raw.toString())![0]);
  expect(ids.slice(-2)[0]).toBe(ids.slice(-1)[0]);
});

test("what a sender that is gone had in flight is uncertain, and the sum is still whom it was for (T-03, T-17)", async () => {
  for (const name of ["bob", "eve"]) await aReaderWho(context, list, `${name}@example.org`, { frequency: "monthly" });
  await aMonth([]);
  const lane = await aLane(context);
  await lane.exchange.visit(null, true);
  await context.db
    .updateTable("sender_processes")
    .set({ pid: 2 ** 22 + 1 })
    .execute();
  await workOff(context, [await aLane(context)]);
  expect(await digestLines(context)).toMatchObject([{ status: "sent", counts: { accepted: 1, uncertain: 1 } }]);
});

test("every copy is signed for the domain of the issues (H-04, D-02)", async () => {
  const [name, pair] = [{ domain: "briefing.example.org", selector: "p2026q4" }, rsa()];
  const env = { DKIM_PRIVATE_KEY: pemOf(pair), DKIM_DOMAIN: name.domain, DKIM_SELECTOR: name.selector };
  context = await testContext({ smtpUrl: farEnd.url, env });
  list = await aBriefing(context);
  await aReaderWho(context, list, "bob@example.org", { frequency: "monthly" });
  await aMonth([]);
  await workOff(context, [await aLane(context)]);
  const [{ raw }] = farEnd.messagesTo("bob@example.org") as [(typeof farEnd.messages)[0]];
  const { results } = (await dkimVerify(raw, { resolver: dnsWith(name, pair.publicKey) })) as {
    results: { status: { result: string } }[];
  };
  expect(results.map(({ status }) => status.result)).toEqual(["pass"]);
});

test("a reader who has chosen topics meanwhile that it has nothing of is withdrawn, and counts as no refusal", async () => {
  await anArticle(context, { topics: ["Law"] });
  for (let i = 0; i < 25; i += 1)
    await aReaderWho(context, list, `reader${i}@example.org`, { frequency: "monthly", topics: ["automation"] });
  await aMonth(["Automation"]);
  const lane = await aLane(context);
  const readers = context.db.selectFrom("subscribers").select("id").where("email", "like", "reader1%");
  for (const { id } of await readers.execute()) await chooseFor(context, list, id, { topics: ["law"] });
  await workOff(context, [lane]);
  expect(await digestLines(context)).toMatchObject([
    { status: "sent", counts: { accepted: 14, withdrawn: 11, refused: 0, total: 25 } },
  ]);
  expect(farEnd.messages).toHaveLength(14);
});

test("too many refusals pause it, and operators are told with the way to its page", async () => {
  for (let i = 0; i < 60; i += 1) await aReaderWho(context, list, `reader${i}@example.org`, { frequency: "monthly" });
  await aMonth([]);
  let answered = 0;
  farEnd.behave({ data: () => ((answered += 1) > 5 ? "550 5.7.1 We do not want this" : undefined) });
  await workOff(context, [await aLane(context)]);
  const [line] = await digestLines(context);
  expect(line).toMatchObject({ status: "paused", month: "November 2026" });
  expect(line!.counts!.queued).toBeGreaterThan(30);
  const [notice] = (await openNotices(context)).filter(({ kind }) => kind === "send-stopped");
  expect(notice).toMatchObject({
    text: expect.stringMatching(
      /^The digest of November 2026 to “The Robotics Briefing” is paused: Receivers do not want/,
    ),
    link: `/desk/digests/${line!.id}`,
  });
});
