import { inTransaction, type Context } from "#app/context.server.ts";
import { addNotice, endNotices } from "#app/models/notices.server.ts";
import { whereaboutsOf } from "#db/client.server.ts";
import type { DatabasePlace } from "#db/home.server.ts";

/**
 * Times at which it was copied as a backup, began to move to another database, or had moved there; `to` is that one. `move`
 * names a move, in both of its databases.
 */
type Moves = { backup?: string; moving?: string; movedAway?: string; to?: string; move?: string };
/** The place where this database was claimed; `site` is the origin of APP_URL. */
type Home = { place: DatabasePlace & Moves & { site?: string }; token: string; formerToken: string };

/**
 * Says for operators why this database may send nothing, or null. It was copied, moved or restored: its original may
 * still be sending, or it does not know what was sent and who left since. Changes nothing; cheap enough for every
 * second.
 */
export async function databaseFault(context: Context): Promise<string | null> {
  const home = await homeOf(context);
  if (!home) return null;
  const reason = reasonAway(home, await placeNow(context), await around(context).readLease());
  return reason && `${reason} Nothing is sent until an operator claims it: at the desk, or with npm run claim.`;
}

/**
 * Compares a database's surroundings with its claim. Pure.
 * @returns what is wrong, or null
 * @param lease the token of the lease file; after a crash the former one
 */
export function reasonAway(home: Home, now: Home["place"], lease: string | null): string | null {
  const differs = (part: keyof Home["place"]) =>
    home.place[part] !== undefined && now[part] !== undefined && home.place[part] !== now[part];
  if (home.place.backup)
    return `This database was restored from the backup of ${home.place.backup}: what was sent, and who left, since then is missing here.`;
  if (home.place.movedAway)
    return `This database was moved to another one on ${home.place.movedAway}: that one sends, and knows what came since.`;
  if (home.place.moving)
    return `A move of this database to ${home.place.to} began on ${home.place.moving}, and did not end: run npm run move again. That one may send already.`;
  if ((["database", "made", "machine", "server", "address"] as const).some(differs))
    return "This database is not where it was last used: it was copied, moved or restored from a backup.";
  if (differs("timeline"))
    return "This database’s server was restored from a backup, or a standby took its place: what was sent last may be missing here.";
  if (differs("site"))
    return `This database was last used for ${home.place.site}, and APP_URL is now ${now.site}: it may be a copy.`;
  if (lease === null)
    return "This database was copied or restored without the file beside it whose name ends in -home.";
  if (lease === "" || (lease !== home.token && lease !== home.formerToken))
    return "This database was restored from a backup: what was sent, and who left, since that backup is missing here.";
  return null;
}

/**
 * Advances the token, so that every backup made until now is recognised as older. An unclaimed database stays
 * unclaimed; a
 * new one, or one from before this feature, is claimed here.
 * @param every not again within this many milliseconds
 */
export async function advanceDatabaseVersion(context: Context, every = 0): Promise<void> {
  const advanced = await inTransaction(context, (context) => advance(context, every));
  if (advanced) await confirmDatabase(context);
}

/**
 * Writes the token to the lease file, after the commit of a transaction that advanced it. Until then the lease has the
 * former token, which is therefore valid too.
 */
export async function confirmDatabase(context: Context): Promise<void> {
  // An uncommitted token may still be rolled back.
  if (context.db.isTransaction) return;
  // Inside a transaction without changes, so that no other process advances the token meanwhile.
  await inTransaction(context, async (context) => {
    const home = await homeOf(context);
    if (home) around(context).writeLease(home.token);
  });
}

async function advance(context: Context, every: number): Promise<boolean> {
  const { readLease, madeAt, newToken, writeLease } = around(context);
  const now = context.clock();
  const home = await homeOf(context);
  if (!home) return settle(context, "at the first start", "");
  if (Math.abs(now - madeAt(home.token)) < every || madeAt(home.token) === Infinity) return false;
  if (reasonAway(home, await placeNow(context), await readLease())) return false;
  // The lease first, so that it is never two steps behind, wherever the process ends.
  writeLease(home.token);
  await context.db
    .updateTable("home")
    .set({ token: await newToken(now), former_token: home.token })
    .execute();
  return true;
}

