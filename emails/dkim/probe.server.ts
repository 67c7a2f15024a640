import type { DkimSigner } from "./keys.server.ts";
import { bodyHash, isSignedWith, signatureHeader, type DkimKey } from "./signature.server.ts";

/**
 * Signs a probe and verifies it against the published key, without the network. Called before every send, because mail
 * would otherwise go out unsigned without notice (D-03).
 * @param fromAddress the From address of the mail
 * @returns null when the signature is valid, or nothing is signed here; else a sentence why nothing may be sent
 */
export async function probeDkim(dkim: DkimSigner, fromAddress: string): Promise<string | null> {
  const reason = dkim.fault ?? (await keyFault(dkim, fromAddress));
  return reason ? `Mail cannot be signed (DKIM), so none is sent: ${reason}.` : null;
}

/** True when the key's domain is that of the address, or one above it, so that its signature is aligned (D-12). */
export function isAligned({ domain }: Pick<DkimKey, "domain">, address: string): boolean {
  const from = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  return from === domain || from.endsWith(`.${domain}`);
}

async function keyFault({ key, published }: DkimSigner, fromAddress: string): Promise<string | null> {
  if (!key || !published) return null;
  if (!isAligned(key, fromAddress))
    return `the key is for ${key.domain}, which ${fromAddress} does not belong to; receivers would not count it`;
  const head = `From: <${fromAddress}>\r\nSubject: Probe\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click`;
  const isGood = await signatureHeader(key, head, bodyHash().digest()).then(
    (field) => isSignedWith(published, field, head),
    () => false,
  );
  return isGood ? null : `what the key ${key.selector} signs does not verify with its record`;
}
