import { createPublicKey, type KeyObject } from "node:crypto";

/** A TXT record as it is entered: as one string, or in strings of at most 255 octets (D-08). */
export type DkimRecord = { name: string; value: string; strings: string[]; ttl: number };

/** Long, because some receivers wait for DNS only briefly, and then find no key (D-08). */
const aDay = 86_400;

/** Returns the DNS record of a public key. */
export function dkimRecord({ domain, selector }: DkimName, publicKey: KeyObject): DkimRecord {
  const value = `v=DKIM1; k=rsa; p=${publicKey.export({ type: "spki", format: "der" }).toString("base64")}`;
  return { name: `${selector}._domainkey.${domain}`, value, strings: value.match(/.{1,255}/g)!, ttl: aDay };
}

/** Parses the public key of a record's value, in one string or in several; null when there is none. */
export function dkimRecordKey(value: string): KeyObject | null {
  const key = /(?:^|;)p=([^;]+)/.exec(value.replace(/["\s]/g, ""))?.[1];
  if (!key) return null;
  try {
    return createPublicKey({ key: Buffer.from(key, "base64"), format: "der", type: "spki" });
  } catch {
    return null;
  }
}

/** The name of a key, whose record is at `selector._domainkey.domain`. Both in lower case. */
export type DkimName = { domain: string; selector: string };
