import { hash } from "node:crypto";

/**
 * Returns a Message-ID: unique for edition and reader, the same on every retry (H-26). It does not reveal the reader's
 * id.
 */
export function messageId(markerKey: string, subscriberId: number, fromAddress: string): string {
  return `<${editionHash(markerKey, String(subscriberId)).slice(0, 32)}@${fromAddress.slice(fromAddress.indexOf("@") + 1)}>`;
}

/** Returns the hash that the archive shows: of the HTML and text parts as frozen, markers included. */
export function editionHash(html: string, text: string): string {
  return hash("sha256", `${html}\0${text}`, "hex");
}
