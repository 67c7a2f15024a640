import { createHash, createHmac } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { Context } from "#app/context.server.ts";

/** The file that makes a folder a backup; it is written last. */
export const manifestName = "manifest.json";

/** Folders of signing keys and secrets in a backup. */
export const keysFolder = "dkim";
export const secretsFolder = "secrets";

const file = z.object({ name: z.string().regex(/^[\w.-]+(\/[\w.-]+)*$/), bytes: z.number(), sha256: z.string() });

const schema = z.object({
  format: z.literal(1),
  /** Milliseconds since the epoch: the start of the database's copy. */
  madeAt: z.number(),
  pressrun: z.string(),
  site: z.string(),
  /** Identifies the secret at the time of the backup; the secret cannot be derived from it. */
  secret: z.string(),
  database: z.object({
    file: z.string(),
    migrations: z.array(z.string()).min(1),
    counts: z.record(z.string(), z.number()),
  }),
  consent: z.object({ events: z.number(), hash: z.string() }),
  files: z.array(file),
});

/** The content of a backup's manifest. */
export type Manifest = z.output<typeof schema>;
type BackupFile = z.output<typeof file>;

/** @returns null without a valid manifest: then the folder is no backup, or an incomplete one */
export async function readManifest(folder: string): Promise<Manifest | null> {
  try {
    return schema.parse(JSON.parse(await readFile(join(folder, manifestName), "utf8")));
  } catch {
    return null;
  }
}

/** Describes a file of a backup. @param name its path from the backup's folder */
export async function describeFile(folder: string, name: string): Promise<BackupFile> {
  const path = join(folder, name);
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return { name, bytes: (await stat(path)).size, sha256: hash.digest("hex") };
}

/** Lists the files that differ from the manifest. */
export async function changedFiles(folder: string, { files }: Manifest): Promise<string[]> {
  const changed: string[] = [];
  for (const { name, bytes, sha256 } of files) {
    const found = await describeFile(folder, name).catch(() => null);
    if (found?.bytes !== bytes || found.sha256 !== sha256) changed.push(name);
  }
  return changed;
}

/**
 * Returns the identifier of a secret.
 * @param secret of at least 32 random characters, so that it cannot be guessed from it
 */
export function markOfSecret(secret: string): string {
  return createHmac("sha256", secret).update("pressrun backup\0").digest("hex").slice(0, 16);
}

/** True when links already mailed, and suppressions, remain valid here. */
export function hasSecretOf({ secrets }: Context["config"], { secret }: Manifest): boolean {
  return secrets.some((ours) => markOfSecret(ours) === secret);
}

/** The version in package.json. */
export function ourVersion(): string {
  return (JSON.parse(readFileSync("package.json", "utf8")) as { version: string }).version;
}
