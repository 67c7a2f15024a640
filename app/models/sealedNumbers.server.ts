import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { keyedMac } from "./keyedMac.server.ts";

/** The use of a sealed number; it opens nothing else. */
type SealPurpose = keyof typeof labels;

const labels = { share: "pressrun sealed share\0" };
const numberBytes = 6;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals a number for an address that strangers see: it tells neither the number nor which of two is the lower, and is the
 * same each time. AES-256-GCM, whose nonce is a MAC of the number, so that two numbers never share one.
 * @returns 46 characters
 */
export function sealNumber({ config }: Pick<Context, "config">, purpose: SealPurpose, value: number): string {
  const key = sealingKey(config.secrets[0], purpose);
  const plain = Buffer.alloc(numberBytes);
  plain.writeUIntBE(value, 0, numberBytes);
  const iv = createHmac("sha256", key).update(plain).digest().subarray(0, nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64url");
}

/** Opens a number of `sealNumber`, sealed under the current or a former secret; null for anything else. */
export function openSealedNumber(
  { config }: Pick<Context, "config">,
  purpose: SealPurpose,
  token: string,
): number | null {
  const bytes = Buffer.from(/^[\w-]{46}/.exec(token)?.[0] ?? "", "base64url");
  if (bytes.length !== nonceBytes + numberBytes + tagBytes) return null;
  for (const secret of config.secrets) {
    try {
      const key = sealingKey(secret, purpose);
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      const plain = Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
      return plain.readUIntBE(0, numberBytes);
    } catch {
      // Sealed under another secret, or by nobody.
    }
  }
  return null;
}

function sealingKey(secret: string, purpose: SealPurpose): Buffer {
  return Buffer.from(
    keyedMac(secret, labels[purpose], 0, () => {}),
    "latin1",
  );
}
