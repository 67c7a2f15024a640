import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";

/** What an answer says: where the browser was, and what the authenticator did. */
type Said = { challenge: string; origin: string; rpId: string; isVerified?: boolean; counter?: number };

/** Makes passkeys and answers challenges as a device does, and as no honest one would. */
export class Authenticator {
  readonly id = randomBytes(16).toString("base64url");
  private readonly key: KeyObject;
  private readonly point: { x: Buffer; y: Buffer };

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x, y } = publicKey.export({ format: "jwk" });
    this.key = privateKey;
    this.point = { x: Buffer.from(x!, "base64url"), y: Buffer.from(y!, "base64url") };
  }

  /** @param id of the credential, where it claims that of another */
  create(said: Said, id = this.id) {
    const attestationObject = cbor(
      new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", this.dataOf(said, id)],
      ]),
    );
    return {
      id,
      rawId: id,
      type: "public-key" as const,
      response: {
        clientDataJSON: clientData("webauthn.create", said),
        attestationObject: attestationObject.toString("base64url"),
      },
      clientExtensionResults: {},
    };
  }

  /** @param id of the credential, where it claims that of another */
  get(said: Said, userHandle: string, id = this.id) {
    const data = this.dataOf(said, null);
    const clientDataJSON = clientData("webauthn.get", said);
    const hash = createHash("sha256").update(Buffer.from(clientDataJSON, "base64url")).digest();
    const signature = sign("sha256", Buffer.concat([data, hash]), this.key);
    return {
      id,
      rawId: id,
      type: "public-key" as const,
      response: {
        clientDataJSON,
        authenticatorData: data.toString("base64url"),
        signature: signature.toString("base64url"),
        userHandle,
      },
      clientExtensionResults: {},
    };
  }

  /** WebAuthn 6.1; with a credential's id also its public key (6.5.1). */
  private dataOf({ rpId, isVerified = true, counter = 0 }: Said, id: string | null): Buffer {
    const flags = 0x01 | (isVerified ? 0x04 : 0) | (id === null ? 0 : 0x40);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const head = [createHash("sha256").update(rpId).digest(), Buffer.from([flags]), count];
    if (id === null) return Buffer.concat(head);
    const credential = Buffer.from(id, "base64url");
    const length = Buffer.from([credential.length >> 8, credential.length & 255]);
    const key = cbor(
      new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, this.point.x],
        [-3, this.point.y],
      ]),
    );
    return Buffer.concat([...head, Buffer.alloc(16), length, credential, key]);
  }
}

function clientData(type: string, { challenge, origin }: Said): string {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString("base64url");
}

/** RFC 8949, as far as an authenticator needs it. */
function cbor(value: unknown): Buffer {
  if (value instanceof Map)
    return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, held]) => [cbor(key), cbor(held)])]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  return (value as number) < 0 ? head(1, -1 - (value as number)) : head(0, value as number);
}

function head(major: number, size: number): Buffer {
  if (size < 24) return Buffer.from([(major << 5) | size]);
  return size < 256 ? Buffer.from([(major << 5) | 24, size]) : Buffer.from([(major << 5) | 25, size >> 8, size & 255]);
}
