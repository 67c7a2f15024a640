import { generateKeyPair } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { day } from "#app/models/durations.ts";
import { choiceFile, chosenKey, keyFiles, loadKey, nameFault } from "#emails/dkim/keys.server.ts";
import { isAligned } from "#emails/dkim/probe.server.ts";
import { dkimRecord, type DkimName } from "#emails/dkim/record.server.ts";
import { isSameKey, signingKey, type PathFault, type SigningKey } from "./signingKeys.server.ts";

const makeKeys = promisify(generateKeyPair);

/** How long a former key's record stays in DNS: its mail may still be on its way (D-06). */
const keepRecordFor = 7 * day;

/** `p2026q4`: shows which of two keys is older. */
export function usualSelector(now: number): string {
  const date = new Date(now);
  return `p${date.getUTCFullYear()}q${Math.floor(date.getUTCMonth() / 3) + 1}`;
}

/** Why a key was not made or chosen; `why`: half a sentence, from `emails/dkim`. */
export type KeyFault =
  PathFault | { error: "no-key-name" | "cannot-sign"; why: string } | ({ error: "taken" } & DkimName);

/**
 * Creates an RSA-2048 key. It does not sign yet, because its record must be in DNS first (D-01).
 * @returns the key, or why there is none; an existing key is never overwritten
 */
export async function makeSigningKey(
  context: Context,
  name: DkimName,
  actor: string,
): Promise<{ key: SigningKey } | KeyFault> {
  const fault = nameFault(name);
  if (fault) return { error: "no-key-name", why: fault };
  const files = keyFiles(context.config.dkim.folder, name);
  if (existsSync(files.key) || existsSync(files.record)) return { error: "taken", ...name };
  const { privateKey, publicKey } = await makeKeys("rsa", { modulusLength: 2048 });
  const failed = attempt(files.key, () => {
    mkdirSync(dirname(files.key), { recursive: true, mode: 0o700 });
    writeFileSync(files.key, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
    writeFileSync(files.record, `${dkimRecord(name, publicKey).value}\n`);
  });
  if (failed) return failed;
  await logAction(context, actor, "dkim", `made ${name.selector} of ${name.domain}`);
  return { key: signingKey(context, name) };
}

/** Why a chosen key may have no effect; `misfit`: it cannot sign mail from `address`. */
export type KeyDoubt = { doubt: "misfit"; address: string; domain: string } | { doubt: "key-in-environment" };

/** The result of a switch; the record of `before` stays in DNS until `keepUntil`. */
export type Switched = { key: SigningKey; before: DkimName | null; keepUntil: number; doubts: KeyDoubt[] };

/**
 * Chooses the key of processes that start from now on. The former key stays (D-06).
 * @returns the switch, or why there is none; a key that cannot sign is not chosen
 */
export async function chooseSigningKey(context: Context, name: DkimName, actor: string): Promise<Switched | KeyFault> {
  const { folder } = context.config.dkim;
  const { fault } = loadKey(folder, name);
  if (fault) return { error: "cannot-sign", why: fault };
  const before = chosenKey(folder);
  const path = choiceFile(folder);
  const failed = attempt(path, () => {
    // Renamed into place, so that no process reads a half-written file.
    writeFileSync(`${path}.new`, `${JSON.stringify(name)}\n`);
    renameSync(`${path}.new`, path);
  });
  if (failed) return failed;
  await logAction(context, actor, "dkim", `signs with ${name.selector} of ${name.domain}`);
  return {
    key: signingKey(context, name),
    before: before && !("fault" in before) && !isSameKey(before, name) ? before : null,
    keepUntil: context.clock() + keepRecordFor,
    doubts: await doubtsAbout(context, name),
  };
}

function attempt(path: string, write: () => void): PathFault | null {
  try {
    write();
    return null;
  } catch (error) {
    return { error: "unwritable", path, code: (error as NodeJS.ErrnoException).code ?? "" };
  }
}

/** Lists reasons why the chosen key may have no effect. */
async function doubtsAbout(context: Context, name: DkimName): Promise<KeyDoubt[]> {
  const briefing = await getBriefing(context);
  const senders = new Set([briefing?.fromAddress ?? context.config.mailFrom, context.config.mailFrom]);
  const misfits = [...senders].filter((address) => !isAligned(name, address));
  return [
    ...misfits.map((address) => ({ doubt: "misfit" as const, address, domain: name.domain })),
    ...(context.config.dkim.given ? [{ doubt: "key-in-environment" as const }] : []),
  ];
}
