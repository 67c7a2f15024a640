import { hash } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { day, minute } from "#app/models/durations.ts";
import { takesMail } from "#app/models/mailServers.server.ts";
import { lookSafely, type FetchFault } from "#app/models/safeFetch.server.ts";
import type { LinkUse } from "./linkUses.server.ts";

/** The last answer of a site. `outcome`: `ok` or a fault; `location`: where the link leads for good. */
export type SiteAnswer = {
  outcome: "ok" | FetchFault["error"];
  status: number | null;
  location: string | null;
  checkedAt: number;
};

/** An answer is old after a day. A process that asked for longer than a minute is gone. */
const oldAfter = day;
const goneAfter = minute;
/** A link that no issue has had for two days is not asked for again. */
const wantedFor = 2 * day;
/** Links that are asked for together, each of another host. */
const together = 4;

/** Returns the addresses of links that other sites answer; ours are there once the issue is out. */
function outsideOf(context: Context, links: LinkUse[]): string[] {
  const own = new URL(context.config.appUrl).origin;
  const urls = links.map(({ href }) => href).filter((href) => /^https?:/i.test(href) && URL.canParse(href));
  return [...new Set(urls)].filter((href) => new URL(href).origin !== own);
}

/** Returns all that is known of the links of an issue, and asks for the rest: a sender checks them soon. */
export async function linkAnswers(context: Context, links: LinkUse[]): Promise<Map<string, SiteAnswer | null>> {
  const urls = outsideOf(context, links);
  if (urls.length === 0) return new Map();
  const now = context.clock();
  const rows = await context.db.selectFrom("link_checks").selectAll().where("hash", "in", urls.map(hashOf)).execute();
  const known = new Map(rows.map((row) => [row.url, row]));
  await want(
    context,
    urls.filter((url) => (known.get(url)?.wanted_at ?? 0) < now - day / 2),
  );
  return new Map(
    urls.map((url) => {
      const row = known.get(url);
      if (!row || row.checked_at === null || row.checked_at < now - 2 * oldAfter) return [url, null];
      const { outcome, status, location, checked_at: checkedAt } = row;
      return [url, { outcome: outcome as SiteAnswer["outcome"], status, location, checkedAt }];
    }),
  );
}

/**
 * Returns whether the domain of a mailbox takes mail (H-31), as of the last day; a sender asks soon where nobody knows.
 * @returns null while that is not known
 */
export async function mailboxAnswer(context: Context, address: string): Promise<boolean | null> {
  const url = `mailto:${address.slice(address.lastIndexOf("@") + 1).toLowerCase()}`;
  const now = context.clock();
  const row = await context.db.selectFrom("link_checks").selectAll().where("hash", "=", hashOf(url)).executeTakeFirst();
  if ((row?.wanted_at ?? 0) < now - day / 2) await want(context, [url]);
  if (!row || row.checked_at === null || row.checked_at < now - 2 * oldAfter || row.outcome === "too-slow") return null;
  return row.outcome === "ok";
}

async function want(context: Context, urls: string[]): Promise<void> {
  if (urls.length === 0) return;
  const now = context.clock();
  await context.db
    .insertInto("link_checks")
    .values(
      urls.map((url) => ({
        hash: hashOf(url),
        url,
        host: new URL(url).host || url,
        wanted_at: now,
        asked_at: null,
        checked_at: null,
        outcome: null,
        status: null,
        location: null,
      })),
    )
    .onConflict((conflict) => conflict.column("hash").doUpdateSet({ wanted_at: now }))
    .execute();
}

function hashOf(url: string): string {
  return hash("sha256", url);
}

/** Checks links that are due, a few at a time and one a host, without waiting for them: a sender calls it each second. */
export async function checkLinksSoon(context: Context): Promise<void> {
  if (context.underWay.has("links")) return;
  const due = await claimDue(context);
  if (due.length === 0) return;
  const checking = Promise.all(due.map((link) => check(context, link)))
    .catch((error: unknown) => context.log.warn({ error }, "links could not be checked"))
    .finally(() => context.underWay.delete("links"));
  context.underWay.set("links", checking);
}

/** A link by its site; a mailbox's domain by its name servers. */
async function look(context: Context, url: string): ReturnType<typeof lookSafely> {
  if (!url.startsWith("mailto:")) return lookSafely(context, url);
  const takes = await takesMail(context, url.slice("mailto:".length));
  if (takes) return { status: 250, movedTo: null };
  return { error: takes === null ? "too-slow" : "unknown-host" };
}

type DueLink = { hash: string; url: string };

async function claimDue(context: Context): Promise<DueLink[]> {
  const now = context.clock();
  const rows = await context.db
    .selectFrom("link_checks")
    .select(["hash", "host"])
    .where("wanted_at", ">", now - wantedFor)
    .where(({ or, eb }) => or([eb("checked_at", "is", null), eb("checked_at", "<", now - oldAfter)]))
    .where(({ or, eb }) => or([eb("asked_at", "is", null), eb("asked_at", "<", now - goneAfter)]))
    .orderBy("wanted_at")
    .limit(50)
    .execute();
  const ofHosts = new Map(rows.map(({ host, hash }) => [host, hash]));
  const chosen = [...ofHosts.values()].slice(0, together);
  if (chosen.length === 0) return [];
  return context.db
    .updateTable("link_checks")
    .set({ asked_at: now })
    .where("hash", "in", chosen)
    .where(({ or, eb }) => or([eb("asked_at", "is", null), eb("asked_at", "<", now - goneAfter)]))
    .returning(["hash", "url"])
    .execute();
}

async function check(context: Context, { hash, url }: DueLink): Promise<void> {
  const looked = await look(context, url);
  const answer =
    "error" in looked
      ? { outcome: looked.error, status: looked.error === "refused" ? looked.status : null, location: null }
      : { outcome: "ok", status: looked.status, location: looked.movedTo };
  await context.db
    .updateTable("link_checks")
    .set({ ...answer, checked_at: context.clock() })
    .where("hash", "=", hash)
    .execute();
}
