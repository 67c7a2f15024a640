import { inTransaction, type Context } from "#app/context.server.ts";
import type { Address, AddressFault } from "#app/models/addresses.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import { lockReaders } from "#app/models/readers/subscribers.server.ts";
import { keepSuppressions, suppressionsAmong } from "#app/models/readers/suppressions.server.ts";
import { withManyRows } from "#db/bulk.server.ts";
import type { KeySet } from "#app/models/seenKeys.server.ts";
import { addReaders, recordAdded, type Addition } from "./addMany.server.ts";
import { subscribersFor } from "./broughtReaders.server.ts";
import { keepFilled } from "./changes.server.ts";
import { addressOf, cellWords } from "./cells.server.ts";
import { mayBeAsked } from "./askedPeople.server.ts";
import type { Columns } from "./csvColumns.server.ts";
import type { CsvRow } from "./csvRows.server.ts";
import type { DetailReader, Details } from "./details.server.ts";
import { isFormer, sourceStates, type FormerState } from "./formats.server.ts";
import { recordLeft, takeInLeavers, takeInUnreachable, type Unreachable } from "./formerReaders.server.ts";
import { keepDetails } from "./keptDetails.server.ts";
import type { RowState, StateReader } from "./states.server.ts";

/**
 * The outcome for the person of a row. `asked`: they never confirmed there, and are asked by mail. The last six are states that the file gives; `stays`: the person left at the
 * former service, and joined here by themselves later.
 */
export type RowOutcome =
  | ("imported" | "asked" | "alreadyThere" | "ended" | "suppressed" | "stays")
  | ("unconfirmed" | "inactive" | FormerState);

/** Why a row is no reader. `cells`: more of them than there are `columns`; `quotes`: its quotation marks do not pair up. `too-much`: it has too many or too long cells. */
export type RowFault =
  AddressFault | { error: "cells"; cells: number; columns: number } | { error: "quotes" } | { error: "too-much" };

/** A person of a file. */
export type ListedPerson = Address & { name: string; details?: Details } & RowState;
type Reader = ListedPerson & { line: number };
/** The person of a row, or its fault. */
type Read = Reader | { fault: RowFault; typed: string; line: number };

/** How to read a file: its columns, and the states that it gives of former readers. */
export type ImportReading = {
  columns: Columns;
  states: StateReader;
  details: DetailReader;
  others: OtherRows;
  seen: KeySet;
};

/**
 * Addresses that rows of a file say no mail may go to, however far apart they stand: a file joined from two may name the
 * same person twice. `former`: of former readers; `silent`: of everybody who is not active.
 */
export type OtherRows = { former: KeySet; silent: KeySet };

/**
 * Remembers a row of somebody who gets no mail; called for every row before the first is imported.
 * @returns true for such a row
 */
export function noteSilent(others: OtherRows, { cells }: CsvRow, columns: Columns, states: StateReader): boolean {
  const state = states.stateOf(cells);
  if (state === "active") return false;
  const address = addressOf(cells[columns.email] ?? "");
  if (!("key" in address)) return true;
  others.silent.add(address.key);
  if (isFormer(state)) others.former.add(address.key);
  return true;
}

type Row = { line: number; email: string };
/** Counts the rows. `isFormer`: another row says that the person left or gets no mail. */
export type ImportTally = {
  malformed(row: Row, fault: RowFault): void;
  duplicate(row: Row, isFormer?: boolean): void;
  taken(row: Row, taken: TakenIn): void;
};

/** Takes people in, or foresees what would become of them. */
type Taking = typeof takeIn;

/** Imports a batch of rows in one transaction and counts the outcome of each; with `foresee` in place of `takeIn` it changes nothing. */
export async function takeInBatch(
  context: Context,
  addition: Addition,
  batch: CsvRow[],
  reading: ImportReading,
  tally: ImportTally,
  take: Taking,
): Promise<void> {
  const readers = readersOf(batch, reading, tally);
  const repeated = new Map([...readers.keys()].map((key) => [key, reading.seen.add(key)] as const));
  const all = (context: Context) =>
    withManyRows(context.db, (db) => take({ ...context, db }, addition, [...readers.values()]));
  const joined = await (take === takeIn ? inTransaction(context, all) : all(context));
  for (const [key, reader] of readers) {
    const taken = joined.get(key)!;
    // A person imported by an earlier row is a repetition; what is only foreseen leaves no trace of that row.
    const isNew = take === takeIn && (taken.outcome === "imported" || taken.outcome === "asked" || taken.wasActive);
    if (repeated.get(key) && !isNew) tally.duplicate(reader);
    else tally.taken(reader, taken);
  }
}

/** Passes over rows that an earlier run of the same import took in, so that their repetitions are known as such. */
export function notePassed(batch: CsvRow[], reading: ImportReading): void {
  for (const row of batch) {
    const read = readReader(row, reading);
    if ("key" in read && isTaken(read, reading.others)) reading.seen.add(read.key);
  }
}

function readersOf(batch: CsvRow[], reading: ImportReading, tally: ImportTally): Map<string, Reader> {
  const readers = new Map<string, Reader>();
  for (const row of batch) {
    const read = readReader(row, reading);
    if ("fault" in read) {
      tally.malformed({ line: row.line, email: read.typed }, read.fault);
      continue;
    }
    const other = readers.get(read.key);
    if (other && sourceStates[other.state].weight >= sourceStates[read.state].weight) tally.duplicate(read);
    else if (isTaken(read, reading.others)) {
      if (other) tally.duplicate(other);
      readers.set(read.key, read);
    } else tally.duplicate(read, true);
  }
  return readers;
}

