import { chmod, constants, copyFile, link, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { CompiledQuery, sql, type Kysely } from "kysely";
import { differences, isBookkeeping, type Copied, type Copier } from "./copy.server.ts";
import type { Schema } from "./schema.ts";

/** The functions of the module that can open such a file. */
type FileWays = {
  open(path: string): Kysely<Schema>;
  /** Checks its structure. @returns its faults */
  lookThrough(path: string): Promise<string[]>;
  /** Merges the log into the one file, so that no other file belongs to the database. */
  fold(path: string): "folded" | "in-use" | "broken";
};

/**
 * Copies a database in one file. The copy is such a file too, written from one read transaction, which blocks no
 * writer. SQLite's own backup restarts at every write, which during a send is always.
 * Long because: it lists the four ways of one copier, each a few lines.
 */
export function fileCopier(path: string, { open: openFile, lookThrough, fold }: FileWays): Copier {
  const inUse = async () => (await exists(path)) && fold(path) === "in-use";

  return {
    fileName: "pressrun.db",
    damage: () => lookThrough(path),
    damageOf,
    occupied: async () => ((await inUse()) ? "running" : null),
    async size() {
      const sizes = await Promise.all(["", "-wal"].map((end) => stat(path + end).catch(() => null)));
      return sizes.reduce((sum, found) => sum + (found?.size ?? 0), 0);
    },

    async copyTo(copy, mark) {
      // An existing empty file is used, with its permissions.
      await (await open(copy, "wx", 0o600)).close();
      const from = openFile(path);
      await from.executeQuery(CompiledQuery.raw("vacuum into ?", [copy])).finally(() => from.destroy());
      const made = openFile(copy);
      try {
        await mark(made);
        return await contentOf(made);
      } finally {
        await made.destroy();
      }
    },

    async bringBack(copy, order) {
      const next = `${path}.restoring`;
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await takeAway(next);

        await copyFile(copy, next, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
        await chmod(next, 0o600);
        const damage = await damageOf(next, order.copied);
        if (damage.length > 0) throw new Error(damage.join(" "));
        const db = openFile(next);
        await order.check(db).finally(() => db.destroy());
        if (await inUse()) return { error: "running" };
        const aside = await setAside(path, order.now);
        await rename(next, path);
        await syncFolder(dirname(path));
        return { aside };
      } finally {
        await takeAway(next);
      }
    },
  };

  async function damageOf(copy: string, copied: Copied): Promise<string[]> {
    const damage = await lookThrough(copy);
    if (damage.length > 0) return damage;
    const db = openFile(copy);
    return contentOf(db)
      .then(({ counts }) => differences(counts, copied))
      .finally(() => db.destroy());
  }
}

async function contentOf(db: Kysely<Schema>): Promise<Copied> {
  const tables = (await db.introspection.getTables()).map(({ name }) => name);
  const counts: Copied["counts"] = {};
  for (const table of tables.filter((name) => !isBookkeeping(name))) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db);
    counts[table] = rows[0]!.count;
  }
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return { migrations: rows.map(({ name }) => name), counts };
}

/**
 * The database keeps its path until another takes it, so that a process that starts meanwhile does not create an empty
 * one.
 */
async function setAside(path: string, now: number): Promise<string | null> {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  const aside = `${path}.before-${stamp}`;
  let found: string | null = null;
  // Files of the former database would be taken for the new one's, and corrupt it.
  for (const end of ["-wal", "-shm", "-home"])
    if (await exists(path + end)) {
      found = aside;
      await rename(path + end, aside + end);
    }
  if (!(await exists(path))) return found;
  await link(path, aside).catch(() => rename(path, aside));
  return aside;
}

async function takeAway(path: string) {
  for (const end of ["", "-wal", "-shm"]) await rm(path + end, { force: true });
}

async function exists(path: string): Promise<boolean> {
  const folder = await readdir(dirname(path)).catch((): string[] => []);
  return folder.includes(basename(path));
}

/** Makes files created or renamed in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync();
    await handle.close();
  } catch {
    // Windows cannot, and does not need to.
  }
}
