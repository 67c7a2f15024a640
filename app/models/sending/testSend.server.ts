import type { Context } from "#app/context.server.ts";
import { parseAddress, splitAddresses, type AddressFault } from "#app/models/addresses.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { editorAt } from "#app/models/desk/editors.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { mostTested, testGroups } from "#app/models/desk/testGroups.server.ts";
import { minute, hour } from "#app/models/durations.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { openAsGuest } from "#app/models/instance/smtpGuests.server.ts";
import { renderIssue, unfrozen } from "#app/models/issues/rendering.server.ts";
import { countAttempt, waitFor } from "#app/models/rateLimits.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { suppressionOf } from "#app/models/readers/suppressions.server.ts";
import { testPageUrls } from "#app/models/readers/testPages.server.ts";
import { probeDkim } from "#emails/dkim/probe.server.ts";
import { issueMessage, prepareEdition } from "#emails/message/issueMessage.server.ts";
import { subjectFault, type Message } from "#emails/message/message.server.ts";
import { messageId } from "#emails/message/messageId.server.ts";
import { isSmtpUnavailable } from "#emails/smtp/smtp.server.ts";

/** Test sends in an hour to people without an account: of one editor, and of all together. */
const mostOf = { editor: 10, site: 30 };

/**
 * Why a test was not sent. `cannot-send`: the database, the key, the subject or the mail server prevents it, as `why`
 * says. `too-many`: in this hour, of one editor or of all; the next may go in `minutes`.
 */
export type TestRefusal =
  | { error: "address"; fault: AddressFault }
  | { error: "suppressed" | "not-found" }
  | { error: "cannot-send"; why: string }
  | { error: "server-refused"; answer: string }
  | { error: "too-many"; of: keyof typeof mostOf; most: number; minutes: number };

type Tester = Pick<Editor, "id" | "name">;

/**
 * Sends the issue as it is to one address, now. Nothing is recorded for readers; its links lead to pages of nobody, which
 * change nothing. Accounts of the desk are not limited, other addresses are, by the hour. An unclaimed
 * database sends nothing. The audit log names the sender, the issue, and the account or reader by number, never an
 * address.
 */
export async function sendTest(
  context: Context,
  number: number,
  to: string,
  by: Tester,
): Promise<{ reply: string } | TestRefusal> {
  const address = parseAddress(to);
  if ("error" in address) return { error: "address", fault: address };
  const away = await databaseFault(context);
  if (away) return { error: "cannot-send", why: away };
  const written = await writeTest(context, number, address.email);
  if ("error" in written) return written;
  const refused = await admit(context, number, address.key, by);
  if (refused) return refused;
  try {
    const line = await openAsGuest(context);
    const outcome = await line.handOver(written.message).finally(() => line.close());
    return outcome.kind === "accepted" ? { reply: outcome.reply } : { error: "server-refused", answer: outcome.reply };
  } catch (error) {
    if (isSmtpUnavailable(error)) return { error: "cannot-send", why: error.message };
    throw error;
  }
}

/** The outcome of a test to one address, as typed. */
type TestOutcome = { to: string } & ({ reply: string } | TestRefusal);

/**
 * Sends the issue as it is to several addresses, one after another, each by the rules of `sendTest`: those typed, with
 * commas or on lines, and those of a saved group. One that stands there twice gets one. A mail server that is away is
 * tried once for all.
 */
export async function sendTests(
  context: Context,
  number: number,
  { typed, groupId }: { typed: string; groupId?: number },
  by: Tester,
): Promise<TestOutcome[] | { error: "too-many-addresses"; most: number }> {
  const group = groupId ? (await testGroups(context)).find(({ id }) => id === groupId) : undefined;
  const asked = new Map([...splitAddresses(typed), ...(group?.emails ?? [])].map((to) => [keyOf(to), to]));
  if (asked.size === 0) asked.set("", "");
  if (asked.size > mostTested) return { error: "too-many-addresses", most: mostTested };
  const outcomes: TestOutcome[] = [];
  let forAll: TestRefusal | undefined;
  for (const to of asked.values()) {
    const tried = forAll ?? (await sendTest(context, number, to, by));
    if ("error" in tried && (tried.error === "cannot-send" || tried.error === "not-found")) forAll = tried;
    outcomes.push({ to, ...tried });
  }
  return outcomes;
}

function keyOf(typed: string): string {
  const address = parseAddress(typed);
  return "error" in address ? typed : address.key;
}

/** Counts and logs a test before it is sent. @returns why it may not be sent */
async function admit(context: Context, number: number, key: string, by: Tester): Promise<TestRefusal | null> {
  const colleague = await editorAt(context, key);
  if (colleague) {
    const whom = colleague.id === by.id ? "themselves" : `editor ${colleague.id}`;
    await logAction(context, by.name, "test-send", `issue ${number} to ${whom}`);
    return null;
  }
  if (await suppressionOf(context, key)) return { error: "suppressed" };
  const scopes = [
    { of: "editor" as const, scope: "test-send", subject: String(by.id) },
    { of: "site" as const, scope: "test-send-of-all", subject: "all" },
  ];
  for (const { of, scope, subject } of scopes) {
    const most = mostOf[of];
    const count = await countAttempt(context, scope, subject, hour);
    if (count <= most) continue;
    // Logged once an hour, so that repeated attempts do not fill the log.
    if (count === most + 1)
      await logAction(context, by.name, "test-send-refused", `issue ${number}: ${most} in this hour`);
    const minutes = Math.ceil((await waitFor(context, scope, subject, hour)) / minute);
    return { error: "too-many", of, most, minutes };
  }
  const reader = await subscriberByEmail(context, key);
  await logAction(
    context,
    by.name,
    "test-send",
    `issue ${number} to ${reader ? `reader ${reader.id}` : "somebody else"}`,
  );
  return null;
}

async function writeTest(context: Context, number: number, email: string): Promise<{ message: Message } | TestRefusal> {
  const rehearsed = await renderIssue(context, number);
  if ("error" in rehearsed) return { error: "not-found" };
  const { briefing, issue, markerKey } = rehearsed;
  const unsigned = await probeDkim(context.dkim, briefing.fromAddress);
  if (unsigned) return { error: "cannot-send", why: unsigned };
  const subject = `[Test] ${issue.subject || `Issue ${issue.number}`}`;
  const unfit = subjectFault(subject);
  if (unfit) return { error: "cannot-send", why: unfit };
  const edition = { ...unfrozen(rehearsed), subject };
  const pages = testPageUrls(context, issue.list.id, context.clock());
  const message = issueMessage(await prepareEdition(edition, context.config.appUrl), {
    reader: { name: "", email },
    unsubscribeUrl: pages.leave,
    preferencesUrl: pages.reader,
    shareUrl: `${context.config.appUrl}/subscribe`,
    answersUrl: pages.answers,
    oneClickUrl: `${context.config.appUrl}/unsubscribe`,
    messageId: messageId(markerKey, 0, briefing.fromAddress),
    date: new Date(context.clock()),
  });
  return { message };
}
