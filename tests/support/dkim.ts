import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dkimRecord } from "#emails/dkim/record.server.ts";
import type { DkimKey } from "#emails/dkim/signature.server.ts";
import { endsWithTheTest } from "./cleanup.ts";

export type KeyPair = { privateKey: KeyObject; publicKey: KeyObject };

/** An RSA key pair: of 2048 bits, as ours have. */
export function rsa(bits = 2048): KeyPair {
  return generateKeyPairSync("rsa", { modulusLength: bits });
}

export function pemOf({ privateKey }: KeyPair): string {
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** A folder of keys that goes with the test. */
export function aKeyFolder() {
  const folder = mkdtempSync(join(tmpdir(), "pressrun-dkim-"));
  endsWithTheTest(async () => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string, mode = 0o600) => {
    const path = join(folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
  };
  return {
    folder,
    write,
    /** Puts a key there with its record, and lets it sign. */
    put(name: { domain: string; selector: string }, pair: KeyPair) {
      write(`${name.domain}/${name.selector}.pem`, pemOf(pair));
      write(`${name.domain}/${name.selector}.txt`, dkimRecord(name, pair.publicKey).value);
      write("signing.json", JSON.stringify(name));
    },
  };
}

/** A DNS in which only this key's record stands. */
export function dnsWith(name: Pick<DkimKey, "domain" | "selector">, publicKey: KeyObject) {
  const record = dkimRecord(name, publicKey);
  return async (asked: string, type: string): Promise<string[][]> => {
    if (type === "TXT" && asked === record.name) return [record.strings];
    throw Object.assign(new Error("no such record"), { code: "ENOTFOUND" });
  };
}
