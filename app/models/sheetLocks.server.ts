import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { forUpdate } from "#db/client.server.ts";
import type { SheetLocksTable } from "#db/schema/sheets.ts";
import { minute, second } from "./durations.ts";

/** A page in sight asks every three seconds; browsers let one in the background ask once a minute. */
const [alive, aliveInBackground] = [15 * second, 2.5 * minute];
/** A take-over waits so long for the other's last words; its wish counts so long. */
const [patience, wish] = [8 * second, 15 * second];

/**
 * A question of a page about its sheet. `write`: it writes, if nobody else does; `read`: it reads along; `take`: it takes
 * over; `hand`: it has saved its last words and gives way; `leave`: it closes. `before`: the tab that it replaces.
 */
export const lockRequest = z.object({
  sheet: z.string().regex(/^(article|issue) [1-9]\d{0,8}$/),
  tab: z.string().regex(/^[\w-]{8,64}$/),
  before: z
    .string()
    .regex(/^[\w-]{8,64}$/)
    .optional(),
  act: z.enum(["write", "read", "take", "hand", "leave"]),
  inBackground: z.boolean().default(false),
});
type LockRequest = z.input<typeof lockRequest>;

/** `hasSaved`: the sheet was saved last in that page, which does not only have it open. */
export type Holder = { name: string; since: number; isYou: boolean; hasSaved: boolean };

/** `asker`: who wants to take over from this page; `version`: of the sheet as it is saved. */
export type LockAnswer = {
  held: "here" | "elsewhere" | "free";
  holder: Holder | null;
  asker: { name: string; isYou: boolean } | null;
  version: number;
};

/**
 * Answers a page that asks who writes in its sheet. This only keeps people out of each other's way: saves are compared
 * by version whatever is answered here.
 * @param editorId who asks
 * @returns null when the sheet is gone
 */
export async function askLock(context: Context, editorId: number, asked: LockRequest): Promise<LockAnswer | null> {
  const saved = await lastSaved(context, asked.sheet);
  if (!saved) return null;
  const caller = { ...asked, editorId, now: context.clock() };
  const seen = await lockOn(context, asked.sheet);
  // Most questions change nothing, and write nothing.
  const lock = lockAfter(seen, caller) === seen ? seen : await changeLock(context, caller);
  return { ...(await whoseIs(context, lock, caller, saved.saved_tab)), version: saved.version };
}

/**
 * Says why an act on the sheet as a whole must wait: somebody else writes in it. Saves are not asked this, nor whatever
 * stops a send.
 * @param editorId who acts
 * @returns a sentence for the page, with who it is and how to take over; null when the act may go on
 */
export async function heldByAnother(
  context: Context,
  editorId: number,
  kind: "article" | "issue",
  number: number,
): Promise<string | null> {
  const name = await writerElsewhere(context, editorId, kind, number);
  if (name === null) return null;
  return `${name} has this ${kind} open to write in, so nothing was done. Open the ${kind} and press “Take over” there, or wait until ${name} has closed it.`;
}

/** @param editorId who asks @returns the name of somebody else who writes in a sheet now; null when nobody does */
export async function writerElsewhere(
  context: Context,
  editorId: number,
  kind: "article" | "issue",
  number: number,
): Promise<string | null> {
  const seen = await askLock(context, editorId, { sheet: `${kind} ${number}`, tab: "", act: "read" });
  return seen?.holder && !seen.holder.isYou ? seen.holder.name : null;
}

/** Returns who writes in each of these sheets now, by the sheet; those that nobody has open are left out. One query. */
export async function writersNow(
  context: Context,
  sheets: string[],
): Promise<Map<string, { editorId: number; name: string }>> {
  if (sheets.length === 0) return new Map();
  const rows = await context.db
    .selectFrom("sheet_locks")
    .innerJoin("editors", "editors.id", "sheet_locks.editor_id")
    .select(["sheet", "editor_id as editorId", "name"])
    .where("sheet", "in", sheets)
    .where("alive_until", ">", context.clock())
    .execute();
  return new Map(rows.map(({ sheet, ...who }) => [sheet, who]));
}

type Lock = SheetLocksTable;
type Caller = LockRequest & { editorId: number; now: number };

/** The lock after a question; the same object when nothing changes. */
function lockAfter(lock: Lock | null, caller: Caller): Lock | null {
  const { tab, before, act, now } = caller;
  const live = lock && lock.alive_until > now ? lock : null;
  const isMine = live !== null && (live.tab === tab || live.tab === before);
  if (act === "leave") return lock?.tab === tab ? null : lock;
  if (act === "read") return lock;
  if (act === "hand") return isMine && live.tab === tab ? handedOver(live, now) : lock;
  if (!live) return newLock(caller);
  if (isMine) return renewed(live, caller);
  return act === "take" ? wished(live, caller) : lock;
}

