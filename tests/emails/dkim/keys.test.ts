import { createSign, generateKeyPairSync } from "node:crypto";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { loadDkim, noSigner, type DkimSigner } from "#emails/dkim/keys.server.ts";
import { isAligned, probeDkim } from "#emails/dkim/probe.server.ts";
import { dkimRecord, dkimRecordKey } from "#emails/dkim/record.server.ts";
import { aKeyFolder, pemOf, rsa } from "../../support/dkim.ts";

const name = { domain: "example.org", selector: "p2026q4" };
const pair = rsa();
let keys: ReturnType<typeof aKeyFolder>;

beforeEach(() => {
  keys = aKeyFolder();
});

const load = () => loadDkim({ folder: keys.folder, given: null });
const given = (pem: string, of = name) => loadDkim({ folder: keys.folder, given: { ...of, privateKey: pem } });

function nothingBut(fault: RegExp): DkimSigner {
  return { ...noSigner, fault: expect.stringMatching(fault) as string };
}

describe("the key that signs", () => {
  test("is none, when none was made or chosen: then the mail server may sign", () => {
    expect(load()).toEqual(noSigner);
    expect(loadDkim({ folder: join(keys.folder, "not", "there"), given: null })).toEqual(noSigner);
    keys.put(name, pair);
    expect(load().key).toMatchObject(name);
  });

  test("is the chosen one of two (D-06)", () => {
    keys.put({ ...name, selector: "old" }, rsa());
    keys.put(name, pair);
    expect(load()).toMatchObject({ key: name, fault: null, warning: null });
    expect(load().published!.equals(pair.publicKey)).toBe(true);
  });

  test("is the environment's before any file's", () => {
    keys.put({ ...name, selector: "file" }, rsa());
    expect(given(pemOf(pair))).toMatchObject({ key: name, fault: null });
  });

  test("D-01: below 2048 bits it signs, with a warning", () => {
    expect(given(pemOf(rsa(1024)))).toMatchObject({
      key: name,
      fault: null,
      warning: expect.stringMatching(/1024 bits/),
    });
  });
});

describe("a key that must not sign is a fault in words", () => {
  test("D-01: fewer than 1024 bits", () => {
    expect(given(pemOf(rsa(768)))).toEqual(nothingBut(/768 bits; receivers take none below 1024/));
  });

  test("D-01, D-04: another kind than RSA", () => {
    expect(given(pemOf(generateKeyPairSync("ed25519")))).toEqual(nothingBut(/an ed25519 key; only RSA/));
    expect(given(pemOf(generateKeyPairSync("ec", { namedCurve: "P-256" })))).toEqual(nothingBut(/an ec key/));
    expect(given(pemOf(generateKeyPairSync("rsa-pss", { modulusLength: 2048 })))).toEqual(nothingBut(/an rsa-pss key/));
  });

  test("D-07: text that is no key, which is not repeated", () => {
    const damaged = pemOf(pair).replace(/\n.{9}/, "\n");
    const locked = pair.privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" });
    const publicPem = pair.publicKey.export({ type: "spki", format: "pem" });
    for (const text of ["", "secret", damaged, locked.toString(), publicPem.toString()]) {
      expect(given(text)).toEqual(
        nothingBut(/^DKIM_PRIVATE_KEY is not a private key in PEM form without a passphrase$/),
      );
    }
  });

  test.each([
    ["example", "a", /“example” is not a domain/],
    ["exa mple.org", "a", /not a domain/],
    ["../../etc", "a", /not a domain/],
    ["example.org", "../a", /“..\/a” is not a selector/],
    ["example.org", "", /not a selector/],
    ["example.org", "a; d=evil.example", /not a selector/],
    [`${"a.".repeat(100)}example.org`, "s".repeat(60), /too long together/],
  ])("the name %j, %j", (domain, selector, words) => {
    expect(given(pemOf(pair), { domain, selector })).toEqual(nothingBut(words));
    keys.write("signing.json", JSON.stringify({ domain, selector }));
    expect(load()).toEqual(nothingBut(words));
  });

  test("D-07: a file that others can read", () => {
    keys.put(name, pair);
    for (const mode of [0o644, 0o640, 0o604]) {
      chmodSync(join(keys.folder, "example.org/p2026q4.pem"), mode);
      expect(load()).toEqual(nothingBut(/others can read .*p2026q4\.pem; run: chmod 600 .*p2026q4\.pem/));
    }
  });

  test("files that are not there, or damaged", () => {
    keys.write("signing.json", "{");
    expect(load()).toEqual(nothingBut(/signing\.json is damaged; choose a key with/));
    keys.write("signing.json", "null");
    expect(load()).toEqual(nothingBut(/signing\.json is damaged/));
    keys.write("signing.json", JSON.stringify(name));
    expect(load()).toEqual(nothingBut(/p2026q4\.pem is not there/));
    keys.write("example.org/p2026q4.pem", pemOf(pair));
    expect(load()).toEqual(nothingBut(/p2026q4\.txt is not there; it has the record/));
    keys.write("example.org/p2026q4.txt", "v=DKIM1; k=rsa; p=");
    expect(load()).toEqual(nothingBut(/p2026q4\.txt is not a DKIM record/));
  });

  test("a path that cannot be read as a file", () => {
    keys.write("signing.json/x", "");
    expect(load()).toEqual(nothingBut(/signing\.json cannot be read \(EISDIR\)/));
  });

  test("D-03: one that was swapped for another", () => {
    keys.put(name, pair);
    keys.write("example.org/p2026q4.pem", pemOf(rsa()));
    expect(load()).toEqual(nothingBut(/does not belong to the record in .*p2026q4\.txt/));
  });
});

