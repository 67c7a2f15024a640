import { simpleParser } from "mailparser";
import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { addPasskey, passkeyToMake } from "#app/models/desk/addPasskey.server.ts";
import { tellNotices } from "#app/models/desk/alerts.server.ts";
import { setDisabled } from "#app/models/desk/editors.server.ts";
import { hasPasskeys, passkeyPlace, passkeysOf, removePasskey, userHandle } from "#app/models/desk/passkeys.server.ts";
import { passkeyToShow, signInByPasskey } from "#app/models/desk/passkeySignIn.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import { Authenticator } from "../../support/authenticator.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { aBriefing } from "../../support/newsroom.ts";
import { startFarEnd } from "../../support/smtp.ts";

const [minute, day] = [60_000, 24 * 3600_000];
const here = { origin: "https://briefing.example.org", rpId: "briefing.example.org" };
const [session, holder, network] = ["the session's token", "the browser's secret", "192.0.2.0/24"];

let context: TestContext;
let ines: Editor;
let device: Authenticator;
beforeEach(async () => {
  context = await testContext();
  await aBriefing(context);
  ines = await anEditor(context, "Ines Halloran");
  device = new Authenticator();
});

type Claims = Partial<typeof here> & { isVerified?: boolean; counter?: number; challenge?: string };

async function add(claims: Claims & { id?: string; by?: Editor; with?: Authenticator } = {}, as = session) {
  const editor = claims.by ?? ines;
  const asked = (await passkeyToMake(context, editor, session))!;
  const made = (claims.with ?? device).create({ challenge: asked.challenge, ...here, ...claims }, claims.id);
  return addPasskey(context, editor, as, { name: "Phone", response: made });
}

const ask = () => passkeyToShow(context, holder)!.challenge;
const answered = (claims: Claims = {}, whose = ines, by = device, id = by.id) =>
  by.get({ challenge: ask(), ...here, ...claims }, userHandle(context, whose.id), id);
const enter = (answer: ReturnType<typeof answered>, as = holder) =>
  signInByPasskey(context, answer, { holder: as, network });
const noted = async () => (await recentEvents(context)).map(({ action, detail }) => `${action}: ${detail}`).reverse();

