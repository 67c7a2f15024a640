import { beforeEach, describe, expect, test } from "vitest";
import { recordConsent } from "#app/models/consent/record.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, aReader } from "../support/newsroom.ts";
import { aTerminal, type Terminal } from "../support/scripts.ts";

let context: TestContext;
let terminal: Terminal;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  terminal = aTerminal({ databaseUrl: context.database.url });
  const ana = await aReader(context, list, "ana@readers.example", "Ana Berg");
  await aReader(context, list, "bob@readers.example");
  await recordConsent(context, { subscriberId: ana.id, listId: list.id, kind: "ended", wording: "", source: "page" });
});

const consent = (...args: string[]) => terminal.run("consent", args);

describe("npm run consent", () => {
  test("verifies the chain, prints its head, and finds what was changed since", async () => {
    const whole = await consent("verify");
    expect(whole).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/^OK: .*\n\n {2}receipts +3\n/) });
    const [, head] = /Head: receipt 3, ([0-9a-f]{64})\n/.exec(whole.stdout)!;

    await context.db.updateTable("consent_events").set({ kind: "confirmed" }).where("seq", "=", 3).execute();
    const broken = await consent("verify", "--json", "--expect", head!);
    expect(broken.code).toBe(1);
    expect(JSON.parse(broken.stdout)).toMatchObject({ ok: false, receipts: 2, fault: { seq: 3, what: "changed" } });
  });

  test("prints an export that verifies by itself", async () => {
    const { code, stdout } = await consent("export");
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).type),
    ).toEqual([undefined, "wording", ...Array(3).fill("event")]);
    expect(stdout).not.toMatch(/readers\.example|Berg/);
    const file = terminal.file("export.jsonl", stdout);
    expect(await consent("verify", "--file", file)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^OK/) });
    const changed = terminal.file("changed.jsonl", stdout.replace('"ended"', '"confirmed"'));
    expect(await consent("verify", "--file", changed)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("BROKEN. Receipt 3 was changed"),
    });

    const ofAna = await consent("export", "--email", "ana@readers.example", "--list", "weekly", "--personal");
    expect(ofAna.stdout).toContain("Ana Berg");
    expect(ofAna.stdout).not.toContain("bob@");
  });

  test.each<[string[], number, string]>([
    [[], 2, "verify|export is missing."],
    [["look"], 2, "Say what to do: verify or export."],
    [["verify", "--personal"], 2, "are for export."],
    [["export", "--expect", "x"], 2, "are for verify."],
    [["verify", "--expect", "x"], 2, "--expect: A hash has 64 digits"],
    [["verify", "--file", "no.jsonl"], 1, "no.jsonl: There is no such file"],
    [["export", "--list", "no"], 1, "There is no list “no”."],
    [["export", "--email", "eve@readers.example"], 1, "--email: Nobody has this address."],
  ])("%j is refused in a sentence", async (args, code, words) => {
    expect(await consent(...args)).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(words) });
  });
});
