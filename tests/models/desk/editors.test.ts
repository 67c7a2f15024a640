import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { briefingSchema, getBriefing } from "#app/models/briefing.server.ts";
import {
  checkOwnPassword,
  createEditor,
  editorSchema,
  hasNoEditors,
  listEditors,
  setDisabled,
  setRole,
  setPassword,
  type EditorFault,
} from "#app/models/desk/editors.server.ts";
import { editorFaultByField } from "#app/models/desk/faultWords.server.ts";
import { browserKey, rememberBrowser } from "#app/models/desk/knownBrowsers.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { editorOfSession, endOtherSessions, sessionsOf, startSession } from "#app/models/desk/sessions.server.ts";
import { setUp } from "#app/models/desk/setUp.server.ts";
import { signIn } from "#app/models/desk/signIn.server.ts";
import { createSignInLink, redeemSignInLink } from "#app/models/desk/signInLinks.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { signToken } from "#app/models/signedTokens.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor, aPassword } from "../../support/desk.ts";
import { aBriefing } from "../../support/newsroom.ts";

const minute = 60_000;
const hour = 60 * minute;

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

const home = "192.0.2.0/24";
const enter = (password: string, email = "ines.halloran@briefing.example", network = home, browsers = "") =>
  signIn(context, { email, password, network, browsers });
const noted = async () =>
  (await recentEvents(context, 1000)).map(({ action, detail }) => `${action}: ${detail}`).reverse();

