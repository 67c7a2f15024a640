import { transactionalKinds } from "#app/models/deliveries/transactionalKinds.ts";
import { setCounting } from "#app/models/clicks/counting.server.ts";
import { setAsking } from "#app/models/feedback/asking.server.ts";
import { saveGrowthSettings } from "#app/models/growthSettings.server.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { requestLink } from "#app/models/readers/links.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { requestAddressChange } from "#app/models/readers/preferences/addressChange.server.ts";
import { confirm, confirmUrl, signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { subscriberByEmail, type Subscriber } from "#app/models/readers/subscribers.server.ts";
import { emptySection } from "#app/models/sections.ts";
import { createSegment } from "#app/models/segments/segments.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { sendTransactional } from "#app/sender/transactional.server.ts";
import { aPoll } from "./asking.ts";
import { aReaderWho } from "./choices.ts";
import { testContext, type TestContext } from "./context.ts";
import { aLane, workOff } from "./lane.ts";
import { aBriefing, anArticle, aReader } from "./newsroom.ts";
import { startFarEnd } from "./smtp.ts";
import { freePort, startWeb } from "./web.ts";

const hour = 3_600_000;
const day = 24 * hour;
/** The first of December 2026 at nine in Amsterdam, when the digest goes out. */
const december = Date.UTC(2026, 11, 1, 8);

/** Mails in people's own words, without a template of ours: tests/browser/replies has them. */
const ofPeople = ["reply-answer", "reply-copy"];
/** What `everyMail` sends: every kind that the site writes. */
export const everyKind = [
  ...Object.keys(transactionalKinds).filter((kind) => !ofPeople.includes(kind)),
  ...["digest", "issue"],
].sort();

/**
 * A site on the day when a mail of every kind has gone out, each of them still good: to readers, to people who are
 * asked to confirm, and to the two addresses of somebody who wants another. Its issues ask, count clicks, and have personal links.
 * @param given settings of the briefing
 * @returns the kinds of mail that were taken, and every address of ours in any of them, and the messages
 */
export async function everyMail(
  given: Record<string, unknown> = {},
): Promise<{ context: TestContext; kinds: string[]; links: string[]; raw: string[] }> {
  const farEnd = await startFarEnd();
  const context = await testContext({
    smtpUrl: farEnd.url,
    env: { APP_URL: `http://localhost:${await freePort()}` },
  });
  const list = await aBriefing(context, given);
  await turnEverythingOn(context, list);
  await startWeb(context);
  await sendAnIssue(context, list);
  context.later(december - 3 * day - context.clock());
  await askWhoIsThere(context, list);
  await writeLetters(context, list);
  context.later(december - context.clock());
  // Its first step of the day puts reminders and digests in the queue.
  await sendAll(context);
  const links = farEnd.messages.flatMap(({ raw }) => linksIn(raw.toString(), context.config.appUrl));
  const raw = farEnd.messages.map((message) => message.raw.toString());
  return { context, kinds: await kindsTaken(context), links: [...new Set(links)], raw };
}

/** Everything that may stand in a mail beside its pieces: counted links, questions, and lines by which a list grows. */
async function turnEverythingOn(context: TestContext, list: List) {
  await setCounting(context, "Ruth", list.id, "clicks", true);
  await setAsking(context, list.id, "pieces", "Ruth");
  await saveGrowthSettings(context, { forwardedLine: "on", shareLinks: "mail", recommendsInArchive: "on" }, "Ruth");
}

async function sendAnIssue(context: TestContext, list: List) {
  await aReader(context, list, "ana@readers.example", "Ana");
  await aReaderWho(context, list, "mo@readers.example", { frequency: "monthly" });
  // A sign is asked only of readers who had joined before the issue.
  context.later(hour);
  const { appUrl } = context.config;
  const pieces = [];
  for (const headline of ["Robots learn to pack", "Ports without people"]) {
    const sources = [{ title: `The plan of “${headline}”`, url: `${appUrl}/privacy` }];
    const { id } = await anArticle(context, { headline, sources });
    pieces.push({ kind: "article" as const, id, display: "full" as const });
  }
  const sections = [{ ...emptySection(), pieces: [...pieces, aPoll()] }];
  await sendThe(context, await createIssue(context, list.id, { ...words, subject: "What robots pack", sections }));
}

const words = { preheader: "Two warehouses, five years apart, and what the second one did differently." };

/** An issue that asks whether its readers want to stay: to those of whom nobody noticed anything. */
async function askWhoIsThere(context: TestContext, list: List) {
  const unseen = { kind: "unseen" as const, not: false, value: { issues: 1 } };
  const rule = { of: "all" as const, groups: [{ of: "all" as const, conditions: [unseen] }] };
  const made = await createSegment(context, { name: "No sign of them", rule }, "Ruth");
  if ("error" in made) throw new Error(made.error);
  const { id } = await anArticle(context, { headline: "Are you there?" });
  const sections = [{ ...emptySection(), pieces: [{ kind: "article" as const, id, display: "summary" as const }] }];
  const given = { ...words, subject: "Do you want to stay?", segmentId: made.id, sections };
  await sendThe(context, await createIssue(context, list.id, given));
}

async function sendThe(context: TestContext, number: number) {
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  await sendAll(context);
}

async function writeLetters(context: TestContext, list: List) {
  for (const email of ["bo@readers.example", "cai@readers.example"])
    await signUp(context, { email, name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
  const cai = (await subscriberByEmail(context, "cai@readers.example"))!;
  const token = confirmUrl(context, cai.id, list.id, context.clock()).split("/").at(-1)!;
  await sendAll(context);
  await confirm(context, token, "192.0.2.1");
  await signUp(context, { email: "ana@readers.example", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
  await requestLink(context, "ana@readers.example", "192.0.2.1");
  await wantAddress(context, await aReader(context, list, "dee@readers.example"), "new@readers.example");
  await wantAddress(context, await aReader(context, list, "eve@readers.example"), "ana@readers.example");
  await sendAll(context);
}

function wantAddress(context: TestContext, reader: Subscriber, email: string) {
  return requestAddressChange(context, { ...reader, suppressed: false }, { email, key: email });
}

async function sendAll(context: TestContext) {
  const lane = await aLane(context);
  while (await sendTransactional(context, lane));
  await workOff(context, [lane]);
}

async function kindsTaken({ db }: TestContext): Promise<string[]> {
  const letters = await db.selectFrom("letters").select("kind").where("status", "=", "accepted").execute();
  const editions = await db
    .selectFrom("deliveries")
    .innerJoin("editions", "editions.id", "edition_id")
    .select("issue_id")
    .where("status", "=", "accepted")
    .execute();
  const kinds = editions.map(({ issue_id }) => (issue_id === null ? "digest" : "issue"));
  return [...new Set([...letters.map(({ kind }) => kind), ...kinds])].sort();
}

/** Every address of ours in a mail: of its links, pictures, headers and plain text. */
function linksIn(raw: string, appUrl: string): string[] {
  const whole = raw
    .replace(/=\r\n/g, "")
    .replace(/=3D/g, "=")
    .replace(/\r\n[ \t]/g, " ");
  return (whole.match(/https?:\/\/[^\s"'<>)\]]+/g) ?? []).filter((link) => URL.parse(link)?.origin === appUrl);
}
