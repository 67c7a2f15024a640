import { randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import {
  chooseSigningKey,
  makeSigningKey,
  usualSelector,
  type KeyFault,
} from "#app/models/instance/signingKeyChanges.server.ts";
import { signingKeys, type SigningKey } from "#app/models/instance/signingKeys.server.ts";
import { loadDkim } from "#emails/dkim/keys.server.ts";
import { probeDkim } from "#emails/dkim/probe.server.ts";
import { wordKeyDoubt, wordKeyFault } from "../../../scripts/frame/signingKeys.ts";
import { monday, testContext, type TestContext } from "../../support/context.ts";
import { aKeyFolder, pemOf, rsa } from "../../support/dkim.ts";
import { aBriefing } from "../../support/newsroom.ts";

const domain = "briefing.example.org";
const old = { domain, selector: "old" };
const young = { domain, selector: "young" };

let folder: string;
let keys: ReturnType<typeof aKeyFolder>;
let context: TestContext;

beforeEach(async () => {
  keys = aKeyFolder();
  folder = join(keys.folder, "dkim");
  context = await testContext({ env: { DKIM_FOLDER: folder } });
  await aBriefing(context);
});

async function made(name: { domain: string; selector: string }): Promise<SigningKey> {
  const made = await makeSigningKey(context, name, "Ruth");
  if ("error" in made) throw new Error(made.error);
  return made.key;
}

async function chosen(name: { domain: string; selector: string }) {
  const chosen = await chooseSigningKey(context, name, "Ruth");
  if ("error" in chosen) throw new Error(chosen.error);
  return chosen;
}

function listed(of?: string): SigningKey[] {
  const keys = signingKeys(context, of);
  if ("error" in keys) throw new Error(keys.error);
  return keys;
}

function wordsFor(result: object | KeyFault): string | null {
  return "error" in result ? wordKeyFault(result) : null;
}

const states = () => listed().map(({ selector, signs }) => [selector, signs]);

describe("a key that was made", () => {
  test("D-01, D-07: is RSA-2048, for its owner only, and has its record beside it", async () => {
    const key = await made(old);
    expect(statSync(key.file!).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, domain)).mode & 0o777).toBe(0o700);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(folder, domain, "old.txt"), "utf8")).toBe(`${key.record!.value}\n`);
    await chosen(old);
    const loaded = loadDkim(context.config.dkim);
    expect(loaded).toMatchObject({ fault: null, warning: null });
    expect(loaded.key!.privateKey.asymmetricKeyDetails!.modulusLength).toBe(2048);
    expect(await probeDkim(loaded, "editors@briefing.example.org")).toBeNull();
  });

  test("D-06: does not sign before it is chosen", async () => {
    await made(old);
    expect(states()).toEqual([["old", false]]);
    expect(loadDkim(context.config.dkim).key).toBeNull();
  });

  test("is never written over", async () => {
    const { file } = await made(old);
    const before = readFileSync(file!, "utf8");
    const again = await makeSigningKey(context, old, "Ruth");
    expect(wordsFor(again)).toBe("There is already a key old of briefing.example.org; name another selector.");
    expect(readFileSync(file!, "utf8")).toBe(before);
  });

  test("is in the audit log, without its text (D-07)", async () => {
    await made(old);
    await chosen(old);
    const events = (await recentEvents(context)).filter(({ action }) => action === "dkim");
    expect(events.map(({ actor, detail }) => [actor, detail])).toEqual([
      ["Ruth", "signs with old of briefing.example.org"],
      ["Ruth", "made old of briefing.example.org"],
    ]);
  });

  test("has a usual name that tells its age", () => {
    expect(usualSelector(monday)).toBe("p2026q4");
    expect([0, 3, 6, 9].map((month) => usualSelector(Date.UTC(2027, month)))).toEqual([
      ...["p2027q1", "p2027q2", "p2027q3", "p2027q4"],
    ]);
  });
});

describe("no key is made", () => {
  test.each([
    [{ domain: "example", selector: "a" }, /“example” is not a domain/],
    [{ domain: "../..", selector: "a" }, /is not a domain/],
    [{ domain, selector: "../../x" }, /is not a selector/],
  ])("under the name %j", async (name, words) => {
    expect(wordsFor(await makeSigningKey(context, name, "Ruth"))).toMatch(words);
    expect(listed()).toEqual([]);
  });

  test("where files cannot be written", async () => {
    keys.write("dkim", "a file");
    const unmade = await makeSigningKey(context, old, "Ruth");
    expect(wordsFor(unmade)).toMatch(/old\.pem cannot be written \([A-Z]+\)\.$/);
    expect(wordsFor(signingKeys(context))).toMatch(/cannot be read \(ENOTDIR\)/);
  });
});