describe("a password", () => {
  test("is not one that would be guessed soon, and nothing of it is kept (S-05)", async () => {
    await aBriefing(context);
    const editor = { email: "ines@briefing.example", name: "Ines Halloran", role: "editor" as const };
    for (const [password, why] of [
      ["password", "hundred thousand"],
      ["ines-Halloran!", "that others know"],
      ["robotics.briefing.2026", "that others know"],
    ])
      expect(
        editorFaultByField((await createEditor(context, { ...editor, password: password! })) as EditorFault),
      ).toEqual({ password: [expect.stringContaining(why!)] });
    expect(await listEditors(context)).toEqual([]);
    const ines = await anEditor(context, "Ines Halloran");
    expect(await setPassword(context, ines, "qwertz123456")).toEqual({ error: "run" });
    expect(await enter(aPassword)).toHaveProperty("editor");
  });

  test("is kept as argon2id with at least 19 MiB and two passes (S-05)", async () => {
    await createEditor(context, { email: "a@b.example", name: "Ines", role: "editor", password: aPassword });
    const { password_hash: kept } = await context.db
      .selectFrom("editors")
      .select("password_hash")
      .executeTakeFirstOrThrow();
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test("counts to its last sign, past the 72 bytes where others stop (no. 38)", async () => {
    const long = "every word of this counts, ".repeat(8);
    await createEditor(context, { email: "long@briefing.example", name: "Long", role: "editor", password: `${long}b` });
    expect(await enter(`${long}b`, "long@briefing.example")).toHaveProperty("editor");
    expect(await enter(`${long}c`, "long@briefing.example")).toEqual({ error: "wrong" });
  });

  test("is the same whichever way its accents are typed (no. 38)", async () => {
    const editor = { email: "nfc@briefing.example", name: "Åsa", role: "editor" as const };
    await createEditor(context, { ...editor, password: "ångström åäö".normalize("NFD") });
    expect(await enter("ångström åäö".normalize("NFC"), editor.email)).toHaveProperty("editor");
  });

  test("of a megabyte, or with a NUL, is merely wrong (no. 38)", async () => {
    await anEditor(context, "Ines Halloran");
    const before = process.cpuUsage();
    expect(await enter("x".repeat(1_000_000))).toEqual({ error: "wrong" });
    expect(await enter(`${aPassword}\0`)).toEqual({ error: "wrong" });
    // Of the processor's time, which others on the machine do not lengthen.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  });
});

test("the present password is asked for ten times in a quarter of an hour, and the count ends with the right one", async () => {
  const { id } = await anEditor(context, "Ines Halloran");
  const check = (password: string) => checkOwnPassword(context, id, password);
  for (let i = 0; i < 9; i += 1) expect(await check("wrong")).toBe("wrong");
  expect(await check(aPassword)).toBe("right");
  for (let i = 0; i < 10; i += 1) await check("wrong");
  expect(await check(aPassword)).toBe("too-many");
  context.later(15 * minute);
  expect(await check(aPassword)).toBe("right");
});

describe("signing in", () => {
  test("takes the address however its letters are written", async () => {
    const ines = await anEditor(context, "Ines Halloran", "operator");
    expect(await enter(aPassword, " Ines.Halloran@BRIEFING.example ")).toEqual({ editor: ines });
  });

  test.each(["nobody@briefing.example", "no address", "", "a@b.org\r\nc@d.org", "x".repeat(100_000), "\0"])(
    "says the same of %j as of a wrong password (S-05)",
    async (email) => {
      await anEditor(context, "Ines Halloran");
      expect(await enter(aPassword, email)).toEqual({ error: "wrong" });
    },
  );

  test("after ten wrong tries from a network must wait a quarter of an hour there, and nowhere else (S-08)", async () => {
    const { id } = await anEditor(context, "Ines Halloran");
    for (let i = 0; i < 10; i += 1) expect(await enter("wrong")).toEqual({ error: "wrong" });
    context.later(5 * minute);
    for (let i = 0; i < 5; i += 1) expect(await enter(aPassword)).toEqual({ error: "too-many", wait: 10 * minute });
    expect(await enter(aPassword, undefined, "198.51.100.0/24")).toHaveProperty("editor");
    expect(await enter(aPassword, "tomas@briefing.example")).toEqual({ error: "wrong" });
    context.later(10 * minute);
    expect(await enter(aPassword)).toHaveProperty("editor");
    expect(await noted()).toEqual([
      ...Array<string>(10).fill(`sign-in-failed: editor ${id}`),
      `sign-in-held: editor ${id}, from this network`,
      "sign-in-failed: no editor",
    ]);
  });

  test("is held for an address that many networks guess at, but not for its known browsers and mailed links", async () => {
    const { id } = await anEditor(context, "Ines Halloran");
    const known = rememberBrowser(context, "", id);
    for (let i = 0; i < 100; i += 1) await enter("wrong", undefined, `198.51.${i}.0/24`);
    expect(await enter(aPassword)).toMatchObject({ error: "too-many" });
    expect(await enter(aPassword, undefined, home, known)).toHaveProperty("editor");
    expect(await redeemSignInLink(context, await createSignInLink(context, id, minute))).toMatchObject({ id });
    expect((await noted()).at(-1)).toBe(
      `sign-in-held: editor ${id}, from every network, but for browsers that are known`,
    );
    expect(await openNotices(context)).toMatchObject([{ kind: "sign-ins", link: "/desk/settings/log" }]);
  });

  test("cannot be held for everybody from one network, however often it tries", async () => {
    await anEditor(context, "Ines Halloran");
    for (let i = 0; i < 300; i += 1) await enter("wrong", undefined, "198.51.100.0/24");
    expect(await enter(aPassword)).toHaveProperty("editor");
  });

  test("a known browser has ten tries of its own, for the account that it is known for", async () => {
    const [ines, tomas] = [await anEditor(context, "Ines Halloran"), await anEditor(context, "Tomas Vidal")];
    const known = rememberBrowser(context, "", ines.id);
    for (let i = 0; i < 10; i += 1) expect(await enter("wrong", undefined, home, known)).toEqual({ error: "wrong" });
    expect(await enter(aPassword, undefined, home, known)).toMatchObject({ error: "too-many" });
    expect(await enter(aPassword)).toHaveProperty("editor");
    for (let i = 0; i < 11; i += 1) await enter("wrong", tomas.email, home, known);
    expect(await enter(aPassword, tomas.email, home, known)).toMatchObject({ error: "too-many" });
  });

  test("a browser is known for several people, for half a year, and not by a token that is changed or another's", async () => {
    await anEditor(context, "Ines Halloran");
    const of = (cookie: string, id: number) => browserKey(context, cookie, id);
    const both = rememberBrowser(context, rememberBrowser(context, "", 1), 2);
    expect([of(both, 1), of(both, 2), of(both, 3)]).toEqual([expect.any(Number), expect.any(Number), null]);
    expect(of(rememberBrowser(context, both, 1), 1)).toBe(of(both, 1));
    const [first = ""] = both.split(".");
    const flipped = first.slice(0, 5) + (first[5] === "A" ? "B" : "A") + first.slice(6);
    for (const cookie of ["", "x", flipped, signToken(context, "reader", [2, 5, context.clock()]), ".".repeat(5000)])
      expect(of(cookie, 2)).toBeNull();
    context.later(180 * 24 * hour);
    expect(of(both, 1)).toBeNull();
  });

  test("is slowed for a network that tries one address after another (S-08)", async () => {
    await anEditor(context, "Ines Halloran");
    for (let i = 0; i < 50; i += 1) await enter("wrong", `somebody${i}@briefing.example`);
    expect(await enter(aPassword)).toMatchObject({ error: "too-many" });
    expect(await enter(aPassword, undefined, "198.51.100.0/24")).toHaveProperty("editor");
  });

  test("with the right password never uses up what a whole office has", async () => {
    await anEditor(context, "Ines Halloran");
    for (let i = 0; i < 60; i += 1) expect(await enter(aPassword)).toHaveProperty("editor");
  });

  test("is not for who was shut out, until they are let in again", async () => {
    const ines = await anEditor(context, "Ines Halloran");
    await setDisabled(context, ines.id, true);
    expect(await enter(aPassword)).toEqual({ error: "wrong" });
    await setDisabled(context, ines.id, false);
    expect(await enter(aPassword)).toHaveProperty("editor");
  });
});

describe("a session (S-01)", () => {
  test("is kept as a hash, and is a new one at every sign-in", async () => {
    const ines = await anEditor(context, "Ines Halloran");
    const tokens = [await startSession(context, ines.id, "x"), await startSession(context, ines.id, "x")];
    expect(new Set(tokens).size).toBe(2);
    expect(tokens[0]).toMatch(/^[\w-]{43}$/);
    const kept = JSON.stringify(await context.db.selectFrom("sessions").selectAll().execute());
    for (const token of tokens) expect(kept).not.toContain(token);
  });

  test("ends after twelve hours without a visit, and after fourteen days in any case", async () => {
    const ines = await anEditor(context, "Ines Halloran");
    const left = await startSession(context, ines.id, "x");
    context.later(12 * hour + 1);
    expect(await editorOfSession(context, left)).toBeNull();
    const used = await startSession(context, ines.id, "x");
    for (let i = 0; i < 33; i += 1) {
      context.later(10 * hour);
      expect(await editorOfSession(context, used)).not.toBeNull();
    }
    context.later(10 * hour);
    expect(await editorOfSession(context, used)).toBeNull();
  });

  test("ends when its editor is shut out or gets another password", async () => {
    const ines = await anEditor(context, "Ines Halloran");
    const [here, there] = [await startSession(context, ines.id, "x"), await startSession(context, ines.id, "x")];
    expect(await setPassword(context, ines, "another long sentence", here)).toBeNull();
    expect([await editorOfSession(context, here), await editorOfSession(context, there)]).toEqual([ines, null]);
    expect(await enter(aPassword)).toEqual({ error: "wrong" });
    expect(await checkOwnPassword(context, ines.id, "another long sentence")).toBe("right");
    await setDisabled(context, ines.id, true);
    expect(await editorOfSession(context, here)).toBeNull();
  });

  test("can be ended everywhere but here", async () => {
    const ines = await anEditor(context, "Ines Halloran");
    const tomas = await anEditor(context, "Tomas Vidal");
    const [here, there] = [await startSession(context, ines.id, "x"), await startSession(context, ines.id, "x")];
    const other = await startSession(context, tomas.id, "x");
    await endOtherSessions(context, ines.id, here);
    expect((await sessionsOf(context, ines.id, here)).map(({ current }) => current)).toEqual([true]);
    expect(await editorOfSession(context, there)).toBeNull();
    expect(await editorOfSession(context, other)).toEqual(tomas);
  });

  test.each(["", "x", "\0", "' or 1=1", "x".repeat(10_000)])("is not opened by %j", async (token) => {
    await anEditor(context, "Ines Halloran");
    expect(await editorOfSession(context, token)).toBeNull();
  });
});

describe("a sign-in link (S-07)", () => {
  test("works once, within its time, and is kept as a hash", async () => {
    const ines = await anEditor(context, "Ines Halloran");
    const [token, late] = [
      await createSignInLink(context, ines.id, 30 * minute),
      await createSignInLink(context, ines.id, minute),
    ];
    expect(JSON.stringify(await context.db.selectFrom("sign_in_links").selectAll().execute())).not.toContain(token);
    expect(await redeemSignInLink(context, token)).toEqual(ines);
    expect(await redeemSignInLink(context, token)).toBeNull();
    context.later(minute);
    expect(await redeemSignInLink(context, late)).toBeNull();
    expect(await redeemSignInLink(context, "guessed")).toBeNull();
  });

  test("clicked twice at once lets one click in", async () => {
    const ines = await anEditor(context, "Ines Halloran");
    const token = await createSignInLink(context, ines.id, minute);
    const clicks = await Promise.all([1, 2, 3].map(() => redeemSignInLink(context, token)));
    expect(clicks.filter(Boolean)).toHaveLength(1);
  });
});

describe("who works at the desk", () => {
  test("has one account an address", async () => {
    await anEditor(context, "Ines Halloran");
    const twin = { email: "INES.halloran@briefing.EXAMPLE", name: "Twin", role: "owner" as const, password: aPassword };
    expect(await createEditor(context, twin)).toEqual({ error: "taken" });
    expect(await listEditors(context)).toHaveLength(1);
  });

  test("may do what their role and the lesser ones may", () => {
    expect((["editor", "operator", "owner"] as const).map((role) => mayActAs(role, "operator"))).toEqual([
      false,
      true,
      true,
    ]);
  });

  test.each([
    ["email", { email: "a@b..c" }],
    ["email", { email: '"A" <a@x.org>' }],
    ["name", { name: "x\u202ey" }],
    ["name", { name: "" }],
    ["role", { role: "admin" }],
    ["password", { password: "short" }],
  ])("cannot have a faulty %s: %j", (field, given) => {
    const whole = { email: "a@briefing.example", name: "A", role: "editor", password: aPassword };
    const parsed = editorSchema.safeParse({ ...whole, ...given });
    expect(parsed.error?.issues[0]?.path).toEqual([field]);
  });
});

describe("setting up", () => {
  const owner = { ownerName: "Ines Halloran", email: "ines@briefing.example", password: aPassword };
  const briefing = briefingSchema.parse({
    name: "The Robotics Briefing",
    pitch: "Weekly intelligence.",
    fromName: "The Robotics Briefing",
    fromAddress: "editors@briefing.example",
    postalAddress: "12 Harbour Street\r\nRotterdam",
    timeZone: "Europe/Amsterdam",
  });

  test("makes the owner, the briefing and its list at one stroke", async () => {
    expect(await setUp(context, owner, briefing)).toMatchObject({ editor: { name: "Ines Halloran", role: "owner" } });
    expect(await getBriefing(context)).toMatchObject({
      name: "The Robotics Briefing",
      postalAddress: "12 Harbour Street\nRotterdam",
    });
    expect(await context.db.selectFrom("lists").select("slug").execute()).toEqual([{ slug: "weekly" }]);
  });

  test("adds only the owner to a briefing that a script has made", async () => {
    await aBriefing(context);
    expect(await setUp(context, owner, null)).toHaveProperty("editor");
  });

  test("with a faulty owner leaves nothing behind", async () => {
    expect(await setUp(context, { ...owner, email: "ines@" }, briefing)).toMatchObject({ error: "address" });
    expect([await getBriefing(context), await hasNoEditors(context)]).toEqual([null, true]);
  });

  test("happens once, however many try at the same moment", async () => {
    const tries = [0, 1, 2].map((i) => setUp(context, { ...owner, email: `ines${i}@briefing.example` }, briefing));
    const outcomes = await Promise.all(tries);
    expect(outcomes.filter((outcome) => "editor" in outcome)).toHaveLength(1);
    expect(await listEditors(context)).toHaveLength(1);
  });

  test("happens once when the briefing was there before", async () => {
    await aBriefing(context);
    const tries = [0, 1, 2].map((i) => setUp(context, { ...owner, email: `ines${i}@briefing.example` }, null));
    const outcomes = await Promise.all(tries);
    expect(outcomes.filter((outcome) => "editor" in outcome)).toHaveLength(1);
    expect(await listEditors(context)).toHaveLength(1);
  });
});

describe("a role", () => {
  test("includes all that a lesser one may", () => {
    expect(mayActAs("writer", "editor")).toBe(false);
    expect(mayActAs("editor", "writer")).toBe(true);
  });

  test("is changed at once for a running session, and the log says from what to what (S-16)", async () => {
    const tom = await anEditor(context, "Tom", "operator");
    const token = await startSession(context, tom.id, "x");
    expect(await setRole(context, tom.id, "writer", "Ines")).toEqual({ was: "operator" });
    expect((await editorOfSession(context, token))!.role).toBe("writer");
    expect(await noted()).toContain(`role-changed: editor ${tom.id}, operator to writer`);
    expect(await setRole(context, 99, "writer", "Ines")).toEqual({ error: "gone" });
  });

  test("of the last owner stays, and so does their way in", async () => {
    const ines = await anEditor(context, "Ines", "owner");
    const ruth = await anEditor(context, "Ruth", "owner");
    await setDisabled(context, ruth.id, true);
    expect(await setRole(context, ines.id, "operator", "Ines")).toEqual({ error: "last-owner" });
    expect(await setDisabled(context, ines.id, true)).toEqual({ error: "last-owner" });
    await setDisabled(context, ruth.id, false);
    expect(await setRole(context, ines.id, "operator", "Ines")).toEqual({ was: "owner" });
  });

  test("of one of two owners who demote each other at one moment stays", async () => {
    const both = [await anEditor(context, "Ines", "owner"), await anEditor(context, "Ruth", "owner")];
    await Promise.all(both.map(({ id }) => setRole(context, id, "editor", "the other")));
    expect((await listEditors(context)).filter(({ role }) => role === "owner")).toHaveLength(1);
  });
});
