import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { keepHits } from "#app/models/clicks/hits.server.ts";
import { consentOf } from "#app/models/consent/record.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { sendOfIssue } from "#app/models/deliveries/sends.server.ts";
import { enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import { giveAnswer } from "#app/models/feedback/answers.server.ts";
import { answersUrl, freezeQuestions } from "#app/models/feedback/questions.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { erase, theReader } from "#app/models/privacy/erasure.server.ts";
import { keepNewAddress } from "#app/models/inbound/newAddresses.server.ts";
import { personalDataAsJson, personalDataOf } from "#app/models/privacy/personalData.server.ts";
import { takeIn } from "#app/models/readers/import/batches.server.ts";
import { openReader, readerUrl, requestLink } from "#app/models/readers/links.server.ts";
import { createList, setListSignUp, type List } from "#app/models/readers/lists.server.ts";
import {
  addressChangeForMail,
  agreeToAddress,
  requestAddressChange,
} from "#app/models/readers/preferences/addressChange.server.ts";
import { chooseFrequency, chooseOwnTopics, joinList } from "#app/models/readers/preferences/choices.server.ts";
import { noteReferral } from "#app/models/readers/referrals.server.ts";
import { confirm, confirmUrl, signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { receiveSignUp } from "#app/models/readers/sign-up/requests.server.ts";
import { listSubscribers } from "#app/models/readers/finding.server.ts";
import { subscriberByEmail, subscriberById } from "#app/models/readers/subscribers.server.ts";
import { suppress, suppressionOf } from "#app/models/readers/suppressions.server.ts";
import { endSubscription, leaveUrls, tellReason, unsubscribe } from "#app/models/readers/unsubscribe.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { readReply } from "#emails/smtp/replies.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aReturn } from "../../support/inbound.ts";
import { engine } from "../../support/database.ts";
import { aCopy, aDigest } from "../../support/digests.ts";
import { claimNext } from "../../support/lane.ts";
import { record } from "../../support/ledger.ts";
import { aBriefing, anArticle, anIssue, aReader, manyReaders } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

const token = (url: string) => url.split("/").pop()!;
const zelda = "zelda.quarterstone@readers.example";

/** Whatever the database has in any text column, and on SQLite every byte of its files. */
async function everythingKept(): Promise<string> {
  if (engine === "sqlite") {
    const path = context.database.url.replace(/^file:/, "");
    return [path, `${path}-wal`].map((file) => readFileSync(file, "latin1")).join("");
  }
  const { rows } = await sql<{ table_name: string }>`
    select table_name from information_schema.tables where table_schema = 'public'`.execute(context.db);
  const contents = await Promise.all(
    rows.map(({ table_name }) => sql`select t::text from ${sql.table(table_name)} t`.execute(context.db)),
  );
  return JSON.stringify(contents.map(({ rows }) => rows));
}

/** Zelda signed up, got an issue, changed her address, left and said why. */
async function aWholeLife() {
  await manyReaders(context, list, 300);
  await signUp(context, { email: zelda, name: "Zelda Quarterstone", listId: list.id, source: "/", ip: "203.0.113.77" });
  const { id } = (await subscriberByEmail(context, zelda))!;
  await confirm(context, token(confirmUrl(context, id, list.id, context.clock())), "203.0.113.77");
  const number = await anIssue(context, list, { articles: [await anArticle(context, { topics: ["Automation"] })] });
  await sendIssue(context, number, "Ruth");
  const issue = (await issueByNumber(context, number))!;
  for (const delivery of await claimNext(context, "here", 301, sendOfIssue(issue)!))
    await record(context, "here", delivery, readReply(550, `550 5.1.1 <${delivery.email}>: no such user`));
  const reader = { id, email: zelda, name: "Zelda Quarterstone", suppressed: false };
  await requestAddressChange(context, reader, { email: `new.${zelda}`, key: `new.${zelda}` });
  const { id: change } = await context.db.selectFrom("address_changes").select("id").executeTakeFirstOrThrow();
  for (const side of ["old", "new"] as const)
    await agreeToAddress(context, token((await addressChangeForMail(context, change, side))!.url), "203.0.113.77");
  await requestLink(context, `new.${zelda}`, "203.0.113.77");
  await endSubscription(context, id, list.id, "page");
  const remark = `Write to ${zelda} no more`;
  await tellReason(context, { subscriberId: id, listId: list.id }, { reason: "often", remark });
  await aSecondList(id);
  const diagnostic = `550 5.1.1 ${zelda}: no such user`;
  await aReturn(context, { subscriberId: id, editionId: issue.editionId, diagnostic, evidence: ["Status: 5.1.1"] });
  await keepNewAddress(context, id, `moved.${zelda}`, context.clock());
  await countedAndAsked(id, issue.editionId!);
  return { id, issue };
}

/** She clicked, answered a question in her own words, and brought somebody. */
async function countedAndAsked(subscriberId: number, editionId: number) {
  const hit = { editionId, n: 1, at: context.clock(), method: "GET", signals: [] } as const;
  const everybodys = { subscriberId: null, agent: "Everybodyphone", network: "192.0.2.9", signals: [] };
  await keepHits(context, [
    { ...hit, subscriberId, agent: "Zeldaphone 7", network: "203.0.113.77", signals: [] },
    { ...hit, subscriberId, agent: "Everybodyphone", network: "203.0.113.77", signals: [] },
    { ...hit, ...everybodys },
  ]);
  const closesAt = context.clock() + 1;
  const asked = { n: 1, kind: "poll", articleId: null, words: "How?", answers: ["So", "Not so"], shown: true } as const;
  await freezeQuestions(context, editionId, [{ ...asked, answers: [...asked.answers], closesAt }]);
  const given = token(answersUrl(context, editionId, subscriberId));
  expect(await giveAnswer(context, given, 1, { answer: 1, remark: `Zelda Quarterstone says so` })).toBe(true);
  const bo = await subscriberByEmail(context, "reader1@readers.example");
  await noteReferral(context, { id: bo!.id, email: bo!.email, isNew: true }, subscriberId);
}

/** She chose topics and a digest, got one, asked for one more list, and a sign-up of hers waits. */
async function aSecondList(id: number) {
  const address = `new.${zelda}`;
  await chooseOwnTopics(context, id, ["automation"]);
  const made = await createList(context, { slug: "europe", name: "Europe" });
  if ("error" in made) throw new Error(made.error);
  await setListSignUp(context, made.list.id, { description: "", open: "yes" });
  const reader = { id, email: address, name: "Zelda Quarterstone", suppressed: false };
  await joinList(context, reader, made.list.id, "203.0.113.77");
  await chooseFrequency(context, id, made.list.id, "monthly");
  await enqueueTransactional(context, "welcome", id, made.list.id);
  await aCopy(context, await aDigest(context, made.list), id, "accepted", `250 <${address}> ok`);
  context.later(2 * 24 * 3_600_000);
  const asked = { email: address, name: "Zelda Q.", source: "/", ip: "203.0.113.77", userAgent: "Zeldaphone" };
  await signUp(context, { ...asked, listId: list.id, topics: ["automation"] });
  const form = { token: "", proof: "", wording: "", listIds: [list.id], topics: [] };
  expect(await receiveSignUp(context, { ...asked, ...form })).toEqual({ taken: "now" });
}

test("nothing of an erased reader is left in the database's files (C-08)", async () => {
  const { id } = await aWholeLife();
  const before = await everythingKept();
  for (const trace of ["zelda", "Quarterstone", "203.0.113.77", "Zeldaphone", "Zelda Q."])
    expect(before.includes(trace), trace).toBe(true);
  const filled = ["sign_ups", "subscriber_topics", "confirmation_mails", "throttles", "leave_reasons"] as const;
  for (const table of filled) expect(await context.db.selectFrom(table).selectAll().execute(), table).not.toEqual([]);
  const held = (await personalDataOf(context, id))!;
  expect(held.subscriptions[0]).toMatchObject({ wishes: { name: "Zelda Q.", topics: ["automation"] } });
  expect(held).toMatchObject({ digests: [{ month: "2026-10" }], signUps: [{ userAgent: "Zeldaphone" }] });
  expect(JSON.parse(personalDataAsJson(held))).toMatchObject({
    topics: ["automation"],
    addressChange: { to: `new.${zelda}` },
    leaveReasons: [{ reason: "often" }],
    cameBack: [{ kind: "hard", said: [`550 5.1.1 ${zelda}: no such user`, "Status: 5.1.1"] }],
    newAddress: { to: `moved.${zelda}` },
  });
  expect(await erase(context, id, "Ruth")).toBe(true);
  const after = (await everythingKept()).toLowerCase();
  for (const trace of ["zelda", "quarterstone", "203.0.113.77"])
    expect(after.split(trace).length - 1, `places that still have ${trace}`).toBe(0);
  for (const table of ["sign_ups", "subscriber_topics", "address_changes", "leave_reasons", "referrals"] as const)
    expect(await context.db.selectFrom(table).selectAll().execute(), table).toEqual([]);
  const programs = await context.db.selectFrom("agents").select("text").execute();
  expect(programs, "others came with this one too").toEqual([{ text: "Everybodyphone" }]);
});

test("the chain of consent says that somebody was erased, not who, and can be checked as before (C-02, C-08)", async () => {
  const { id } = await aWholeLife();
  const before = await consentOf(context, id);
  await erase(context, id, theReader);
  const after = await consentOf(context, id);
  expect(after.slice(0, -1).map(({ hash }) => hash)).toEqual(before.map(({ hash }) => hash));
  expect(after.at(-1)).toMatchObject({ kind: "erased", list: "", source: "reader’s page" });
  for (const event of after) expect(event).toMatchObject({ address: null, name: null, ip: null, userAgent: null });
  expect(await verifyConsent(context)).toMatchObject({ fault: null });
});

test("a digest's deliveries add up as before: what waits is withdrawn, and no answer is kept (C-08)", async () => {
  const { id } = await aWholeLife();
  const { id: editionId } = await context.db
    .selectFrom("editions")
    .select("id")
    .where("digest_id", "is not", null)
    .executeTakeFirstOrThrow();
  await erase(context, id, "Ruth");
  expect(await countDeliveries(context, editionId)).toMatchObject({ accepted: 1, total: 1 });
  const bo = await aReader(context, list, "bo@readers.example");
  await aCopy(context, { kind: "digest", id: 1, editionId }, bo.id, "queued", "451 4.2.0 <bo@readers.example> later");
  await erase(context, bo.id, "Ruth");
  expect(await countDeliveries(context, editionId)).toMatchObject({ accepted: 1, withdrawn: 1, total: 2 });
  const replies = await context.db
    .selectFrom("deliveries")
    .select("reply")
    .where("edition_id", "=", editionId)
    .execute();
  expect(replies).toEqual([{ reply: null }, { reply: null }]);
});

test("the issue's deliveries add up as before, and the log says who erased, without the address (C-08)", async () => {
  const { id, issue } = await aWholeLife();
  const before = await countDeliveries(context, issue.editionId!);
  await erase(context, id, "Ruth");
  expect(await countDeliveries(context, issue.editionId!)).toEqual(before);
  expect(before.total).toBe(301);
  const [event] = await recentEvents(context, 1);
  expect(event).toMatchObject({ actor: "Ruth", action: "erase", detail: `subscriber ${id}` });
  expect(await subscriberById(context, id)).toMatchObject({ erased: true, name: "", subscriptions: [] });
  expect((await listSubscribers(context, { size: 500 })).total).toBe(300);
  expect(await personalDataOf(context, id)).toBeUndefined();
  expect(await erase(context, id, "Ruth")).toBe(false);
});

test("what waits is withdrawn, and what is in flight stays uncertain, its answer never written down", async () => {
  const emails = await manyReaders(context, list, 3);
  const number = await anIssue(context, list);
  await sendIssue(context, number, "Ruth");
  const issue = (await issueByNumber(context, number))!;
  const [inFlight] = await claimNext(context, "here", 1, sendOfIssue(issue)!);
  const waiting = emails.find((email) => email !== inFlight!.email)!;
  await erase(context, inFlight!.subscriberId, "Ruth");
  await erase(context, (await subscriberByEmail(context, waiting))!.id, "Ruth");
  await record(context, "here", inFlight!, readReply(550, `550 5.1.1 <${inFlight!.email}>: no such user`));
  const counts = await countDeliveries(context, issue.editionId!);
  expect(counts).toMatchObject({ total: 3, uncertain: 1, withdrawn: 1, queued: 1 });
  expect(await claimNext(context, "here", 3, sendOfIssue(issue)!)).toHaveLength(1);
  const rows = await context.db.selectFrom("deliveries").select("reply").execute();
  expect(JSON.stringify(rows)).not.toContain(inFlight!.email);
});

test("no import brings an erased reader back; a sign-up that its owner confirms does (C-08)", async () => {
  const ana = await aReader(context, list, "ana@readers.example", "Ana");
  await erase(context, ana.id, "the reader");
  expect(await suppressionOf(context, "ANA@readers.example")).toBe("erased");
  const active = { name: "", state: "active" as const, agreedAt: null, leftAt: null };
  const address = { email: "ana@readers.example", key: "ana@readers.example", ...active };
  const addition = { list, basis: "a fair", source: "import", importId: 1, confirm: false, at: context.clock() };
  expect([...(await takeIn(context, addition, [address])).values()]).toEqual([{ outcome: "suppressed" }]);

  await signUp(context, { email: address.email, name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
  expect(await suppressionOf(context, address.email)).toBe("erased");
  const anew = (await subscriberByEmail(context, address.email))!;
  expect(anew.id).not.toBe(ana.id);
  await confirm(context, token(confirmUrl(context, anew.id, list.id, context.clock())), "192.0.2.1");
  expect(await suppressionOf(context, address.email)).toBeNull();
  expect(await subscriberById(context, anew.id)).toMatchObject({ suppressed: false });
});

test("a complaint outlives an erasure: confirming a new sign-up is not even asked (P-04)", async () => {
  const ana = await aReader(context, list, "ana@readers.example");
  await suppress(context, "ana@readers.example", "complaint");
  await erase(context, ana.id, "the reader");
  expect(await suppressionOf(context, "ana@readers.example")).toBe("complaint");
});

test("links that were mailed before open nothing of the erased, and leaving still answers yes", async () => {
  const ana = await aReader(context, list, "ana@readers.example");
  const urls = leaveUrls(context, ana.id, list.id);
  await erase(context, ana.id, "the reader");
  expect(await openReader(context, token(readerUrl(context, ana.id, context.clock())))).toBe("erased");
  expect(await unsubscribe(context, token(urls.oneClick), "one-click")).toMatchObject({ email: "", ended: true });
});
