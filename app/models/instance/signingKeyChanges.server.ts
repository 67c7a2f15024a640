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
import { isSameKey, signingKey, type SigningKey } from "./signingKeys.server.ts";

const makeKeys = promisify(generateKeyPair);

/** How long a former key's record stays in DNS: its mail may still be on its way (D-06). */
const keepRecordFor = 7 * day;

/** `p2026q4`: shows which of two keys is older. */
export function usualSelector(now: number): string {
  const date = new Date(now);
  return `p${date.getUTCFullYear()}q${Math.floor(date.getUTCMonth() / 3) + 1}`;
}

/**
 * Creates an RSA-2048 key. It does not sign yet, because its record must be in DNS first (D-01).
 * @returns `error`: one sentence; an existing key is never overwritten
 */
export async function makeSigningKey(
  context: Context,
  name: DkimName,
  actor: string,
): Promise<{ key: SigningKey } | { error: string; malformed?: true }> {
  const fault = nameFault(name);
  if (fault) return { error: `There can be no such key: ${fault}.`, malformed: true };
  const files = keyFiles(context.config.dkim.folder, name);
  if (existsSync(files.key) || existsSync(files.record))
    return { error: `There is already a key ${name.selector} of ${name.domain}; name another selector.` };
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

/** The result of a switch; the record of `before` stays in DNS until `keepUntil`. `warnings`: one sentence each. */
export type Switched = { key: SigningKey; before: DkimName | null; keepUntil: number; warnings: string[] };

/**
 * Chooses the key of processes that start from now on. The former key stays (D-06).
 * @returns `error`: one sentence; a key that cannot sign is not chosen
 */
export async function chooseSigningKey(
  context: Context,
  name: DkimName,
  actor: string,
): Promise<Switched | { error: string }> {
  const { folder } = context.config.dkim;
  const { fault } = loadKey(folder, name);
  if (fault) return { error: `This key cannot sign: ${fault}.` };
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
    warnings: await doubts(context, name),
  };
}

function attempt(path: string, write: () => void): { error: string } | null {
  try {
    write();
    return null;
  } catch (error) {
    return { error: `${path} cannot be written (${(error as NodeJS.ErrnoException).code}).` };
  }
}

/** Lists reasons why the chosen key may have no effect. */
async function doubts(context: Context, name: DkimName): Promise<string[]> {
  const briefing = await getBriefing(context);
  const senders = new Set([briefing?.fromAddress ?? context.config.mailFrom, context.config.mailFrom]);
  const misfits = [...senders].filter((address) => !isAligned(name, address));
  return [
    ...misfits.map((address) => `${address} does not belong to ${name.domain}: this key cannot sign mail from there.`),
    ...(context.config.dkim.given ? ["DKIM_PRIVATE_KEY in the environment goes before this key."] : []),
  ];
}
