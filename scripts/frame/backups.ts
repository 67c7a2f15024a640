import { basename, dirname } from "node:path";
import { utc } from "#app/models/dates.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import type { Backup, BackupFault } from "#app/models/instance/backup.server.ts";
import type { Restored, RestoreFault } from "#app/models/instance/restore.server.ts";
import { typedPath } from "./environment.ts";

/** Files that `--with-secrets` adds, where they exist. */
export const secretFiles = [".env", "data/secret"];

/** Returns a backup's folder, from its path or that of a file in it. */
export function backupFolder(typed: string): string {
  const path = typedPath(typed);
  return basename(path) === "manifest.json" || /^(pressrun\.db|tables\.jsonl\.gz)$/.test(basename(path))
    ? dirname(path)
    : path;
}

export function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
}

export function backupWords({ path, bytes, removed, manifest }: Backup): string {
  const { subscribers = 0, deliveries = 0 } = manifest.database.counts;
  const secrets = manifest.files.some(({ name }) => name.startsWith("secrets/"));
  return [
    `${path}: ${size(bytes)}, ${countOf(subscribers, "subscriber")}, ${countOf(deliveries, "delivery", "deliveries")}, ${countOf(manifest.consent.events, "receipt")} of consent.`,
    secrets
      ? "It holds secrets: keep it as you keep passwords."
      : "Its secrets are not in it: keep .env beside it, in another place.",
    ...(picturesElsewhere(manifest) > 0
      ? [
          `It does not hold ${countOf(picturesElsewhere(manifest), "picture")} that ${picturesElsewhere(manifest) === 1 ? "lies" : "lie"} outside of the database (PICTURES): back them up there.`,
        ]
      : []),
    ...(removed.length > 0 ? [`Removed: ${removed.join(", ")}`] : []),
  ].join("\n");
}

/** The pictures that lay outside of the database at the time of a backup. */
export function picturesElsewhere({ database: { counts } }: Backup["manifest"]): number {
  const { images = 0, image_files = images } = counts;
  return images - image_files;
}

export function backupFault(fault: BackupFault): string {
  if (fault.error === "folder") return `The folder cannot be used: ${fault.why}.`;
  if (fault.error === "nothing-there") return "There is nothing to back up: the database (DATABASE_URL) is empty.";
  if (fault.error === "no-room")
    return `There is no room in that folder: ${size(fault.needed)} are needed, ${size(fault.free)} are free. Nothing was made.`;
  return `The copy is not whole, so it was not kept:\n${fault.damage.map((line) => `  - ${line}`).join("\n")}`;
}

export function restoredWords(path: string, { manifest, aside, keys }: Restored): string {
  return [
    `Restored the backup of ${utc(manifest.madeAt)} (${path}).`,
    ...(aside ? [`The former database is ${aside}; delete it when nobody needs it any more.`] : []),
    ...(keys.placed.length > 0 ? [`Signing keys put back: ${keys.placed.join(", ")}`] : []),
    ...keys.left.map((key) => `Left as it is, and another than in the backup: ${key}`),
    ...(picturesElsewhere(manifest) > 0
      ? [
          `${countOf(picturesElsewhere(manifest), "picture")} lay outside of the database (PICTURES) and ${picturesElsewhere(manifest) === 1 ? "is" : "are"} not in it: set PICTURES to where a copy of them is.`,
        ]
      : []),
    "Nothing is sent from it until you claim it: npm run claim. What was sent after the backup is not known in it.",
  ].join("\n");
}

export function restoreFault(path: string, fault: RestoreFault): string {
  return `${words(path, fault)} Nothing was changed.`;
}

function words(path: string, fault: RestoreFault): string {
  switch (fault.error) {
    case "changed":
      return `The backup is not as it was made; these files differ or are missing: ${fault.files.join(", ")}.`;
    case "newer":
      return `The backup was made by a newer Pressrun (${fault.pressrun}), which this one does not know yet (${fault.migration}). Update first.`;
    case "other-database":
      return `The backup holds ${fault.file}, and DATABASE_URL names another kind of database.`;
    case "damaged":
      return `The backup cannot be used. ${fault.damage}`;
    default:
      return simple[fault.error].replace("PATH", path);
  }
}

const simple = {
  "no-backup": "PATH is no backup, or only half of one: there is no manifest.json in it.",
  "other-secret":
    "APP_SECRET here is not the one under which the backup was made: links in mails already sent would not work, and who" +
    " is suppressed would not be known. Put it into APP_SECRET or APP_SECRETS_FORMER (a backup --with-secrets has it under" +
    " secrets/). If it is lost: --other-secret.",
  running: "Something works with the database (DATABASE_URL) now. Stop Pressrun first, every web and sender process.",
  "not-empty":
    "The database (DATABASE_URL) holds an installation. Make an empty one (createdb), let DATABASE_URL name it, and restore into that.",
  foreign:
    "The database (DATABASE_URL) holds tables of something else. Make an empty one (createdb), and restore into that.",
};
