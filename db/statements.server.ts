import { createHash } from "node:crypto";
import type { Compilable, CompiledQuery } from "kysely";
import type { Db } from "./schema.ts";

/** A placeholder in a query for a value of its execution. */
class Blank {
  constructor(readonly name: string) {}
}

/** Returns the placeholder of a value by its name. */
export type Value<V> = <K extends keyof V & string>(name: K) => V[K];

/** Runs SQL on the one connection of a file, inside the transaction under way, and returns its rows at once. */
export type AtOnce = { db: Db; run(sql: string, parameters: unknown[]): unknown[] };

/** A compiled query with its values. A server keeps its plan under `name`. */
export type Ready = { name: string; compiled: CompiledQuery };

/** A query that is built and compiled once, and run thousands of times a second with other values. */
type Statement<V, R> = {
  (db: Db, values: V): Promise<R[]>;
  /** Runs it without a promise, where the database can. */
  now(atOnce: AtOnce, values: V): R[];
  ready(db: Db, values: V): Ready;
};

type Filled = { name: string; compiled: CompiledQuery; blanks: { at: number; name: string }[] };

/**
 * Building a query each time was a fifth of a sender's time.
 * @param build the query; `value(name)` is the placeholder for `values[name]`
 */
export function statement<V extends Record<string, unknown>, R>(
  build: (db: Db, value: Value<V>) => Compilable<R>,
): Statement<V, R> {
  /** One for each kind of database, because their SQL differs. */
  const kept = new Map<unknown, Filled>();
  const filledFor = (db: Db): Filled => {
    const dialect = db.getExecutor().adapter.constructor;
    const known = kept.get(dialect);
    if (known) return known;
    const filled = compile(build(db, (name) => new Blank(name) as never));
    kept.set(dialect, filled);
    return filled;
  };
  const ready = (db: Db, values: V): Ready => {
    const filled = filledFor(db);
    return { name: filled.name, compiled: { ...filled.compiled, parameters: fill(filled, values) } };
  };
  const ask = async (db: Db, values: V) => (await db.executeQuery<R>(ready(db, values).compiled)).rows;
  return Object.assign(ask, {
    ready,
    now(atOnce: AtOnce, values: V) {
      const filled = filledFor(atOnce.db);
      return atOnce.run(filled.compiled.sql, fill(filled, values)) as R[];
    },
  });
}

function compile(query: Compilable): Filled {
  const compiled = query.compile();
  const blanks = compiled.parameters.flatMap((value, at) => (value instanceof Blank ? [{ at, name: value.name }] : []));
  const name = `pressrun-${createHash("sha256").update(compiled.sql).digest("hex").slice(0, 40)}`;
  return { name, compiled, blanks };
}

function fill({ compiled, blanks }: Filled, values: Record<string, unknown>): unknown[] {
  const parameters = compiled.parameters.slice();
  for (let i = 0; i < blanks.length; i += 1) {
    const { at, name } = blanks[i]!;
    parameters[at] = values[name];
  }
  return parameters;
}
