import { inTransaction, type Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { minute, hour } from "#app/models/durations.ts";
import { countAttempt, waitFor } from "#app/models/rateLimits.server.ts";
import { hashToken, randomToken } from "#app/models/signedTokens.server.ts";
import { isAligned } from "#emails/dkim/probe.server.ts";
import { signed } from "#emails/dkim/signing.server.ts";
import { transactionalMessage, type Message } from "#emails/message/message.server.ts";
import { messageId } from "#emails/message/messageId.server.ts";
import { renderSignInLink } from "#emails/render/notice.server.ts";
import type { Editor } from "./roles.server.ts";

/** A mailed link works for this many minutes (S-07). */
export const linkMinutes = 15;
/** The most links mailed in an hour. */
const limits = { address: 3, network: 10 };

/**
 * Stores a request for a sign-in link, for a forgotten password or a blocked address. The address is not looked up
 * here: every request becomes a row, and the sender does the rest (S-07, C-06).
 */
export async function requestSignInLink(
  context: Context,
  typed: { email: string; network: string },
): Promise<{ error: "too-many"; wait: number } | null> {
  const { network } = typed;
  if ((await countAttempt(context, "sign-in-link-network", network, hour)) > limits.network)
    return { error: "too-many", wait: await waitFor(context, "sign-in-link-network", network, hour) };
  const address = parseAddress(typed.email);
  const key = "key" in address ? address.key : "";
  const withinOwnLimit = (await countAttempt(context, "sign-in-link", key, hour)) <= limits.address;
  if (withinOwnLimit && key)
    await context.db
      .insertInto("sign_in_requests")
      .values({ email_key: key, network, asked_at: context.clock() })
      .execute();
  return null;
}

/**
 * Mails the requested links. Hand-over continues after the call returns, so that a slow server delays nothing.
 * @returns `handedOver` settles when all have been handed over
 */
export async function mailSignInLinks(context: Context): Promise<{ handedOver: Promise<void> }> {
  const { rows, links } = await inTransaction(context, async (context) => {
    const rows = await context.db.deleteFrom("sign_in_requests").returningAll().execute();
    const links = [];
    for (const row of rows) links.push(await linkFor(context, row));
    return { rows, links };
  });
  if (rows.length === 0) return { handedOver: Promise.resolve() };
  const name = (await getBriefing(context))?.name ?? "Pressrun";
  return {
    handedOver: handOverAll(
      context,
      name,
      links.filter((link) => link !== null),
    ),
  };
}

type Link = { editor: { id: number; name: string; email: string }; token: string };
type Request = { email_key: string; network: string; asked_at: number };

/** @returns null for an unknown address, and for a request that is too old */
async function linkFor(context: Context, { email_key, network, asked_at }: Request): Promise<Link | null> {
  if (asked_at < context.clock() - linkMinutes * minute) return null;
  const editor = await context.db
    .selectFrom("editors")
    .select(["id", "email", "name"])
    .where("email_key", "=", email_key)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  if (!editor) return null;
  await logAction(context, "somebody", "sign-in-link-mailed", `editor ${editor.id}, asked for from ${network}`);
  return { editor, token: await createSignInLink(context, editor.id, linkMinutes * minute) };
}

async function handOverAll(context: Context, briefing: string, links: Link[]): Promise<void> {
  try {
    for (const link of links) {
      const message = await write(context, briefing, link);
      const line = await context.smtp.open();
      const outcome = await line.handOver(message).finally(() => line.close());
      if (outcome.kind !== "accepted")
        context.log.error({ outcome }, "a sign-in link was not taken by the mail server");
    }
  } catch (error) {
    context.log.error({ error }, "a sign-in link could not be mailed");
  }
}

async function write(context: Context, briefing: string, { editor, token }: Link): Promise<Message> {
  const { appUrl, mailFrom, mailFromName } = context.config;
  const { key } = context.dkim;
  const message = await transactionalMessage({
    ...renderSignInLink(briefing, `${appUrl}/desk/sign-in/${token}`, linkMinutes),
    from: { name: mailFromName ?? briefing, email: mailFrom },
    to: { name: editor.name, email: editor.email },
    language: "en",
    messageId: messageId(`sign-in ${hashToken(token)}`, editor.id, mailFrom),
    date: new Date(context.clock()),
  });
  return signed(message, key && isAligned(key, mailFrom) ? key : null);
}

/**
 * Creates a link that signs an editor in once, within `lastsMs`. Its page has a button, because a GET must not use it
 * up (S-07).
 */
export async function createSignInLink(context: Context, editorId: number, lastsMs: number): Promise<string> {
  const token = randomToken();
  const now = context.clock();
  await context.db
    .insertInto("sign_in_links")
    .values({
      token_hash: hashToken(token),
      editor_id: editorId,
      created_at: now,
      expires_at: now + lastsMs,
      used_at: null,
    })
    .execute();
  return token;
}

/** @returns the editor of the link at its first use within its time; else null */
export async function redeemSignInLink(context: Context, token: string): Promise<Editor | null> {
  return inTransaction(context, async (context) => {
    const now = context.clock();
    const link = await context.db
      .updateTable("sign_in_links")
      .set({ used_at: now })
      .where("token_hash", "=", hashToken(token))
      .where("used_at", "is", null)
      .where("expires_at", ">", now)
      .returning("editor_id")
      .executeTakeFirst();
    if (!link) return null;
    const editor = await context.db
      .selectFrom("editors")
      .select(["id", "email", "name", "role"])
      .where("id", "=", link.editor_id)
      .where("disabled_at", "is", null)
      .executeTakeFirst();
    return editor ?? null;
  });
}
