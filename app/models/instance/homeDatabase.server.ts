import { inTransaction, type Context } from "#app/context.server.ts";
import { addNotice, endNotices } from "#app/models/notices.server.ts";
import { whereaboutsOf } from "#db/client.server.ts";
import type { DatabasePlace } from "#db/home.server.ts";

/** Where this database was last at home; `site` is the origin of APP_URL, `backup` when it was copied as a backup. */
type Home = { place: DatabasePlace & { site?: string; backup?: string }; token: string; formerToken: string };

/**
 * Why nothing may be sent from this database, in words for the operator: it was copied, moved or restored, and its
 * original may be sending still, or it does not know what was sent and who left since. Null: it is at home. Changes
 * nothing; cheap enough to be asked every second.
 */
export async function databaseFault(context: Context): Promise<string | null> {
  const home = await homeOf(context);
  if (!home) return null;
  const reason = reasonAway(home, await placeNow(context), await around(context).witness());
  return reason && `${reason} Nothing is sent until an operator claims it: at the desk, or with npm run claim.`;
}

/**
 * What is amiss with a database's surroundings, or null. Pure.
 * @param witness what stands outside of the database: the token, or after a crash the one before
 */
export function reasonAway(home: Home, now: Home["place"], witness: string | null): string | null {
  const differs = (part: keyof Home["place"]) =>
    home.place[part] !== undefined && now[part] !== undefined && home.place[part] !== now[part];
  if (home.place.backup)
    return `This database was restored from the backup of ${home.place.backup}: what was sent, and who left, since then is missing here.`;
  if ((["database", "made", "machine", "server", "address"] as const).some(differs))
    return "This database is not where it was last used: it was copied, moved or restored from a backup.";
  if (differs("timeline"))
    return "This database’s server was restored from a backup, or a standby took its place: what was sent last may be missing here.";
  if (differs("site"))
    return `This database was last used for ${home.place.site}, and APP_URL is now ${now.site}: it may be a copy.`;
  if (witness === null)
    return "This database was copied or restored without the file beside it whose name ends in -home.";
  if (witness === "" || (witness !== home.token && witness !== home.formerToken))
    return "This database was restored from a backup: what was sent, and who left, since that backup is missing here.";
  return null;
}

/**
 * Makes every backup of the database that exists by now one that would be recognised. Where the database is not at
 * home, nothing is done; where it has no home yet (a new one, or the first time after an update), this is its home.
 * @param every not again within so many milliseconds
 */
export async function advanceDatabaseVersion(context: Context, every = 0): Promise<void> {
  const advanced = await inTransaction(context, (context) => advance(context, every));
  if (advanced) await confirmDatabase(context);
}

/**
 * Brings the witness up to date after the commit of a transaction that advanced. Between the two the witness says the
 * former token, which is why that counts too.
 */
export async function confirmDatabase(context: Context): Promise<void> {
  // What is not committed yet may still be undone.
  if (context.db.isTransaction) return;
  // In a transaction that changes nothing, so that nobody advances between the look and the word.
  await inTransaction(context, async (context) => {
    const home = await homeOf(context);
    if (home) around(context).testify(home.token);
  });
}

async function advance(context: Context, every: number): Promise<boolean> {
  const { witness, madeAt, newToken, testify } = around(context);
  const now = context.clock();
  const home = await homeOf(context);
  if (!home) return settle(context, "at the first start", "");
  if (Math.abs(now - madeAt(home.token)) < every || madeAt(home.token) === Infinity) return false;
  if (reasonAway(home, await placeNow(context), await witness())) return false;
  // First to where the database is, so that the witness never falls two steps behind, whatever ends in between.
  testify(home.token);
  await context.db
    .updateTable("home")
    .set({ token: await newToken(now), former_token: home.token })
    .execute();
  return true;
}

/**
 * Makes this copy one that sends nothing wherever it is brought back: also where somebody copies the file by hand.
 * @param at when it was copied; milliseconds
 */
export async function markAsBackup(context: Context, at: number): Promise<void> {
  const place = JSON.stringify({ backup: `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC` });
  const row = { place, token: "", former_token: "", claimed_at: context.clock(), claimed_by: "a backup" };
  await context.db
    .insertInto("home")
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ place }))
    .execute();
}

/** True when what was sent last may be missing here, which another address alone does not mean. */
export async function mayMissSends(context: Context): Promise<boolean> {
  const home = await homeOf(context);
  if (!home) return false;
  const { site: _, ...place } = home.place;
  return reasonAway({ ...home, place }, await placeNow(context), await around(context).witness()) !== null;
}

/** Makes this place the database's home. Inside a transaction; `confirmDatabase` follows it. @param actor who claims it */
export async function settleHere(context: Context, actor: string): Promise<void> {
  // Whatever the witness says now goes on counting until it says the new token.
  await settle(context, actor, (await around(context).witness()) ?? "");
}

async function settle(context: Context, actor: string, formerToken: string): Promise<true> {
  const { newToken, testify } = around(context);
  const token = await newToken(context.clock());
  const values = {
    place: JSON.stringify(await placeNow(context)),
    token,
    former_token: formerToken,
    claimed_at: context.clock(),
    claimed_by: actor,
  };
  // Of a database without a home any witness is good; one that is there before the row never shuts it out.
  if (formerToken === "") testify(token);
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

/** On this machine any port is as good as another: the demo takes the next free one. */
function siteOf(appUrl: string): string {
  const { protocol, hostname, origin } = new URL(appUrl);
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname) ? `${protocol}//localhost` : origin;
}

function around(context: Context) {
  return whereaboutsOf(context.db, context.config.databaseUrl);
}

/** Tells that this database sends nothing, and why; or, with null, that it does again. Asked each second. */
export async function tellDatabase(context: Context, away: string | null): Promise<void> {
  if (away) await addNotice(context, { kind: "copy", text: away, link: "/desk/claim", key: "home" });
  else await endNotices(context, ["copy"], "home");
}