describe("a passkey", () => {
  test("is added by an editor, signs them in and counts on; the log knows both", async () => {
    expect(await hasPasskeys(context)).toBe(false);
    expect(await add()).toEqual({ name: "Phone" });
    expect([await hasPasskeys(context), await hasPasskeys(context, ines.id + 1)]).toEqual([true, false]);
    context.later(minute);
    expect(await enter(answered({ counter: 1 }))).toEqual({ editor: ines });
    expect(await enter(answered({ counter: 2 }))).toEqual({ editor: ines });
    const [made] = await passkeysOf(context, ines.id);
    expect(made).toMatchObject({ name: "Phone", usedAt: context.clock(), createdAt: context.clock() - minute });
    expect(await noted()).toEqual([`passkey-added: passkey ${made!.id} of editor ${ines.id}`]);
  });

  test("that does not count, as synchronised ones do not, signs in again and again", async () => {
    await add();
    for (let i = 0; i < 3; i += 1) expect(await enter(answered())).toEqual({ editor: ines });
  });

  test("is asked for by no name, so that nobody learns who has one", async () => {
    await add();
    expect(passkeyToShow(context, holder)).toEqual({
      challenge: expect.stringMatching(/^[\w-]{40,}$/) as string,
      rpId: "briefing.example.org",
      timeout: 300_000,
      userVerification: "required",
    });
    expect(await passkeyToMake(context, ines, session)).toMatchObject({
      user: { name: ines.email, id: userHandle(context, ines.id) },
      excludeCredentials: [{ id: device.id }],
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
  });

  test("is told of by mail to its editor alone, when it is added and when it is removed (S-06)", async () => {
    const farEnd = await startFarEnd();
    context = await testContext({ smtpUrl: farEnd.url });
    await aBriefing(context);
    await anEditor(context, "Tom Reyes", "owner");
    ines = await anEditor(context, "Ines Halloran");
    await add();
    const id = (await passkeysOf(context, ines.id))[0]!.id;
    expect(await removePasskey(context, { ...ines, id: ines.id - 1 }, id)).toBeNull();
    expect(await removePasskey(context, ines, id)).toBe("Phone");
    expect(await openNotices(context)).toEqual([]);
    await (
      await tellNotices(context)
    ).told;
    expect(farEnd.received.map(({ envelope }) => envelope.to)).toEqual([[ines.email], [ines.email]]);
    const subjects = await Promise.all(farEnd.received.map(async ({ raw }) => (await simpleParser(raw)).subject));
    expect(subjects).toEqual([
      "The Robotics Briefing: A passkey, “Phone”, was added to your account",
      "The Robotics Briefing: A passkey of yours, “Phone”, was removed",
    ]);
  });

  test("ends with its removal, and with its editor's account", async () => {
    await add();
    const id = (await passkeysOf(context, ines.id))[0]!.id;
    await removePasskey(context, ines, id);
    expect(await enter(answered())).toEqual({ error: "unknown" });
    await add();
    await setDisabled(context, ines.id, true);
    expect(await enter(answered())).toEqual({ error: "unknown" });
    await setDisabled(context, ines.id, false);
    expect(await enter(answered())).toEqual({ error: "unknown" });
  });

  test("belongs to the host of APP_URL: it survives another port, and is of no use at another name", async () => {
    const at = (appUrl: string) => passkeyPlace({ ...context.config, appUrl });
    expect(at("http://localhost:4000")).toEqual({ origin: "http://localhost:4000", rpId: "localhost" });
    for (const none of ["http://127.0.0.1:3000", "https://[::1]", "http://briefing.example.org"])
      expect(at(none), none).toBeNull();
    await add();
    const port = { ...context, config: { ...context.config, appUrl: "https://briefing.example.org:8443" } };
    const origin = "https://briefing.example.org:8443";
    expect(await signInByPasskey(port, answered({ origin }), { holder, network })).toEqual({ editor: ines });
    const moved = { ...context, config: { ...context.config, appUrl: "https://news.example.org" } };
    const answer = answered({ origin: "https://news.example.org", rpId: "news.example.org" });
    expect(await signInByPasskey(moved, answer, { holder, network })).toEqual({ error: "wrong" });
    expect([await hasPasskeys(moved), await passkeysOf(moved, ines.id)]).toMatchObject([
      false,
      [{ otherHost: "briefing.example.org" }],
    ]);
  });
});

describe("an answer is refused", () => {
  beforeEach(async () => {
    expect(await add({ counter: 5 })).toEqual({ name: "Phone" });
  });
  const wrong = { error: "wrong" };

  test("that was used before", async () => {
    const answer = answered({ counter: 6 });
    expect(await enter(answer)).toEqual({ editor: ines });
    expect(await enter(answer)).toEqual(wrong);
    const twice = answered({ counter: 7 });
    const both = await Promise.all([enter(twice), enter(twice)]);
    expect(both.filter((one) => "editor" in one)).toHaveLength(1);
  });

  test.each([
    ["at another origin", { origin: "https://briefing.example.org.evil.example" }],
    ["at another port", { origin: "https://briefing.example.org:8443" }],
    ["without https", { origin: "http://briefing.example.org" }],
    ["for another host", { rpId: "evil.example" }],
    ["of a device that did not ask who was there", { isVerified: false }],
    ["to a challenge of one's own", { challenge: "A".repeat(54) }],
    ["to none", { challenge: "" }],
  ])("that was made %s", async (_what, claims) => {
    expect(await enter(answered({ counter: 6, ...claims }))).toEqual(wrong);
    expect(await enter(answered({ counter: 6 }))).toEqual({ editor: ines });
  });

  test("to a challenge of another browser, of another purpose, or too old", async () => {
    expect(await enter(answered({ counter: 6 }), "another browser")).toEqual(wrong);
    expect(await enter(answered({ counter: 6 }), "")).toEqual(wrong);
    const { challenge } = (await passkeyToMake(context, ines, holder))!;
    expect(await enter(answered({ counter: 6, challenge }))).toEqual(wrong);
    const late = answered({ counter: 6 });
    context.later(5 * minute);
    expect(await enter(late)).toEqual({ error: "expired" });
  });

  test("whose counter went back or stands: a copy is in use, which the editor is told by mail", async () => {
    for (const counter of [5, 4, 0]) expect(await enter(answered({ counter }))).toEqual({ error: "went-back" });
    expect((await noted()).at(-1)).toMatch(/^sign-in-failed: passkey \d+ of editor \d+, went-back$/);
    const told = await context.db.selectFrom("notices").select("text").orderBy("id", "desc").execute();
    expect(told[0]!.text).toMatch(/^A copy of your passkey “Phone” may be in use/);
    expect(await enter(answered({ counter: 6 }))).toEqual({ editor: ines });
  });

  test("of one's own device in another's name", async () => {
    const tom = await anEditor(context, "Tom Reyes");
    const his = new Authenticator();
    expect(await add({ by: tom, with: his })).toEqual({ name: "Phone" });
    // His key under the name of her passkey, and his passkey with her account's name.
    expect(await enter(answered({}, ines, his, device.id))).toEqual(wrong);
    expect(await enter(answered({}, ines, his))).toEqual(wrong);
    expect(await enter(answered({}, tom, his))).toEqual({ editor: tom });
    // Nor can he add hers, or one under its name.
    expect(await add({ by: tom, with: his, id: device.id })).toEqual({ error: "known" });
    expect(await passkeysOf(context, tom.id)).toHaveLength(1);
  });

  test("after thirty wrong ones from a network, which a right one does not count among (S-08)", async () => {
    expect(await enter(answered({ counter: 6 }))).toEqual({ editor: ines });
    for (let i = 0; i < 30; i += 1) expect(await enter(answered({ rpId: "evil.example" }))).toEqual(wrong);
    expect(await enter(answered({ counter: 7 }))).toEqual({ error: "too-many", wait: 15 * minute });
    expect((await noted()).at(-1)).toBe("sign-in-held: by passkey, from this network");
    context.later(15 * minute);
    expect(await enter(answered({ counter: 7 }))).toEqual({ editor: ines });
  });
});

describe("a new passkey is refused", () => {
  test.each([
    ["at another origin", { origin: "https://evil.example" }],
    ["for another host", { rpId: "evil.example" }],
    ["by a device that did not ask who was there", { isVerified: false }],
    ["for a challenge of its own", { challenge: "A".repeat(54) }],
  ])("that was made %s", async (_what, claims) => {
    expect(await add(claims)).toEqual({ error: "wrong" });
    expect(await passkeysOf(context, ines.id)).toEqual([]);
  });

  test("that another session made, that comes twice, late, or with too many others", async () => {
    expect(await add({}, "another session")).toEqual({ error: "wrong" });
    const asked = (await passkeyToMake(context, ines, session))!;
    const response = device.create({ challenge: asked.challenge, ...here });
    const give = (made = response) => addPasskey(context, ines, session, { name: "Phone", response: made });
    expect([await give(), await give()]).toEqual([{ name: "Phone" }, { error: "wrong" }]);
    const later = (await passkeyToMake(context, ines, session))!;
    context.later(5 * minute);
    expect(await give(new Authenticator().create({ challenge: later.challenge, ...here }))).toEqual({
      error: "expired",
    });
    for (let i = 0; i < 20; i += 1) await add({ rpId: "evil.example" });
    expect(await add()).toEqual({ error: "too-many" });
  });

  test("and answered challenges are forgotten after a day", async () => {
    await add();
    const spent = () => context.db.selectFrom("spent_challenges").selectAll().execute();
    context.later(day - minute);
    await retain(context);
    expect(await spent()).toHaveLength(1);
    context.later(2 * minute);
    await retain(context);
    expect(await spent()).toEqual([]);
  });
});
