import type { Context } from "#app/context.server.ts";
import { day } from "#app/models/durations.ts";
import { openToken, signToken } from "#app/models/signedTokens.server.ts";
import { listById } from "./lists.server.ts";
import { readerPage, type ReaderPage } from "./preferences/page.server.ts";

/** The links of a test mail work so long: a test is looked at in the days before its issue. */
const workFor = 90 * day;

/** No reader has this address (RFC 2606): the pages of a test are of nobody. */
const nobody = "reader@example.org";

/**
 * Returns the URLs that stand in a test mail in the place of a reader's own. Their pages show what a reader would see, and
 * change nothing. Their token opens nothing else (H-11).
 * @param at milliseconds
 */
export function testPageUrls({ config, ...context }: Context, listId: number, at: number) {
  const page = `${config.appUrl}/test-mail/${signToken({ config, ...context }, "test mail", [listId, at])}`;
  return { reader: page, leave: `${page}/leave`, answers: `${page}/answers` };
}

/** A page of a test as its reader would see it: subscribed to the list, and to nothing else. */
type TestPage = { listName: string; page: ReaderPage };

/** @returns null for an invalid token, one that is too old, and a list that is gone */
export async function openTestPage(context: Context, token: string): Promise<TestPage | null> {
  const [listId, at, ...more] = openToken(context, "test mail", token) ?? [];
  if (!listId || at === undefined || more.length > 0 || at + workFor < context.clock()) return null;
  const list = await listById(context, listId);
  if (!list) return null;
  const page = await readerPage(context, { id: 0, email: nobody, name: "", suppressed: false, freshUntil: null });
  const others = page.lists.filter(({ id }) => id !== list.id);
  const rest = { frequency: "every" as const, endedAt: null, reason: null };
  const own = { id: list.id, name: list.name, open: true, status: "active" as const, ...rest };
  return { listName: list.name, page: { ...page, lists: [own, ...others] } };
}
