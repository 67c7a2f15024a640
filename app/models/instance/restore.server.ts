import { chmod, cp, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { wordChainFault } from "#app/models/consent/faultWords.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { copierOf } from "#db/client.server.ts";
import { knownMigrations, migrateTo } from "#db/migrate.server.ts";
import { changedFiles, hasSecretOf, keysFolder, readManifest, type Manifest } from "./backupManifest.server.ts";
import { markAsBackup } from "./homeDatabase.server.ts";

type RestoreOrder = {
  /** A backup's folder. */
  path: string;
  actor: string;
  /** Restores even though links already mailed, and suppressions, will become invalid. */
  otherSecret: boolean;
  onStep?(words: string): void;
};

export type Restored = {
  manifest: Manifest;
  /** Path of the former database; null when there was none. */
  aside: string | null;
  /** Signing keys that were restored, and those that differ from an existing key and were not. */
  keys: { placed: string[]; left: string[] };
};

export type RestoreFault =
  | { error: "no-backup" }
  | { error: "changed"; files: string[] }
  | { error: "newer"; pressrun: string; migration: string }
  | { error: "other-database"; file: string }
  | { error: "other-secret" }
  | { error: "running" }
  | { error: "not-empty" }
  | { error: "foreign" }
  | { error: "damaged"; damage: string };

/**
 * Restores a backup into the configured database, all of it or nothing. The database sends nothing until it is claimed.
 * @param context of an installation whose database is not open
 */
export async function restoreBackup(context: Context, order: RestoreOrder): Promise<Restored | RestoreFault> {
  const { path, onStep } = order;
  const manifest = await readManifest(path);
  if (!manifest) return { error: "no-backup" };
  const copier = copierOf(context.config.databaseUrl);
  const fault = refusal(context, manifest, copier.fileName, order.otherSecret);
  if (fault) return fault;
  const why = await copier.occupied();
  if (why) return { error: why };
  onStep?.("Comparing the backup with its manifest");
  const files = await changedFiles(path, manifest);
  if (files.length > 0) return { error: "changed", files };
  onStep?.("Bringing the database back");
  try {
    const back = await copier.bringBack(join(path, manifest.database.file), {
      copied: manifest.database,
      now: context.clock(),
      migrateTo,
      check: (db) => look({ ...context, db }, manifest, order.actor),
    });
    if ("error" in back) return back;
    return { manifest, aside: back.aside, keys: await placeKeys(context, path, manifest) };
  } catch (error) {
    if (error instanceof Damaged) return { error: "damaged", damage: error.message };
    throw error;
  }
}

function refusal({ config }: Context, manifest: Manifest, fileName: string, otherSecret: boolean): RestoreFault | null {
  const { migrations, file } = manifest.database;
  const unknown = migrations.find((name) => !knownMigrations.includes(name));
  if (unknown) return { error: "newer", pressrun: manifest.pressrun, migration: unknown };
  if (file !== fileName) return { error: "other-database", file };
  if (!otherSecret && !hasSecretOf(config, manifest)) return { error: "other-secret" };
  return null;
}

class Damaged extends Error {}

/** Before the restore takes effect: the receipts must be those of the backup, and the database must be unclaimed. */
async function look(context: Context, manifest: Manifest, actor: string): Promise<void> {
  const { events, hash } = manifest.consent;
  const { fault } = await verifyConsent(context, events > 0 ? { expect: hash } : {});
  if (fault) throw new Damaged(`The receipts of consent are not as they were written. ${wordChainFault(fault)}`);
  await markAsBackup(context, manifest.madeAt);
  await logAction(context, actor, "restore", `the backup of ${new Date(manifest.madeAt).toISOString()}`);
}

/** An existing key stays: it may be newer than the backup. */
async function placeKeys({ config }: Context, path: string, { files }: Manifest): Promise<Restored["keys"]> {
  const keys: Restored["keys"] = { placed: [], left: [] };
  for (const { name } of files.filter((file) => file.name.startsWith(`${keysFolder}/`))) {
    const [from, to] = [join(path, name), join(config.dkim.folder, name.slice(keysFolder.length + 1))];
    const there = await readFile(to).catch(() => null);
    if (there?.equals(await readFile(from))) continue;
    if (there) {
      keys.left.push(to);
      continue;
    }
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await cp(from, to);
    await chmod(to, 0o600);
    keys.placed.push(to);
  }
  return keys;
}