/**
 * Marks a copy, so that it sends nothing wherever it is restored, also when its file is copied by hand.
 * @param at milliseconds, the time of the copy
 */
export async function markAsBackup(context: Context, at: number): Promise<void> {
  await markAs(context, "backup", at, "a backup");
}

/**
 * Stops a database that moves, before the one that it moves to may send.
 * @param to where it moves, as people may see it; `move` names the move
 */
export async function markAsMoving(context: Context, { to, move }: { to: string; move: string }): Promise<void> {
  await markAs(context, "moving", context.clock(), "a move", { to, move });
}

/** Marks the former database of a move that has ended. */
export async function markAsMovedAway(context: Context, { to, move }: { to: string; move: string }): Promise<void> {
  await markAs(context, "movedAway", context.clock(), "a move", { to, move });
}

/** Notes in a database that is settled which move brought it here. In the transaction that settled it. */
export async function markAsMovedHere(context: Context, move: string): Promise<void> {
  const { place } = (await homeOf(context))!;
  await context.db
    .updateTable("home")
    .set({ place: JSON.stringify({ ...place, move }) })
    .execute();
}

/** Returns what a database knows of its last move; `state` is null for the one that it moved to, or for none. */
export async function moveOf(
  context: Context,
): Promise<{ state: "moving" | "away" | null; to: string; move: string | null }> {
  const { moving, movedAway, to = "", move = null } = (await homeOf(context))?.place ?? {};
  return { state: movedAway ? "away" : moving ? "moving" : null, to, move };
}

async function markAs(
  context: Context,
  what: keyof Moves,
  at: number,
  by: string,
  more: Pick<Moves, "to" | "move"> = {},
): Promise<void> {
  const time = `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const place = JSON.stringify({ [what]: time, ...more });
  const row = { place, token: "", former_token: "", claimed_at: context.clock(), claimed_by: by };
  await context.db
    .insertInto("home")
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ place }))
    .execute();
}

/** True when the last sends may be missing here; a different address alone does not mean that. */
export async function mayMissSends(context: Context): Promise<boolean> {
  const home = await homeOf(context);
  if (!home) return false;
  const { site: _, ...place } = home.place;
  return reasonAway({ ...home, place }, await placeNow(context), await around(context).readLease()) !== null;
}

/**
 * Claims the database for this place. Inside a transaction; call `confirmDatabase` after it.
 * @param actor who claims it
 */
export async function settleHere(context: Context, actor: string): Promise<void> {
  // The lease's present token stays valid until the lease has the new one.
  await settle(context, actor, (await around(context).readLease()) ?? "");
}

async function settle(context: Context, actor: string, formerToken: string): Promise<true> {
  const { newToken, writeLease } = around(context);
  const token = await newToken(context.clock());
  const values = {
    place: JSON.stringify(await placeNow(context)),
    token,
    former_token: formerToken,
    claimed_at: context.clock(),
    claimed_by: actor,
  };
  // A database that was never claimed accepts any lease; an older lease file must not lock it out.
  if (formerToken === "") writeLease(token);
  await context.db
    .insertInto("home")
    .values({ id: 1, ...values })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(values))
    .execute();
  return true;
}

async function homeOf(context: Context): Promise<Home | undefined> {
  const row = await context.db.selectFrom("home").selectAll().executeTakeFirst();
  return row && { place: JSON.parse(row.place) as Home["place"], token: row.token, formerToken: row.former_token };
}

async function placeNow(context: Context): Promise<Home["place"]> {
  return { ...(await around(context).place()), site: siteOf(context.config.appUrl) };
}

/** On this machine the port does not matter: the demo takes the next free one. */
function siteOf(appUrl: string): string {
  const { protocol, hostname, origin } = new URL(appUrl);
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname) ? `${protocol}//localhost` : origin;
}

function around(context: Context) {
  return whereaboutsOf(context.db, context.config.databaseUrl);
}

/** Adds the notice that this database sends nothing, with the reason; null ends it. Called each second. */
export async function tellDatabase(context: Context, away: string | null): Promise<void> {
  if (away) await addNotice(context, { kind: "copy", text: away, link: "/desk/claim", key: "home" });
  else await endNotices(context, ["copy"], "home");
}