describe("D-08: the record", () => {
  test("has strings of at most 255 octets, which together are the value", () => {
    const { name: at, value, strings, ttl } = dkimRecord(name, rsa(4096).publicKey);
    expect(at).toBe("p2026q4._domainkey.example.org");
    expect(value).toMatch(/^v=DKIM1; k=rsa; p=[A-Za-z0-9+/]+=*$/);
    expect(strings.length).toBe(3);
    expect(Math.max(...strings.map((string) => Buffer.byteLength(string)))).toBe(255);
    expect(strings.join("")).toBe(value);
    expect(ttl).toBe(86_400);
  });

  test("is read in one string or in several, as DNS pages show it", () => {
    const { value, strings } = dkimRecord(name, pair.publicKey);
    const shown = strings.map((string) => `"${string}"`).join("\n    ");
    for (const text of [value, `${value}\n`, shown]) expect(dkimRecordKey(text)!.equals(pair.publicKey)).toBe(true);
    for (const text of ["", "v=DKIM1; k=rsa", "v=DKIM1; p=AAAA"]) expect(dkimRecordKey(text)).toBeNull();
  });
});

describe("D-03: the probe before a send", () => {
  const signer = () => given(pemOf(pair));

  test("finds nothing in a key that signs, and nothing where none signs", async () => {
    expect(await probeDkim(signer(), "weekly@example.org")).toBeNull();
    expect(await probeDkim(noSigner, "weekly@example.org")).toBeNull();
  });

  test("finds a signature that does not verify with the published key", async () => {
    expect(await probeDkim({ ...signer(), published: rsa().publicKey }, "weekly@example.org")).toBe(
      "Mail cannot be signed (DKIM), so none is sent: what the key p2026q4 signs does not verify with its record.",
    );
  });

  test("finds a key that cannot sign at all", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("x25519");
    const broken = { ...signer(), key: { ...name, privateKey }, published: publicKey };
    expect(() => createSign("sha256").update("x").sign(privateKey)).toThrow();
    expect(await probeDkim(broken, "weekly@example.org")).toMatch(/does not verify/);
  });

  test("says what is wrong with a key that could not be loaded", async () => {
    expect(await probeDkim(given("nothing"), "weekly@example.org")).toMatch(
      /^Mail cannot be signed \(DKIM\), so none is sent: DKIM_PRIVATE_KEY is not .*\.$/,
    );
  });

  test("D-12: finds a From address that the key does not speak for", async () => {
    expect(await probeDkim(signer(), "weekly@other.example")).toMatch(
      /the key is for example\.org, which weekly@other\.example does not belong to/,
    );
  });

  test.each([
    ["a@example.org", true],
    ["a@EXAMPLE.org", true],
    ["a@mail.example.org", true],
    ["a@badexample.org", false],
    ["a@example.org.evil.example", false],
    ["a@org", false],
  ])("D-12: %s is aligned with example.org: %s", (address, aligned) => {
    expect(isAligned(name, address)).toBe(aligned);
  });
});
