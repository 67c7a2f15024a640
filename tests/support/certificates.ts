import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";

/** A certificate that nobody but a test trusts, and its key, both as PEM. */
export type Certificate = { cert: string; key: string; privateKey: KeyObject };

/**
 * Makes a certificate that is signed by itself (RFC 5280), which Node cannot.
 * @param host the name it is for
 * @param from milliseconds, and `until`: when it is good
 */
export function aCertificate(host: string, from = Date.UTC(2020, 0, 1), until = Date.UTC(2049, 0, 1)): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const algorithm = list(oid(42, 134, 72, 134, 247, 13, 1, 1, 11), der(0x05));
  const name = list(der(0x31, list(oid(85, 4, 3), der(0x0c, Buffer.from(host)))));
  const names = list(oid(85, 29, 17), der(0x04, list(der(0x82, Buffer.from(host)))));
  const signed = list(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    list(time(from), time(until)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, list(names)),
  );
  const signature = sign("sha256", signed, privateKey);
  const whole = list(signed, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString("base64").replace(/.{64}/g, "$&\n");
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    privateKey,
  };
}

/** A value of ASN.1 with its tag and length (X.690). */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function list(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

/** The bytes of an object identifier, as they are written. */
function oid(...bytes: number[]): Buffer {
  return der(0x06, Buffer.from(bytes));
}

function time(at: number): Buffer {
  const text = new Date(at).toISOString().replace(/\D/g, "");
  return der(0x17, Buffer.from(`${text.slice(2, 14)}Z`));
}
