import { readFileSync, statSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { loadDkim } from "#emails/dkim/keys.server.ts";
import { dkimRecordKey } from "#emails/dkim/record.server.ts";
import { bodyHash, isSignedWith, signatureHeader } from "#emails/dkim/signature.server.ts";
import { aKeyFolder } from "../support/dkim.ts";
import { aTerminal, type Terminal } from "../support/scripts.ts";

type Listed = { domain: string; selector: string; signs: boolean; file: string; record: { value: string } };

let folder: string;
let terminal: Terminal;

beforeEach(() => {
  folder = `${aKeyFolder().folder}/dkim`;
  terminal = aTerminal({ env: { DKIM_FOLDER: folder } });
});

const dkim = (...args: string[]) => terminal.run("dkim", ["--domain", "example.org", ...args]);

async function listed(): Promise<Listed[]> {
  return JSON.parse((await terminal.run("dkim", ["--list", "--json"])).stdout) as Listed[];
}

describe("npm run dkim", () => {
  test("makes a key, prints its record as it is entered, and says what to do next (D-01, D-08)", async () => {
    const { code, stdout, stderr } = await dkim("--selector", "one");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/name {4}one\._domainkey\.example\.org\n {3}type {4}TXT\n {3}TTL {5}86400\n/);
    const strings = [...stdout.matchAll(/"([^"]*)"/g)].map(([, string]) => string!);
    expect(strings.map((string) => string.length)).toEqual([255, expect.any(Number)]);
    expect(stdout).toContain(`\n   ${strings.join("")}\n`);
    expect(stdout).toContain("npm run dkim -- --domain example.org --use one");
    expect(stdout).not.toContain("PRIVATE");
    expect(statSync(`${folder}/example.org/one.pem`).mode & 0o777).toBe(0o600);
  });

  test("prints a record whose key verifies what the chosen one signs (D-03)", async () => {
    const made = JSON.parse((await dkim("--selector", "one", "--json")).stdout) as Listed;
    expect(made).toMatchObject({ domain: "example.org", selector: "one", signs: false });
    await dkim("--use", "one");
    const { key } = loadDkim({ folder, given: null });
    const field = await signatureHeader(key!, "From: <a@example.org>", bodyHash().digest());
    expect(isSignedWith(dkimRecordKey(made.record.value)!, field, "From: <a@example.org>")).toBe(true);
  });

  test("names a key by its year and quarter, and writes over none", async () => {
    const [key] = [JSON.parse((await dkim("--json")).stdout) as Listed];
    expect(key.selector).toMatch(/^p20\d\dq[1-4]$/);
    const before = readFileSync(key.file, "utf8");
    expect(await dkim()).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^There is already a key/),
    });
    expect(readFileSync(key.file, "utf8")).toBe(before);
  });

  test("D-06: switches in one command, and shows both records", async () => {
    await dkim("--selector", "one");
    await dkim("--selector", "two");
    expect((await dkim("--use", "one")).stdout).toMatch(/^one of example\.org signs from the next start on/);
    const switched = await dkim("--use", "two");
    expect(switched.stdout).toMatch(/Leave the record of one\._domainkey\.example\.org in DNS until \d{4}-\d\d-\d\d/);
    expect((await listed()).map(({ selector, signs }) => [selector, signs])).toEqual([
      ["one", false],
      ["two", true],
    ]);
    const { stdout } = await terminal.run("dkim", ["--list"]);
    expect(stdout).toMatch(
      /one of example\.org: does not sign [^]*"v=DKIM1[^]*two of example\.org: signs [^]*"v=DKIM1/,
    );
  });

  test("D-12: says when the key does not speak for the addresses that mail comes from", async () => {
    await dkim("--selector", "one");
    expect((await dkim("--use", "one")).stdout).not.toContain("Warning");
    await terminal.run("dkim", ["--domain", "other.example", "--selector", "one"]);
    const { stdout } = await terminal.run("dkim", ["--domain", "other.example", "--use", "one"]);
    expect(stdout).toMatch(/Warning: hello@briefing\.example\.org does not belong to other\.example/);
  });

  test.each([
    [["--list", "--use", "one"], 2, "--selector, --use and --list are three things to do: give one."],
    [["--use", "none"], 1, "This key cannot sign:"],
    [["--selector", "../x"], 2, "There can be no such key: “../x” is not a selector"],
    [["--domain", "example"], 2, "There can be no such key: “example” is not a domain"],
  ])("refuses %j in a sentence", async (args, code, words) => {
    const said = await dkim(...args);
    expect(said).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(words) });
    expect(said.stderr).not.toMatch(/\n {4}at |Error:/);
  });

  test("asks for a domain, and says when there is no key", async () => {
    expect(await terminal.run("dkim")).toMatchObject({ code: 2, stderr: expect.stringMatching(/^--domain DOMAIN is/) });
    expect((await terminal.run("dkim", ["--list"])).stdout).toMatch(/^There is no key\. Make one:/);
  });
});