function newLock({ sheet, tab, editorId, now, inBackground }: Caller): Lock {
  const life = inBackground ? aliveInBackground : alive;
  const nobody = { asked_tab: null, asked_by: null, asked_at: null };
  return { sheet, tab, editor_id: editorId, since: now, alive_until: now + life, ...nobody };
}

/** Half of a life is left between two writes. */
function renewed(lock: Lock, { tab, now, inBackground }: Caller): Lock {
  const life = inBackground ? aliveInBackground : alive;
  const left = lock.alive_until - now;
  if (lock.tab === tab && left > life / 2 && left <= life) return lock;
  return { ...lock, tab, alive_until: now + life };
}

function handedOver(lock: Lock, now: number): Lock {
  if (!isWished(lock, now)) return lock;
  const nobody = { asked_tab: null, asked_by: null, asked_at: null };
  return { ...lock, tab: lock.asked_tab!, editor_id: lock.asked_by!, since: now, alive_until: now + alive, ...nobody };
}

function wished(lock: Lock, caller: Caller): Lock {
  const { tab, editorId, now } = caller;
  if (!isWished(lock, now)) return { ...lock, asked_tab: tab, asked_by: editorId, asked_at: now };
  const isOver = lock.asked_tab === tab && now - lock.asked_at! >= patience;
  return isOver ? newLock(caller) : lock;
}

function isWished(lock: Lock, now: number): boolean {
  return lock.asked_at !== null && now - lock.asked_at < wish;
}

function lockOn(context: Context, sheet: string): Promise<Lock | null> {
  return context.db
    .selectFrom("sheet_locks")
    .selectAll()
    .where("sheet", "=", sheet)
    .executeTakeFirst()
    .then((row) => row ?? null);
}

/** Looks again with the row locked: two pages may ask at the same moment. */
function changeLock(context: Context, caller: Caller): Promise<Lock | null> {
  return inTransaction(context, async (context) => {
    const { sheet } = caller;
    const rows = context.db.selectFrom("sheet_locks").selectAll().where("sheet", "=", sheet);
    const seen = (await forUpdate(context.db, rows).executeTakeFirst()) ?? null;
    const next = lockAfter(seen, caller);
    if (next === seen) return seen;
    if (next === null) await context.db.deleteFrom("sheet_locks").where("sheet", "=", sheet).execute();
    else if (seen) await context.db.updateTable("sheet_locks").set(next).where("sheet", "=", sheet).execute();
    else {
      const made = await context.db
        .insertInto("sheet_locks")
        .values(next)
        .onConflict((conflict) => conflict.column("sheet").doNothing())
        .returning("tab")
        .executeTakeFirst();
      if (!made) return lockOn(context, sheet);
    }
    return next;
  });
}

async function whoseIs(
  context: Context,
  lock: Lock | null,
  { tab, editorId, now }: Caller,
  savedTab: string | null,
): Promise<Omit<LockAnswer, "version">> {
  if (!lock || lock.alive_until <= now) return { held: "free", holder: null, asker: null };
  const isHere = lock.tab === tab;
  const id = isHere ? (isWished(lock, now) ? lock.asked_by : null) : lock.editor_id;
  if (id === null) return { held: "here", holder: null, asker: null };
  const { name } = await context.db.selectFrom("editors").select("name").where("id", "=", id).executeTakeFirstOrThrow();
  const who = { name, isYou: id === editorId };
  if (isHere) return { held: "here", holder: null, asker: who };
  return { held: "elsewhere", holder: { ...who, since: lock.since, hasSaved: savedTab === lock.tab }, asker: null };
}

function lastSaved({ db }: Context, sheet: string) {
  const [kind, number] = sheet.split(" ");
  const columns = ["version", "saved_tab"] as const;
  return kind === "article"
    ? db.selectFrom("articles").select(columns).where("id", "=", Number(number)).executeTakeFirst()
    : db.selectFrom("issues").select(columns).where("number", "=", Number(number)).executeTakeFirst();
}

/** Ends the lock of a sheet that is deleted: its page cannot leave it any more, and it may come back. */
export async function endLock(context: Context, kind: "article" | "issue", number: number): Promise<void> {
  await context.db.deleteFrom("sheet_locks").where("sheet", "=", `${kind} ${number}`).execute();
}

/** Deletes the locks of pages that are gone. */
export async function forgetLocks(context: Context): Promise<void> {
  await context.db
    .deleteFrom("sheet_locks")
    .where("alive_until", "<", context.clock() - minute)
    .execute();
}
