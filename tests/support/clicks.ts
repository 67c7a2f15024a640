import type { Context } from "#app/context.server.ts";
import type { Verdict } from "#app/models/clicks/scene.server.ts";
import { insertRows } from "#db/bulk.server.ts";
import { anArticle, anIssue, aReader } from "./newsroom.ts";
import type { MadeHit } from "./mailboxes.ts";

/** An edition that counts clicks: two pieces with two links each, links of no piece, and the one that people cannot see. */
export type CountedEdition = { editionId: number; number: number; articles: number[]; acceptedAt: number };

/**
 * An issue that went out a moment ago and was accepted for all of these readers.
 * @param readers by their ids
 */
export async function aCountedEdition(
  context: Context,
  list: { id: number },
  readers: number[],
  links = 5,
): Promise<CountedEdition> {
  const { db, clock } = context;
  const pieces = [await anArticle(context), await anArticle(context)];
  const number = await anIssue(context, list as never, { articles: pieces });
  const issue = await db.selectFrom("issues").select("id").where("number", "=", number).executeTakeFirstOrThrow();
  const { id: editionId } = await db
    .insertInto("editions")
    .values({
      ...{ issue_id: issue.id, from_name: "", from_address: "", reply_to: null, list_slug: "", list_name: "" },
      ...{ language: "en", marker_key: "", frozen_at: clock(), subject: `Issue ${number}`, preheader: "", sha256: "" },
      ...{ content: "{}", html: "", text: "", counts_clicks: 1 },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await db.updateTable("issues").set({ status: "sent" }).where("id", "=", issue.id).execute();
  const articles = pieces.map(({ id }) => id);
  const ofPieces = [null, articles[0]!, articles[0]!, articles[1]!, articles[1]!];
  const parts = Array.from({ length: links + 1 }, (_, n) => ofPieces[n] ?? null);
  await insertRows(
    db,
    "edition_links",
    parts.map((article_id, n) => ({
      ...{ edition_id: editionId, n, href: `https://example.org/${n}`, label: `Link ${n}`, article_id, item: null },
      ...{ section: n === 0 ? null : n < 3 ? "First" : "Second", place: n },
    })),
  );
  await insertRows(
    db,
    "deliveries",
    readers.map((subscriber_id) => ({
      ...{ edition_id: editionId, subscriber_id, created_at: 0, status: "accepted" as const, due_at: 0, attempts: 1 },
      ...{
        claimed_by: null,
        claimed_at: null,
        first_claimed_at: null,
        finished_at: clock(),
        reply_code: 250,
        reply: "",
      },
    })),
  );
  return { editionId, number, articles, acceptedAt: clock() };
}

/** Readers of a list at one domain. @returns their ids */
export async function readersAt(context: Context, list: never, domain: string, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let i = 1; i <= count; i += 1) ids.push((await aReader(context, list, `r${i}@${domain}`)).id);
  return ids;
}

/** Keeps hits as the redirect does: `subscriberId` null for an address that names nobody. */
export async function keepMadeHits(
  context: Context,
  { editionId, acceptedAt }: Partial<CountedEdition> & Pick<CountedEdition, "editionId" | "acceptedAt">,
  subscriberId: number | null,
  made: readonly MadeHit[],
): Promise<void> {
  if (made.length === 0) return;
  const texts = [...new Set(made.map(({ agent }) => agent))].filter(Boolean);
  const then = "on conflict (text) do update set seen_at = excluded.seen_at";
  await insertRows(
    context.db,
    "agents",
    texts.map((text) => ({ text, seen_at: 1 })),
    then,
  );
  const agents = await context.db.selectFrom("agents").select(["id", "text"]).execute();
  const rows = made.map(({ n, at, method, signals, agent, network }) => ({
    ...{ edition_id: editionId, subscriber_id: subscriberId, n, at: Math.round(acceptedAt + at), method, network },
    ...{ signals: signals.join(" "), agent_id: agents.find(({ text }) => text === agent)?.id ?? null },
  }));
  await insertRows(context.db, "edition_hits", rows);
}

/** A click of a browser at home, milliseconds after the mail was accepted. */
export function aClick(n: number | null, at: number, given: Partial<MadeHit> = {}): MadeHit {
  return {
    ...{ n, at, method: "GET", network: "84.30.1.2", signals: ["accepts-html", "navigates"], truth: "person" },
    agent: "Mozilla/5.0 (X11; Linux x86_64; rv:155.0) Gecko/20100101 Firefox/155.0",
    ...given,
  };
}

/** How hits of an edition were judged, in the order in which they came. */
export async function verdictsOf({ db }: Context, { editionId }: CountedEdition): Promise<(Verdict | null)[]> {
  const hits = db.selectFrom("edition_hits").select("verdict").where("edition_id", "=", editionId);
  return (await hits.orderBy("id").execute()).map(({ verdict }) => verdict);
}
