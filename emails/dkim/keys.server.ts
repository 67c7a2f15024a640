import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { dkimRecordKey, type DkimName } from "./record.server.ts";
import type { DkimKey } from "./signature.server.ts";

/** The source of keys: `given` by the environment has precedence over keys that `npm run dkim` made in `folder`. */
export type DkimPlace = { folder: string; given: (DkimName & { privateKey: string }) | null };

/** The signer of our mail. Without key and fault nothing is signed here; the mail server may sign. */
export type DkimSigner = {
  key: DkimKey | null;
  /** The published public key, from the record stored beside the private key. */
  published: KeyObject | null;
  /** Why the chosen key cannot sign; half a sentence. Nothing may be sent then. */
  fault: string | null;
  /** A weakness of a working key; half a sentence. */
  warning: string | null;
};

export const noSigner: DkimSigner = { key: null, published: null, fault: null, warning: null };

/** Loads the signing key. Never throws: a bad key must stop the sending, not the site (D-01, D-03, D-07). */
export function loadDkim({ folder, given }: DkimPlace): DkimSigner {
  if (given) return signerOf(given, readKey(given.privateKey, "DKIM_PRIVATE_KEY"));
  const chosen = chosenKey(folder);
  if (!chosen) return noSigner;
  return "fault" in chosen ? { ...noSigner, fault: chosen.fault } : loadKey(folder, chosen);
}

/** Loads one key of the folder, with its record. */
export function loadKey(folder: string, name: DkimName): DkimSigner {
  const fault = nameFault(name);
  if (fault) return { ...noSigner, fault };
  const { key, record } = keyFiles(folder, name);
  const pem = readText(key);
  if ("fault" in pem) return { ...noSigner, fault: pem.fault };
  if (othersMayRead(key)) return { ...noSigner, fault: `others can read ${key}; run: chmod 600 ${key}` };
  return signerOf(name, readKey(pem.text, key), record);
}

/** Returns the files of a key. The name must have passed `nameFault`. */
export function keyFiles(folder: string, { domain, selector }: DkimName): { key: string; record: string } {
  const path = join(folder, domain, selector);
  return { key: `${path}.pem`, record: `${path}.txt` };
}

/** Returns the file that names the signing key of the folder. */
export function choiceFile(folder: string): string {
  return join(folder, "signing.json");
}

/** Reads the name of the folder's signing key; null when none was chosen. */
export function chosenKey(folder: string): DkimName | { fault: string } | null {
  const path = choiceFile(folder);
  const file = readText(path);
  if ("fault" in file) return file.isMissing ? null : { fault: file.fault };
  try {
    const { domain, selector } = JSON.parse(file.text) as DkimName;
    const fault = nameFault({ domain, selector });
    return fault ? { fault: `${path}: ${fault}` } : { domain, selector };
  } catch {
    return { fault: `${path} is damaged; choose a key with: npm run dkim -- --domain DOMAIN --use SELECTOR` };
  }
}

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const selectorForm = new RegExp(`^${label}(?:\\.${label})*$`);
const domainForm = new RegExp(`^${label}(?:\\.${label})+$`);

/** @returns half a sentence about a key name that is invalid in DNS or as a path; null for a valid one */
export function nameFault({ domain, selector }: DkimName): string | null {
  if (!domainForm.test(domain)) return `“${domain}” is not a domain, like example.org`;
  if (!selectorForm.test(selector)) return `“${selector}” is not a selector: letters a to z, digits and hyphens`;
  return `${selector}._domainkey.${domain}`.length > 253 ? "the selector and the domain are too long together" : null;
}

type ReadKey = { privateKey: KeyObject; warning: string | null } | { fault: string };

/** @param source of the text, for the fault, which must never repeat the text (D-07) */
function readKey(pem: string, source: string): ReadKey {
  const privateKey = parseKey(pem);
  if (!privateKey) return { fault: `${source} is not a private key in PEM form without a passphrase` };
  const kind = privateKey.asymmetricKeyType;
  if (kind !== "rsa") return { fault: `${source} is an ${kind} key; only RSA is understood everywhere` };
  const bits = privateKey.asymmetricKeyDetails!.modulusLength!;
  if (bits < 1024) return { fault: `${source} has ${bits} bits; receivers take none below 1024` };
  return { privateKey, warning: bits < 2048 ? `${source} has ${bits} bits; 2048 are asked for` : null };
}

function parseKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

/** @param record the file with the published record; without it the public key is derived from the private key */
function signerOf(name: DkimName, read: ReadKey, record?: string): DkimSigner {
  const fault = nameFault(name) ?? ("fault" in read ? read.fault : null);
  if (fault || "fault" in read) return { ...noSigner, fault };
  const derived = createPublicKey(read.privateKey);
  const published = record ? readRecord(record) : derived;
  if ("fault" in published) return { ...noSigner, fault: published.fault };
  if (!published.equals(derived)) return { ...noSigner, fault: `the key does not belong to the record in ${record}` };
  const { domain, selector } = name;
  return { key: { domain, selector, privateKey: read.privateKey }, published, fault: null, warning: read.warning };
}

function readRecord(path: string): KeyObject | { fault: string } {
  const file = readText(path);
  if ("fault" in file) return { fault: `${file.fault}; it has the record as it stands in DNS` };
  return dkimRecordKey(file.text) ?? { fault: `${path} is not a DKIM record (v=DKIM1; k=rsa; p=…)` };
}

function readText(path: string): { text: string } | { fault: string; isMissing: boolean } {
  try {
    return { text: readFileSync(path, "utf8") };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === "ENOENT";
    return { fault: isMissing ? `${path} is not there` : `${path} cannot be read (${code})`, isMissing };
  }
}

/** Windows has no such modes. */
function othersMayRead(path: string): boolean {
  return process.platform !== "win32" && (statSync(path).mode & 0o077) !== 0;
}