function isTaken({ key, state }: Reader, others: OtherRows): boolean {
  return isFormer(state) || !heavier(others, state).has(key);
}

/** Of other rows, those that weigh more than this one: of two that get no mail either may be counted. */
function heavier({ former, silent }: OtherRows, state: RowState["state"]): KeySet {
  return state === "active" ? silent : former;
}

function readReader({ cells, line, broken }: CsvRow, { columns, states, details: reader }: ImportReading): Read {
  const typed = cells[columns.email] ?? "";
  if (broken) return { fault: { error: broken }, typed, line };
  const extra = cells.slice(columns.width).some((cell) => cell.trim() !== "");
  if (extra) return { fault: { error: "cells", cells: cells.length, columns: columns.width }, typed, line };
  const address = addressOf(typed);
  if ("error" in address) return { fault: address, typed, line };
  const name = columns.name.map((i) => cellWords(cells[i] ?? "")).filter(Boolean);
  const details = reader.read(cells);
  const { agreedAt } = details;
  const state = { ...states.read(cells), ...(agreedAt !== undefined && { agreedAt }) };
  return { ...address, ...state, name: tidyLine(name.join(" "), 80) || address.name, details, line };
}

/** The outcome for a person; `wasActive`: they got mail here until now. */
export type TakenIn = { outcome: RowOutcome; wasActive?: boolean };

/**
 * Imports many people in one transaction, each in their state: active people join, people who left or must get no
 * mail are stored as such, and others are not stored at all.
 * @param people no two with one key
 * @returns the outcome for each, by key
 */
export function takeIn(context: Context, addition: Addition, people: ListedPerson[]): Promise<Map<string, TakenIn>> {
  return inTransaction(context, (context) => takeInHere(context, addition, people));
}

/**
 * Does the work of `takeIn` in its transaction.
 * Long because: the order of its steps is what keeps two imports from waiting for each other.
 */
async function takeInHere(context: Context, addition: Addition, people: ListedPerson[]): Promise<Map<string, TakenIn>> {
  const keys = people.map(({ key }) => key);
  const suppressed = await suppressionsAmong(context, keys);
  const allowed = people.filter(({ key }) => !suppressed.has(key));
  const away = people.filter(({ state, key }) => isFormer(state) && suppressed.has(key)).map(keyOfPerson);
  const unreachable = allowed.filter(isUnreachable);
  // Readers before their suppressions, and all in one order, so that nobody deadlocks with an import.
  const isLocking = unreachable.length + away.length > 0;
  const held = isLocking ? await lockReaders(context, keys) : new Map<string, number>();
  // People who left are not taken in while suppressed, and must stay away when that is lifted.
  await keepSuppressions(context, away, addition.importId);
  const asking = await mayBeAsked(context, addition, allowed);
  const kept = allowed.filter(({ state, key }) => state === "active" || state === "left" || asking.has(key));
  const { brought, named } = await subscribersFor(context, kept, addition.importId);
  await keepFilled(context, addition.importId, "name", named);
  const withIds = kept.map((one) => ({ ...one, ...brought.get(one.key)! }));
  const left = withIds.filter(({ state }) => state === "left");
  const active = withIds.filter(({ state }) => state === "active");
  const gone = await takeInUnreachable(
    context,
    addition,
    unreachable.map(({ key, state, leftAt }) => ({ key, id: held.get(key), state, leftAt })),
  );
  const { parted, ended } = await takeInLeavers(context, addition, left);
  const toAsk = withIds.filter(({ key }) => asking.has(key));
  const asked = await addReaders(context, { ...addition, confirm: true }, toAsk);
  const added = new Map([...asked, ...(await addReaders(context, addition, active))]);
  const here = [...active, ...toAsk].filter(({ id }) => added.get(id) !== "ended");
  await keepDetails(context, addition.importId, addition.details, here);
  const parting = left.filter(({ id }) => ended.has(id));
  await recordLeft(context, addition, parting);
  const fresh = here.filter(({ id }) => added.get(id) === "imported");
  const isAsked = ({ key }: { key: string }) => asking.has(key);
  await recordAdded(
    context,
    addition,
    fresh.filter((one) => !isAsked(one)),
  );
  await recordAdded(context, { ...addition, confirm: true }, fresh.filter(isAsked));
  const idOf = (key: string) => brought.get(key)!.id;
  const became = ({ key, state }: RowState & Address): TakenIn => {
    if (suppressed.has(key)) return { outcome: "suppressed" };
    if (asking.has(key)) return { outcome: asked.get(idOf(key)) === "imported" ? "asked" : "unconfirmed" };
    if (state === "unconfirmed" || state === "inactive") return { outcome: state };
    if (state === "active") return { outcome: added.get(idOf(key))! };
    return state === "left" ? parted.get(idOf(key))! : gone.get(key)!;
  };
  return new Map(people.map((one) => [one.key, became(one)]));
}

const keyOfPerson = ({ key }: ListedPerson) => key;

function isUnreachable<T extends RowState>(one: T): one is T & { state: Unreachable["state"] } {
  return isFormer(one.state) && one.state !== "left";
}