describe("D-06: rotation", () => {
  test("chooses the new one, keeps the old one readable, and says how long its record must stay", async () => {
    await made(old);
    await made(young);
    expect((await chosen(old)).before).toBeNull();
    const { before, keepUntil, doubts } = await chosen(young);
    expect({ before, keepUntil, doubts }).toEqual({ before: old, keepUntil: monday + 7 * 86_400_000, doubts: [] });
    expect(states()).toEqual([
      ["old", false],
      ["young", true],
    ]);
    expect(listed().map(({ record }) => record!.name)).toEqual([
      "old._domainkey.briefing.example.org",
      "young._domainkey.briefing.example.org",
    ]);
    expect(loadDkim(context.config.dkim).key).toMatchObject(young);
  });

  test("can be taken back", async () => {
    await made(old);
    await made(young);
    await chosen(young);
    expect(await chosen(old)).toMatchObject({ before: young });
    expect((await chosen(old)).before).toBeNull();
  });

  test("never chooses a key that cannot sign", async () => {
    await made(old);
    await chosen(old);
    const unfit = await chooseSigningKey(context, young, "Ruth");
    expect(wordsFor(unfit)).toMatch(/^This key cannot sign: .*young\.pem is not there\.$/);
    expect(await chooseSigningKey(context, { domain, selector: "../x" }, "Ruth")).toHaveProperty("error");
    expect(loadDkim(context.config.dkim).key).toMatchObject(old);
  });

  test("D-12: warns when the key speaks for none of the addresses that mail comes from", async () => {
    await made({ domain: "other.example", selector: "a" });
    const { doubts } = await chosen({ domain: "other.example", selector: "a" });
    expect(doubts.map(wordKeyDoubt)).toEqual([
      expect.stringMatching(/^editors@briefing\.example\.org does not belong to other\.example/),
      expect.stringMatching(/^hello@briefing\.example\.org does not belong to other\.example/),
    ]);
  });
});

describe("the list of keys", () => {
  test("is empty where nothing is", () => {
    expect(listed()).toEqual([]);
  });

  test("has those of one domain, or all, in order; what is wrong stands beside it", async () => {
    await made(young);
    await made({ domain: "a.example", selector: "x" });
    keys.write(`dkim/${domain}/bad.pem`, "nothing", 0o644);
    expect(listed().map(({ domain, selector }) => `${selector}.${domain}`)).toEqual([
      "x.a.example",
      "bad.briefing.example.org",
      "young.briefing.example.org",
    ]);
    expect(listed(domain)[0]).toMatchObject({
      selector: "bad",
      record: null,
      fault: expect.stringMatching(/chmod 600/),
    });
    expect(JSON.stringify(listed())).not.toContain("PRIVATE");
  });

  test("begins with the environment's, which signs", async () => {
    await made(old);
    await chosen(old);
    const pair = rsa();
    const env = { DKIM_FOLDER: folder, DKIM_PRIVATE_KEY: pemOf(pair), DKIM_DOMAIN: domain, DKIM_SELECTOR: "env" };
    context = await testContext({ env });
    expect(states()).toEqual([
      ["env", true],
      ["old", false],
    ]);
    expect(context.dkim.key).toMatchObject({ domain, selector: "env" });
    expect((await chosen(old)).doubts.map(wordKeyDoubt)).toEqual([
      expect.stringMatching(/^DKIM_PRIVATE_KEY .* goes before/),
    ]);
  });
});

test("D-03: a bad key keeps no process from starting, and the log says what is wrong", async () => {
  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(line) });
  const env = {
    DKIM_PRIVATE_KEY: `-----BEGIN PRIVATE KEY-----\n${randomUUID()}`,
    DKIM_DOMAIN: domain,
    DKIM_SELECTOR: "a",
  };
  context = await testContext({ env, log });
  expect(context.dkim).toMatchObject({ key: null, fault: expect.stringMatching(/^DKIM_PRIVATE_KEY is not/) });
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({
      level: 50,
      msg: expect.stringMatching(/cannot be signed \(DKIM\): DKIM_PRIVATE_KEY is/),
    }),
  ]);
});
