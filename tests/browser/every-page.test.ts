import { Readable } from "node:stream";
import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { addCorrection } from "#app/models/articles/corrections.server.ts";
import { createDraftLink, draftLinks } from "#app/models/articles/draftLinks.server.ts";
import { uncertainDeliveries } from "#app/models/deliveries/claims.server.ts";
import { createEditor } from "#app/models/desk/editors.server.ts";
import { countReturns } from "#app/models/deliveries/returns.server.ts";
import { keepNewAddress } from "#app/models/inbound/newAddresses.server.ts";
import { receiveInbound } from "#app/models/inbound/receiving.server.ts";
import { workOnInbound } from "#app/models/inbound/work.server.ts";
import { markLetter } from "#app/models/conversations/handling.server.ts";
import { createSignInLink } from "#app/models/desk/signInLinks.server.ts";
import { assign, type Piece } from "#app/models/assignments.server.ts";
import { addComment, resolveThread } from "#app/models/comments/comments.server.ts";
import { deleteComment, editComment } from "#app/models/comments/ownComments.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { createIssue, issueByNumber } from "#app/models/issues/issues.server.ts";
import { addRedirects } from "#app/models/site/redirects.server.ts";
import { askReview } from "#app/models/sending/askReview.server.ts";
import { asItIs, lookAgain, receiveSite, startMove } from "#app/models/moving/desk/siteMoves.server.ts";
import { workOnSitesSoon } from "#app/models/moving/desk/work.server.ts";
import { removePicture } from "#app/models/library/removing.server.ts";
import { addNotice } from "#app/models/notices.server.ts";
import { groupSchema, setGroup } from "#app/models/pacing/destinations.server.ts";
import { slowDown } from "#app/models/pacing/limits.server.ts";
import { rateLimitSchema, setRateLimit } from "#app/models/pacing/settings.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { shortLivedReaderUrl } from "#app/models/readers/links.server.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import { undoImport } from "#app/models/readers/import/undoing.server.ts";
import { cancelUpload, startUpload } from "#app/models/readers/uploads/starting.server.ts";
import type { UploadedFile } from "#app/models/readers/uploads/uploads.server.ts";
import { testPageUrls } from "#app/models/readers/testPages.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { addressChangeForMail, requestAddressChange } from "#app/models/readers/preferences/addressChange.server.ts";
import { confirmUrl, signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { endSubscription, leaveUrls } from "#app/models/readers/unsubscribe.server.ts";
import { pauseSend } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { daysIn } from "#app/models/quarters.server.ts";
import { openVisits } from "#app/models/visits/counter.server.ts";
import { writeVisits } from "#app/models/visits/keeping.server.ts";
import { emptySection } from "#app/models/sections.ts";
import { closeConnection } from "#app/sender/connection.server.ts";
import { deliverNext } from "#app/sender/deliver.server.ts";
import { bringAxe, expectNoAxeViolations, launchBrowser } from "../support/browser.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aCopy, aDigest } from "../support/digests.ts";
import { aReturn } from "../support/inbound.ts";
import { aLane, claimNext } from "../support/lane.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { counted } from "../support/numbers.ts";
import { aReply } from "../support/replies.ts";
import { aSegment } from "../support/segments.ts";
import { aStoredPicture } from "../support/library.ts";
import { anApprovedIssue, aSlot } from "../support/slots.ts";
import { startFarEnd } from "../support/smtp.ts";
import { aCheckedUpload, anUpload, readersCsv, workedOff } from "../support/uploads.ts";
import { freePort, startWeb } from "../support/web.ts";

let context: TestContext;
let browser: Browser;
let url: string;
/** Where a sign-in link, a confirmation and an unsubscribe link lead. */
const doors: Record<string, string> = {};

beforeAll(async () => {
  const farEnd = await startFarEnd({ rcpt: (to) => (to.startsWith("cai") ? "550 5.1.1 No such user" : undefined) });
  url = `http://localhost:${await freePort()}`;
  context = await testContext({ smtpUrl: farEnd.url, env: { APP_URL: url }, clock: Date.now });
  await fill(context);
  await startWeb(context);
  browser = await launchBrowser();
});

/** A reader with all that an import knows of somebody. */
async function importAna(context: TestContext, list: List) {
  const file =
    "email,name,language,agreed,asked,form,Company,A column with a long name\n" +
    `ana@readers.example,Somebody,de,2021-03-04 10:00,2021-03-03 09:00,Homepage,شركة الشمال,${"longword".repeat(20)}\n`;
  const order = { list, basis: "A fair", file: "fair.csv", actor: "Ruth Ostrander", allNotes: true };
  const columns = { agreed: ["agreed"], asked: ["asked"] };
  const imported = await importReaders(context, () => Readable.from([Buffer.from(file)]), { ...order, columns });
  expect(imported).toMatchObject({ counts: { imported: 1 } });
}

async function fill(context: TestContext) {
  const list = await aBriefing(context);
  const made = await createEditor(context, {
    email: "ruth@briefing.example",
    name: "Ruth Ostrander",
    role: "owner",
    password: "a sentence that nobody else types",
  });
  if ("error" in made) throw new Error(made.error);
  doors.link = `/desk/sign-in/${await createSignInLink(context, made.editor.id, 3_600_000)}`;
  await importAna(context, list);
  for (const email of ["bo@readers.example", "cai@readers.example"]) await aReader(context, list, email, "Somebody");
  await signUp(context, { email: "dee@readers.example", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
  const [ana, dee] = await Promise.all(
    ["ana@readers.example", "dee@readers.example"].map((email) => subscriberByEmail(context, email)),
  );
  doors.confirm = new URL(confirmUrl(context, dee!.id, list.id, context.clock())).pathname;
  doors.leave = new URL(leaveUrls(context, ana!.id, list.id).page).pathname;
  doors.own = new URL(leaveUrls(context, ana!.id, list.id).preferences).pathname;
  doors.fresh = new URL(shortLivedReaderUrl(context, ana!.id, context.clock())).pathname;
  await aSegment(context, "New at universities", [
    { kind: "joinedLately", not: false, value: { days: 30 } },
    { kind: "domain", not: true, value: { domain: ".ac.example" } },
  ]);
  const test = testPageUrls(context, list.id, context.clock());
  [doors.test, doors.testLeave] = [new URL(test.reader).pathname, new URL(test.leave).pathname];
  doors.stale = `${doors.own}/data`;
  doors.held = `${doors.fresh}/data`;
  doors.erase = `${doors.fresh}/erase`;
  doors.reader = `/desk/subscribers/${ana!.id}`;
  const arm = await aStoredPicture(context, { alt: "An arm lifts a box", credit: "Photo: Ines", fileName: "arm.jpg" });
  const unused = await aStoredPicture(context);
  await removePicture(context, "Ruth Ostrander", unused.id);
  const article = await anArticle(context, {
    headline: "Robots learn to pack",
    ...{ imageId: arm.id, imageAlt: "An arm lifts a box" },
    topics: ["Automation"],
    sources: [{ title: "The plan", url: "https://example.org/plan" }],
  });
  const number = await anIssue(context, list, { articles: [article] });
  await sendIssue(context, number, "Ruth Ostrander");
  await addCorrection(context, "Ruth Ostrander", article.id, "We wrote 400 arms. It is 40.");
  const lane = await aLane(context);
  while (await deliverNext(context, lane));
  closeConnection(lane);
  await lane.upkeep();
  const longWord = "Donaudampfschifffahrtsgesellschaftskapitänsmützenproduktionsanlagenwartungsroboter";
  const draft = await anArticle(context, { headline: `A draft about ${longWord}` });
  await createDraftLink(context, "Ruth Ostrander", draft.id, { name: longWord, days: 7 });
  doors.draft = new URL((await draftLinks(context, draft.id))[0]!.url).pathname;
  await createIssue(context, list.id);
  await aSlot(context, list);
  await anApprovedIssue(context, list);
  await aPausedIssue(context, list);
  await anIssueInSections(context, list, draft.id);
  await aPausedDigest(context, list);
  await aDiscussion(context, made.editor, { kind: "article", subject: draft.id });
  await aDiscussion(context, made.editor, { kind: "issue", subject: (await issueByNumber(context, 5))!.id });
  expect(await askReview(context, 5, "Ruth Ostrander", made.editor.id)).toHaveProperty("asked");
  await someNumbers(context);
  await addRedirects(
    context,
    [
      { from: `/2024/05/${longWord}/`, to: { kind: "article", id: article.id } },
      { from: "/قديم", to: { kind: "article", id: draft.id } },
      { from: "/shop", to: { kind: "address", url: `https://shop.example/${"a".repeat(200)}` } },
    ],
    { by: "Ruth Ostrander", foreign: true },
  );
  await fillDoors(context, list);
  await someReplies(context, ana!.id, longWord);
  await someReturns(context, ana!.id, longWord);
  await aSiteMove(context);
  await listsFromElsewhere(context, longWord);
  await addNotice(context, { kind: "slot-empty", text: `Nothing went out: ${longWord}`, link: "/desk/schedule" });
}

/** A letter of long words with files that asks to leave, one of somebody else in Arabic, and a note of absence. */
async function someReplies(context: TestContext, subscriberId: number, longWord: string) {
  const { id: editionId } = await context.db.selectFrom("editions").select("id").executeTakeFirstOrThrow();
  const target = { subscriberId, editionId, letterId: null, listId: null };
  const headers = ["Content-Type: multipart/mixed; boundary=b", "Message-ID: <1@readers.example>"];
  const file = (name: string) =>
    `--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\nMZ\r\n`;
  const html = `--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Please take me off this list. ${longWord.repeat(3)}</p><blockquote>${longWord}</blockquote>\r\n`;
  await aReply(context, target, {
    ...{ from: "Ana <ana@readers.example>", headers, subject: `Re: ${longWord}` },
    text: `${html}${file("setup.exe")}${file(`${longWord}.pdf`)}--b--`,
  });
  await aReply(context, target, { from: "ليلى <layla@elsewhere.example>", text: "الروبوتات لا تتعلم\r\n> Robots" });
  await aReply(context, null, { from: "bo@readers.example", text: "Away.", kind: "auto-reply" });
  const ruth = { id: 1, name: "Ruth Ostrander" };
  expect(await markLetter(context, ruth, 1, longWord)).toEqual({ done: true });
}

/** A bounce and a block of long words, a mail that nobody understood, and a rule that was taught. */
async function someReturns(context: TestContext, subscriberId: number, longWord: string) {
  const { id: editionId } = await context.db.selectFrom("editions").select("id").executeTakeFirstOrThrow();
  const diagnostic = `550 5.1.1 <ana@readers.example> ${longWord}: No such user here`;
  await aReturn(context, { subscriberId, editionId, diagnostic, evidence: ["Status: 5.1.1", "لا يوجد صندوق"] });
  await aReturn(context, { subscriberId, editionId, kind: "block", diagnostic: `554 5.7.1 ${longWord}` });
  const domain = `${longWord.slice(0, 60)}.${longWord.slice(0, 60)}.example`;
  await countReturns(context, [
    { editionId, domain: "readers.example", kind: "accepted", category: "", count: 4321 },
    { editionId, domain: "readers.example", kind: "hard", category: "address", count: 12 },
    { editionId, domain, kind: "block", category: "block", count: 1 },
    { editionId, domain, kind: "complaint", category: "", count: 1 },
  ]);
  await keepNewAddress(context, subscriberId, `${longWord.slice(0, 60)}@new.example`, context.clock());
  const raw = Buffer.from(
    `From: Postmaster <${longWord}@ice.example>\nSubject: ${longWord}\nContent-Type: text/plain; charset=utf-8\n\nThe penguins keep it.\n${longWord.repeat(4)}\n`,
  );
  const sentTo = ["bounces@bounces.example.org"];
  await receiveInbound(context, [{ door: "pipe", provider: null, sentFrom: "", sentTo, raw }]);
  await workOnInbound(context);
  const row = { place: "text", kind: "soft", category: "mailbox", taught_by: "Ruth Ostrander", taught_at: 0 };
  await context.db
    .insertInto("taught_rules")
    .values({ phrase: longWord.repeat(2).slice(0, 180), ...row })
    .execute();
}

/** Comments in every state (open, answered, edited, deleted, resolved), of long words and both directions; a due time that is over. */
async function aDiscussion(context: TestContext, ruth: Editor, piece: Piece) {
  const layla = { id: ruth.id, name: ruth.name };
  const say = async (text: string, thread?: number) => {
    const added = await addComment(context, layla, piece, { text, thread, quote: "", before: "" });
    if ("error" in added) throw new Error(added.error);
    return added.id;
  };
  const first = await say(`من يقول ذلك؟ ${"Donaudampfschifffahrt".repeat(12)} https://port.example/${"a".repeat(200)}`);
  const answer = await say("The port does. 👩🏽‍🚀", first);
  await say("I see.", first);
  expect(await deleteComment(context, layla, piece, answer)).toEqual({ done: true });
  expect(await editComment(context, layla, piece, { id: await say("A number?"), text: "Which number?" })).toEqual({
    done: true,
  });
  await resolveThread(context, layla, piece, await say("Done."), true);
  const given = { editorId: ruth.id, due: "2026-01-05T07:00" };
  expect(await assign(context, "Ruth Ostrander", piece, { title: "it", path: "/desk" }, given)).toHaveProperty(
    "assigned",
  );
}

/** Links of readers in every state: who waits for another address, has confirmed, has left and is erased. */
async function fillDoors(context: TestContext, list: List) {
  const fay = { ...(await aReader(context, list, "fay@readers.example")), suppressed: false };
  await requestAddressChange(context, fay, { email: "new@readers.example", key: "new@readers.example" });
  doors.waiting = new URL(leaveUrls(context, fay.id, list.id).preferences).pathname;
  const change = await context.db.selectFrom("address_changes").select("id").executeTakeFirstOrThrow();
  doors.address = new URL((await addressChangeForMail(context, change.id, "new"))!.url).pathname;
  const gus = await aReader(context, list, "gus@readers.example");
  doors.confirmed = new URL(confirmUrl(context, gus.id, list.id, context.clock())).pathname;
  const hal = await aReader(context, list, "hal@readers.example");
  await endSubscription(context, hal.id, list.id, "page");
  doors.left = new URL(leaveUrls(context, hal.id, list.id).page).pathname;
  doors.nothing = new URL(leaveUrls(context, hal.id, list.id).preferences).pathname;
  const ivo = await aReader(context, list, "ivo@readers.example");
  doors.erased = new URL(leaveUrls(context, ivo.id, list.id).preferences).pathname;
  await erase(context, ivo.id, "a test");
}

/** Issue 4: paused, a delivery uncertain, a destination slow. */
async function aPausedIssue(context: TestContext, list: List) {
  const number = await anIssue(context, list, { articles: [await anArticle(context)] });
  const sent = await sendIssue(context, number, "Ruth Ostrander");
  if ("error" in sent) throw new Error(sent.error);
  await claimNext(context, "gone", 1, sent.send);
  await uncertainDeliveries(context, ["gone"]);
  await pauseSend(context, sent.send, "the sender", "Too many refusals: 12 of the last 100 answers.");
  await setRateLimit(
    context,
    rateLimitSchema.parse({ destination: "*", perDay: "900", warmUp: "500", growth: "30" }),
    "Ruth",
  );
  await setGroup(context, groupSchema.parse({ group: "google", domains: "gmail.com, googlemail.com" }), "Ruth");
  await slowDown(context, "google", 10, "421 4.7.28 Unusual rate");
}

/** Views of pages by people, robots and feed readers, hosts, and a search in vain. */
async function someNumbers(context: TestContext) {
  await counted(context);
  const visits = openVisits(context.clock, "localhost", daysIn("Europe/Amsterdam"));
  const browser = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/132.0", "accept-language": "en" };
  for (const url of ["/", "/articles/robots-learn-to-pack", "/issues/1"])
    for (const agent of [browser["user-agent"], "Googlebot/2.1 (+http://www.google.com/bot.html)"])
      visits.seen({
        method: "GET",
        url,
        headers: { ...browser, "user-agent": agent, referer: "https://news.example/" },
      });
  visits.seen({ method: "GET", url: "/feed.xml", headers: { "user-agent": "Feedly/1.0 (16 subscribers)" } });
  visits.foundNothing("drones that swim", browser);
  await writeVisits(context, visits);
}

/** Issue 5: an article in a section with a heading, an item in another one. */
async function anIssueInSections(context: TestContext, list: List, id: number) {
  const item = { kind: "item" as const, text: "42 robots", url: "https://example.org/42", source: "A count" };
  await createIssue(context, list.id, {
    sections: [
      { ...emptySection(), heading: "Lead", pieces: [{ kind: "article", id, display: "headline" }] },
      { ...emptySection(), heading: "Numbers", pieces: [item] },
    ],
  });
}

/** Files of readers: to be read (of many columns), refused, checked; and imports: done, cancelled, undone. */
async function listsFromElsewhere(context: TestContext, longWord: string) {
  await context.db.insertInto("topics").values({ slug: "ferries", name: "Ferries" }).execute();
  const names = Array.from({ length: 60 }, (_, i) => `${i % 7 === 0 ? longWord : "Column"} ${i}`);
  const wide = `email,name,tags,${names.join(",")}\nana@w.example,"آنا","ferries, حبر",${names.map(() => longWord).join(",")}\n`;
  doors.wideFile = `/desk/subscribers/import/files/${await anUpload(context, wide, { name: `${longWord}.csv` })}`;
  const unclear = await aCheckedUpload(context, "email,status\na@u.example,Plan B\nb@u.example,aktiviert?\n");
  doors.unclearFile = `/desk/subscribers/import/files/${unclear.id}`;
  const checked = await aCheckedUpload(context, readersCsv(40).replace("reader3@", `${longWord.slice(0, 60)}@`));
  doors.checkedFile = `/desk/subscribers/import/files/${checked.id}`;
  const uploads = new Map<string, UploadedFile>();
  // Checked first: a sender works on one after the other.
  for (const name of ["done", "cancelled", "undone", "waiting"])
    uploads.set(name, await aCheckedUpload(context, readersCsv(30).replaceAll("reader", name)));
  const begin = async (name: string) => {
    const { id, foreseen } = uploads.get(name)!;
    const begun = await startUpload(context, id, { actor: "Ruth Ostrander", foreseenAt: foreseen!.at });
    if ("error" in begun) throw new Error(begun.error);
    return begun.importId;
  };
  const [done, cancelled, undone] = [await begin("done"), await begin("cancelled"), await begin("undone")];
  await cancelUpload(context, cancelled, "Ruth Ostrander");
  await workedOff(context);
  await workedOff(context);
  await undoImport(context, undone, "Ruth Ostrander");
  doors.doneImport = `/desk/subscribers/import/${done}`;
  doors.cancelledImport = `/desk/subscribers/import/${cancelled}`;
  doors.undoneImport = `/desk/subscribers/import/${undone}`;
  doors.runningImport = `/desk/subscribers/import/${await begin("waiting")}`;
}

/** Two exports: one has moved in, with issue 99 of the archive, and one waits. */
async function aSiteMove(context: TestContext) {
  const body = "<p>Words</p><form><button>Vote</button></form>";
  const mail = { id: "em_1", secondary_id: 99, subject: "Ferries", slug: "ferries", status: "sent", body };
  const bytes = Buffer.from(JSON.stringify([{ ...mail, publish_date: "2023-03-12T08:00:00Z" }]));
  const work = async () => {
    await workOnSitesSoon(context);
    await context.underWay.get("site-moves");
  };
  for (const name of ["emails.json", "again.json"]) {
    const file = (async function* () {
      yield await Promise.resolve(bytes);
    })();
    const brought = await receiveSite(context, { name, actor: "Ruth Ostrander" }, file);
    if ("error" in brought) throw new Error(brought.error);
    await lookAgain(context, brought.id, asItIs);
    await work();
    if (name === "again.json") return;
    await startMove(context, brought.id, "Ruth Ostrander");
    await work();
  }
}

async function aPausedDigest(context: TestContext, list: List) {
  const digest = await aDigest(context, list);
  for (const [name, state] of [["jon", "uncertain"] as const, ["kim", "queued"] as const])
    await aCopy(context, digest, (await aReader(context, list, `${name}@readers.example`)).id, state);
  await pauseSend(context, digest, "the sender", "Too many refusals: 12 of the last 100 answers.");
}

const publicPages = [
  "/",
  "/articles",
  "/articles/robots-learn-to-pack",
  "/issues",
  "/issues/1",
  "/issues/99",
  "/topics",
  "/topics/automation",
  "/authors/ines-halloran",
  "/about",
  "/search",
  "/search?q=robots",
  "/search?q=zeppelin",
  "/search?q=robtos",
  "/search?q=%22",
  "/subscribe",
  "/subscribe/sent",
  "/subscribe-form",
  "/privacy",
  "/unsubscribe",
  "/unsubscribe/nothing",
  "/confirm/nothing",
  "/no-such-page",
  "door:confirm",
  "door:leave",
  "/reader",
  "/reader/sent",
  "/reader/nothing",
  "/address/nothing",
  "door:own",
  "door:stale",
  "door:fresh",
  "door:held",
  "door:erase",
  "door:waiting",
  "door:address",
  "door:confirmed",
  "door:left",
  "door:nothing",
  "door:erased",
  "door:draft",
  "/draft/nothing",
  "door:test",
  "door:testLeave",
  "/test-mail/nothing",
  "/answer/nothing/1/1",
  "/answer/web/1/1",
];
const deskPages = [
  "/desk/claim",
  "/desk",
  "/desk/articles",
  "/desk/articles/new",
  "/desk/articles/1",
  "/desk/articles/2",
  "/desk/articles/2/revisions",
  "/desk/articles/1/numbers",
  "/desk/articles/2/numbers",
  "/desk/articles/2/preview",
  "/desk/articles/2/page",
  "/desk/pictures",
  "/desk/pictures?q=nothing-is-like-that",
  "/desk/pictures/1",
  "/desk/pictures/2",
  "/desk/issues",
  "/desk/issues/1",
  "/desk/issues/1/answers",
  "/desk/issues/1/numbers",
  "/desk/issues/1/numbers/rows?of=accepted",
  "/desk/issues/1/numbers/rows?of=complained",
  "/desk/issues/1/report",
  "/desk/issues/1/preview",
  "/desk/issues/1/revisions",
  "/desk/issues/2",
  "/desk/issues/2/preview",
  "/desk/issues/2/send",
  "/desk/issues/3",
  "/desk/issues/3/numbers",
  "/desk/issues/3/send",
  "/desk/issues/4",
  "/desk/issues/4/uncertain",
  "/desk/issues/4/cancel",
  "/desk/issues/5",
  "/desk/issues/99",
  "/desk/issues/99/numbers",
  "/desk/numbers",
  "/desk/numbers?days=365",
  "/desk/numbers/site",
  "/desk/numbers/site?days=90",
  "/desk/import-site",
  "/desk/import-site/1",
  "/desk/import-site/2",
  "/desk/replies",
  "/desk/replies?folder=apart",
  "/desk/replies/1",
  "/desk/replies/2",
  "/desk/replies/3",
  "/desk/schedule",
  "/desk/digests/1",
  "/desk/digests/1/cancel",
  "/desk/digests/1/uncertain",
  "/desk/subscribers",
  "door:reader",
  "/desk/subscribers/import",
  "door:wideFile",
  "door:unclearFile",
  "door:checkedFile",
  "door:runningImport",
  "door:cancelledImport",
  "door:doneImport",
  "door:undoneImport",
  "/desk/subscribers/export",
  "/desk/lists",
  "/desk/segments",
  "/desk/segments/1",
  "/desk/segments/new",
  "/desk/settings",
  "/desk/settings/about",
  "/desk/settings/privacy",
  "/desk/settings/editors",
  "/desk/settings/health",
  "/desk/settings/pacing",
  "/desk/settings/sign-up",
  "/desk/settings/checks",
  "/desk/settings/consent",
  "/desk/settings/account",
  "/desk/numbers/readers",
  "/desk/numbers/readers?issues=5",
  "/desk/numbers/readers/let-go?list=weekly&issues=1",
  "/desk/settings/growth",
  "/desk/settings/replies",
  "/desk/settings/counting",
  "/desk/settings/reports",
  "/desk/settings/redirects",
  "/desk/settings/redirects?q=nothing-is-like-that",
  "/desk/settings/export",
  "/desk/settings/log",
  "/desk/words",
  "/desk/no-such-page",
];

const looks = [
  { width: 1280, height: 900, colorScheme: "light" as const },
  { width: 390, height: 844, colorScheme: "dark" as const },
];

const pathOf = (name: string) => (name.startsWith("door:") ? doors[name.slice(5)]! : name);

async function openPage(): Promise<Page> {
  const someone = await browser.newContext({ viewport: looks[0]! });
  await bringAxe(someone);
  return someone.newPage();
}

/** No accessibility fault, one h1, a title, and nothing that makes the page scroll sideways: loaded once, in each look. */
async function expectSound(page: Page, name: string) {
  await page.emulateMedia({ colorScheme: looks[0]!.colorScheme });
  await page.setViewportSize(looks[0]!);
  await page.goto(url + pathOf(name), { waitUntil: "load" });
  // Only a page that React has taken over knows whether it is a sheet.
  await page.waitForFunction(() => {
    const isAlive = Object.keys(document.documentElement).some((key) => key.startsWith("__reactFiber"));
    return isAlive || !document.querySelector("script[type=module]");
  });
  // A sheet is inert until the browser has said whether it kept words, and what is inert is nothing to a screen reader.
  await page.locator("[inert]").waitFor({ state: "detached" });
  expect(await page.locator("h1").count(), `${name}: one h1`).toBe(1);
  expect(await page.title(), `${name}: a title`).not.toBe("");
  for (const look of looks) await expectSoundIn(look, page, name);
}

async function expectSoundIn({ width, height, colorScheme }: (typeof looks)[number], page: Page, name: string) {
  const at = `${name} at ${width} px, ${colorScheme}`;
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height });
  // Colours that fade from one scheme to the other have arrived then.
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.finish();
  });
  await expectNoAxeViolations(page, {}, at);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, `${at}: scrolls sideways by`).toBeLessThanOrEqual(0);
}

test("every public page is sound, and runs no script", async () => {
  const page = await openPage();
  const scripts: string[] = [];
  page.on("request", (request) => void (request.resourceType() === "script" && scripts.push(request.url())));
  for (const name of publicPages) await expectSound(page, name);
  expect(scripts).toEqual([]);
  expect(await page.context().cookies()).toEqual([]);
});

test("every page of the desk is sound", async () => {
  const page = await openPage();
  await expectSound(page, "/desk/sign-in");
  await page.getByLabel("Email").fill("ruth@briefing.example");
  await page.getByLabel("Password").fill("a sentence that nobody else types");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${url}/desk`);
  for (const name of deskPages) await expectSound(page, name);
});

test("a sign-in link shows a button, and signs in once by it (S-07)", async () => {
  const page = await openPage();
  await expectSound(page, "door:link");
  await page.getByRole("button").first().click();
  await page.waitForURL(`${url}/desk`);
  const other = await openPage();
  await other.goto(url + doors.link!);
  await other.getByRole("button").first().click();
  expect(new URL(other.url()).pathname).not.toBe("/desk");
});
