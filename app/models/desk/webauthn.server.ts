import { createHash, createPublicKey, timingSafeEqual, verify, type JsonWebKey, type KeyObject } from "node:crypto";

/** The facts that an answer must name: the challenge, the page's origin, and the host that the passkey belongs to. */
type Expected = { challenge: string; origin: string; rpId: string };

/** All base64url, as browsers send them. */
type SignedAnswer = { clientDataJSON: string; authenticatorData: string; signature: string };

/** COSE's numbers (RFC 9053) of ES256, EdDSA and RS256: every authenticator has one of them. */
export const passkeyAlgorithms = [-7, -8, -257];

/** Flags of an authenticator's data (WebAuthn 6.1): somebody was there, and it was checked who. */
const [present, verified] = [0x01, 0x04];

/**
 * Verifies what a passkey signed (WebAuthn 7.2), but for what only the database knows. By hand, because Node has
 * all of it: a sign-in loads no library.
 * @param publicKey as `verifyNewPasskey` returns it
 * @returns its counter; null when anything is not as it must be
 */
export function verifyAnswer(answer: SignedAnswer, publicKey: string, expected: Expected): { counter: number } | null {
  const client = bytes(answer.clientDataJSON);
  const data = bytes(answer.authenticatorData);
  if (!saysExpected(client, "webauthn.get", expected) || !isOurs(data, expected.rpId)) return null;
  const key = createPublicKey({ key: bytes(publicKey), format: "der", type: "spki" });
  const signed = Buffer.concat([data, createHash("sha256").update(client).digest()]);
  const digest = key.asymmetricKeyType === "ed25519" ? null : "sha256";
  return verify(digest, signed, key, bytes(answer.signature)) ? { counter: data.readUInt32BE(33) } : null;
}

/** `publicKey`: SPKI, base64url. */
type NewPasskey = { credentialId: string; publicKey: string; counter: number };

/**
 * Verifies a passkey that was just made (WebAuthn 7.1). No attestation is looked at: the
 * maker of the device does not matter.
 * @returns null when anything is not as it must be
 */
export async function verifyNewPasskey(
  { clientDataJSON, attestationObject }: { clientDataJSON: string; attestationObject: string },
  expected: Expected,
): Promise<NewPasskey | null> {
  if (!saysExpected(bytes(clientDataJSON), "webauthn.create", expected)) return null;
  const { decodeAttestationObject, decodeCredentialPublicKey, parseAuthenticatorData } =
    await import("@simplewebauthn/server/helpers");
  try {
    const data = decodeAttestationObject(new Uint8Array(bytes(attestationObject))).get("authData");
    if (!isOurs(Buffer.from(data), expected.rpId)) return null;
    const { credentialID, credentialPublicKey, counter } = parseAuthenticatorData(data);
    if (!credentialID || !credentialPublicKey) return null;
    const key = keyFrom(decodeCredentialPublicKey(credentialPublicKey) as unknown as CoseKey);
    if (!key) return null;
    const publicKey = key.export({ format: "der", type: "spki" }).toString("base64url");
    return { credentialId: Buffer.from(credentialID).toString("base64url"), publicKey, counter };
  } catch {
    // Its bytes are no such thing, or no point of the curve.
    return null;
  }
}

/** Returns the challenge that an answer says it signed; an empty string when it says none. */
export function challengeIn(clientDataJSON: string): string {
  const { challenge } = clientDataIn(bytes(clientDataJSON));
  return typeof challenge === "string" ? challenge : "";
}

function saysExpected(client: Buffer, type: string, { challenge, origin }: Expected): boolean {
  const said = clientDataIn(client);
  return said.type === type && said.challenge === challenge && said.origin === origin && said.crossOrigin !== true;
}

function clientDataIn(client: Buffer): Record<string, unknown> {
  try {
    return (JSON.parse(client.toString("utf8")) as Record<string, unknown> | null) ?? {};
  } catch {
    return {};
  }
}

/** True for an authenticator's data of our host that says who was there. */
function isOurs(data: Buffer, rpId: string): boolean {
  if (data.length < 37) return false;
  const flags = data[32]!;
  const isOurHost = timingSafeEqual(data.subarray(0, 32), createHash("sha256").update(rpId).digest());
  return isOurHost && (flags & present) !== 0 && (flags & verified) !== 0;
}

type CoseKey = Map<number, number | Uint8Array | undefined>;

/** @returns null for a kind of key that we did not ask for */
function keyFrom(cose: CoseKey): KeyObject | null {
  const part = (label: number) => Buffer.from(cose.get(label) as Uint8Array).toString("base64url");
  const kinds: Record<number, () => JsonWebKey> = {
    [-7]: () => ({ kty: "EC", crv: "P-256", x: part(-2), y: part(-3) }),
    [-8]: () => ({ kty: "OKP", crv: "Ed25519", x: part(-2) }),
    [-257]: () => ({ kty: "RSA", n: part(-1), e: part(-2) }),
  };
  const jwk = kinds[cose.get(3) as number];
  if (!jwk) return null;
  const key = createPublicKey({ key: jwk(), format: "jwk" });
  return key.asymmetricKeyType === "rsa" && key.asymmetricKeyDetails!.modulusLength! < 2048 ? null : key;
}

function bytes(base64url: string): Buffer {
  return Buffer.from(base64url, "base64url");
}
