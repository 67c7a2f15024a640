import { cp, mkdir, open, readdir, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import type { ChainFault } from "#app/models/consent/verification.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { day } from "#app/models/durations.ts";
import { copierOf, syncFolder } from "#db/client.server.ts";
import {
  describeFile,
  keysFolder,
  manifestName,
  markOfSecret,
  ourVersion,
  readManifest,
  secretsFolder,
  type Manifest,
} from "./backupManifest.server.ts";
import { markAsBackup } from "./homeDatabase.server.ts";

type BackupOrder = {
  /** The folder of backups; created when missing. */
  folder: string;
  /** The number of this site's backups that are kept, this one included; all when left out. */
  keep?: number | undefined;
  /** Files with secrets to include. */
  secrets: string[];
  actor: string;
  onStep?(words: string): void;
};

/** `fault`: what is wrong with the consent receipts, in the database as well as in its backup. */
export type Backup = { path: string; manifest: Manifest; bytes: number; removed: string[]; fault: ChainFault | null };
export type BackupFault =
  | { error: "folder"; why: string }
  | { error: "no-room"; needed: number; free: number }
  | { error: "damaged"; damage: string[] }
  | { error: "nothing-there" };

/** Suffix of an unfinished backup, which is not taken for one. */
const unfinished = ".part";

/**
 * Makes a backup: a folder with a copy of the database as of one moment, the signing keys, and a manifest. It is
 * written under another name, checked and renamed, so that a folder with a backup's name is complete.
 */
export async function makeBackup(context: Context, order: BackupOrder): Promise<Backup | BackupFault> {
  const { folder, onStep } = order;
  const tables = await context.db.introspection.getTables({ withInternalKyselyTables: true });
  if (tables.length === 0) return { error: "nothing-there" };
  const copier = copierOf(context.config.databaseUrl);
  const madeAt = context.clock();
  const site = siteName(context);
  const part = await begin(folder, `${site}-${stampOf(madeAt)}`, await copier.size());
  if ("error" in part) return part;
  try {
    onStep?.("Looking at the receipts of consent");
    const { head, fault } = await verifyConsent(context);
    onStep?.("Copying the database");
    const copy = join(part.path, copier.fileName);
    const copied = await copier.copyTo(copy, (db) => markAsBackup({ ...context, db }, madeAt));
    onStep?.("Looking through the copy");
    const damage = await copier.damageOf(copy, copied);
    if (damage.length > 0) return { error: "damaged", damage };
    const names = [copier.fileName, ...(await copyBeside(context, part.path, order.secrets))];
    const files = [];
    for (const name of names) files.push(await describeFile(part.path, name));
    const database = { file: copier.fileName, ...copied };
    const secret = markOfSecret(context.config.secrets[0]);
    const about = { format: 1 as const, madeAt, pressrun: ourVersion(), site: context.config.appUrl, secret };
    const manifest: Manifest = { ...about, database, consent: head, files };
    await finish(part, manifest);
    const removed = order.keep === undefined ? [] : await removeOlder(folder, site, order.keep);
    await logAction(context, order.actor, "backup", removed.length > 0 ? `${removed.length} older removed` : "");
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { path: part.final, manifest, bytes, removed, fault };
  } finally {
    await rm(part.path, { recursive: true, force: true });
  }
}

/** Identifies an installation's backups in a folder shared by several. */
function siteName(context: Context): string {
  return `pressrun-${new URL(context.config.appUrl).host.replace(/[^\w.-]/g, "_")}`;
}

function stampOf(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+/, "").replaceAll(":", "-");
}

type Part = { path: string; final: string };

/** Creates the folder to write to. Deletes what an interrupted backup left a day ago. */
async function begin(folder: string, name: string, needed: number): Promise<Part | BackupFault> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const there = await readdir(folder);
    for (const old of there.filter((one) => one.startsWith("pressrun-") && one.endsWith(unfinished)))
      if ((await stat(join(folder, old))).mtimeMs < Date.now() - day) await rm(join(folder, old), { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < needed) return { error: "no-room", needed, free: bavail * bsize };
    const free = [name, ...Array.from({ length: 99 }, (_, i) => `${name}-${i + 2}`)].find(
      (one) => !there.includes(one) && !there.includes(one + unfinished),
    );
    const final = join(folder, free ?? name);
    await mkdir(final + unfinished, { mode: 0o700 });
    return { path: final + unfinished, final };
  } catch (error) {
    return { error: "folder", why: (error as Error).message };
  }
}

/** @returns the names of the copied files */
async function copyBeside(context: Context, part: string, secrets: string[]): Promise<string[]> {
  const keys = context.config.dkim.folder;
  const found = await readdir(keys, { recursive: true }).catch((): string[] => []);
  const own = found.filter((name) => /^([\w.-]+\/[\w-]+\.(pem|txt)|signing\.json)$/.test(name));
  const pairs = [
    ...own.map((name) => [join(keys, name), `${keysFolder}/${name}`] as const),
    ...secrets.map((path) => [path, `${secretsFolder}/${path.split("/").at(-1)!}`] as const),
  ];
  for (const [from, to] of pairs) {
    await mkdir(join(part, dirname(to)), { recursive: true, mode: 0o700 });
    await cp(from, join(part, to), { mode: 0 });
  }
  return pairs.map(([, to]) => to);
}

async function finish({ path, final }: Part, manifest: Manifest): Promise<void> {
  await writeFile(join(path, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  for (const name of [manifestName, ...manifest.files.map((file) => file.name)]) {
    const file = await open(join(path, name), "r+");
    await file.chmod(0o600);
    await file.sync();
    await file.close();
  }
  await syncFolder(path);
  await rename(path, final);
  await syncFolder(dirname(final));
}

/** Only complete backups of this site are counted and deleted. */
async function removeOlder(folder: string, site: string, keep: number): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${site}-2`) && !name.endsWith(unfinished));
  const found = [];
  for (const name of names) {
    const manifest = await readManifest(join(folder, name));
    if (manifest) found.push({ path: join(folder, name), madeAt: manifest.madeAt });
  }
  found.sort((a, b) => b.madeAt - a.madeAt || b.path.localeCompare(a.path));
  const older = found.slice(keep).map(({ path }) => path);
  for (const path of older) {
    // A partly deleted backup must not be taken for one, wherever the deletion ends.
    await rename(path, path + unfinished);
    await rm(path + unfinished, { recursive: true });
  }
  return older;
}
