import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { passkeysOf, userHandle } from "#app/models/desk/passkeys.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { editorOfSession } from "#app/models/desk/sessions.server.ts";
import * as signInPage from "#app/routes/desk_.sign-in.tsx";
import { action as door } from "#app/routes/desk_.sign-in_.passkey.ts";
import * as account from "#app/routes/desk.settings.account/route.tsx";
import { action as passkeys } from "#app/routes/desk.settings.account_.passkeys.ts";
import * as editors from "#app/routes/desk.settings.editors/route.tsx";
import { Authenticator } from "../support/authenticator.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aDesk, anEditor, aPassword, asked, cookieOf, outcomeOf } from "../support/desk.ts";

const minute = 60_000;
const here = { origin: "https://briefing.example.org", rpId: "briefing.example.org" };

let context: TestContext;
let ines: Editor;
let cookie: string;
let device: Authenticator;
beforeEach(async () => {
  ({ context, ines, cookie } = await aDesk("editor"));
  device = new Authenticator();
});

type Answer = { said?: string; unknown?: boolean; name?: string; options: { challenge: string } };

/** Posts JSON as a page does. */
async function post(action: typeof door, body: unknown, as = "", at = context) {
  const headers = { Cookie: as };
  const request = new Request(at.config.appUrl, { method: "POST", headers, body: JSON.stringify(body) });
  const result = await outcomeOf<string>(action({ request, params: {}, context: at }));
  const data = (result.data.startsWith("{") ? JSON.parse(result.data) : {}) as Answer;
  return { ...result, data, cookies: result.headers.getSetCookie() };
}

async function add(as = cookie, name = "Phone") {
  const { data } = await post(passkeys, { intent: "ask" }, as);
  const response = device.create({ challenge: data.options.challenge, ...here });
  return post(passkeys, { intent: "add", name, response }, as);
}

const firstOf = (cookies: string[]) => cookies[0]!.split(";")[0]!;

async function enter(more: object = {}, counter = 0) {
  const { data, cookies } = await post(door, { intent: "ask" });
  const answer = device.get({ challenge: data.options.challenge, ...here, counter }, userHandle(context, ines.id));
  return post(door, { intent: "answer", answer, ...more }, firstOf(cookies));
}

describe("a passkey at the desk's door", () => {
  test("starts a session of its own, and the log says how", async () => {
    expect((await add()).data).toEqual({ name: "Phone" });
    const entered = await enter();
    expect([entered.status, entered.data]).toEqual([200, { name: "Ines Halloran" }]);
    const token = decodeURIComponent(firstOf(entered.cookies).split("=")[1]!);
    expect(firstOf(entered.cookies)).not.toBe(cookie);
    expect(token.length).toBeGreaterThan(40);
    expect((await recentEvents(context))[0]).toMatchObject({ action: "signed-in", detail: "by passkey" });
  });

  test("names the browser by a cookie that no script reads and no other site sends (S-01)", async () => {
    const { cookies } = await post(door, { intent: "ask" });
    const [name, ...attributes] = cookies[0]!.split("; ");
    expect(name).toMatch(/^__Host-pressrun-passkey=/);
    expect(attributes.sort()).toEqual(["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]);
    expect((await post(door, { intent: "ask" }, firstOf(cookies))).cookies).toEqual([]);
  });

  test("is of no use in another browser, and says when it is not known any more", async () => {
    await add();
    const { data, cookies } = await post(door, { intent: "ask" });
    const answer = device.get({ challenge: data.options.challenge, ...here }, userHandle(context, ines.id));
    for (const other of ["", firstOf((await post(door, { intent: "ask" })).cookies)]) {
      const refused = await post(door, { intent: "answer", answer }, other);
      expect([refused.status, refused.cookies, refused.data.unknown]).toEqual([400, [], false]);
    }
    await context.db.deleteFrom("passkeys").execute();
    expect((await post(door, { intent: "answer", answer }, firstOf(cookies))).data.unknown).toBe(true);
  });

  test("signs in again only whom it belongs to, where that matters", async () => {
    await add();
    const refused = await enter({ as: ines.id + 1 });
    expect([refused.status, refused.data.said, refused.cookies]).toEqual([
      403,
      "This is a passkey of Ines Halloran.",
      [],
    ]);
    expect((await enter({ as: ines.id })).status).toBe(200);
  });

  test.each([null, {}, { intent: "answer" }, { intent: "answer", answer: { id: "x" } }, { intent: "forget" }, "x"])(
    "is not opened by %j",
    async (body) => {
      expect((await post(door, body)).status).toBe(400);
    },
  );

  test("is offered where the desk has one, and never at a number instead of a name", async () => {
    const offered = async () =>
      (await outcomeOf<{ passkeys: boolean }>(signInPage.loader(asked(context, "/desk/sign-in")))).data.passkeys;
    expect(await offered()).toBe(false);
    await add();
    expect(await offered()).toBe(true);
    const numbered = await testContext({ env: { APP_URL: "http://127.0.0.1:3000" } });
    expect((await post(door, { intent: "ask" }, "", numbered)).status).toBe(404);
  });
});

describe("the passkeys of an account", () => {
  const page = async (as = cookie) =>
    (
      await outcomeOf<{ passkeys: { id: number }[]; justSignedIn: boolean }>(
        account.loader(asked(context, "/desk/settings/account", { cookie: as })),
      )
    ).data;
  const send = (form: Record<string, string>, as = cookie) =>
    outcomeOf<{ said?: string; reply?: { error: Record<string, string[]> } }>(
      account.action(asked(context, "/desk/settings/account", { cookie: as, form })),
    );

  test("are added and removed within ten minutes of signing in, then after the password again (S-06)", async () => {
    expect((await add()).status).toBe(201);
    const [{ id } = { id: 0 }] = (await page()).passkeys;
    context.later(10 * minute);
    expect((await post(passkeys, { intent: "ask" }, cookie)).status).toBe(403);
    expect((await send({ intent: "remove-passkey", id: String(id) })).status).toBe(403);
    const wrong = await send({ intent: "again", againPassword: "a guess" });
    expect([wrong.status, wrong.data.reply?.error]).toEqual([
      400,
      { againPassword: ["This is not your present password."] },
    ]);
    const again = await send({ intent: "again", againPassword: aPassword });
    expect([again.status, again.location]).toEqual([302, "/desk/settings/account"]);
    const fresh = firstOf(again.headers.getSetCookie());
    expect(await editorOfSession(context, decodeURIComponent(cookie.split("=")[1]!))).toBeNull();
    expect((await send({ intent: "remove-passkey", id: String(id) }, fresh)).data.said).toMatch(
      /^“Phone” signs you in/,
    );
    expect((await page(fresh)).passkeys).toEqual([]);
  });

  test("are nobody else's to add or remove", async () => {
    await add();
    const [{ id } = { id: 0 }] = (await page()).passkeys;
    const tom = await cookieOf(context, await anEditor(context, "Tom Reyes", "owner"));
    expect((await send({ intent: "remove-passkey", id: String(id) }, tom)).status).toBe(404);
    expect((await post(passkeys, { intent: "ask" })).location).toMatch(/^\/desk\/sign-in/);
    expect((await page()).passkeys).toHaveLength(1);
  });

  test("have a name of one line, and are twenty at most", async () => {
    expect((await add(cookie, " ")).data.said).toBe("Give it a name, like the device that it is on.");
    await add();
    const { id: _, ...row } = await context.db.selectFrom("passkeys").selectAll().executeTakeFirstOrThrow();
    const others = Array.from({ length: 19 }, (_, i) => ({ ...row, credential_id: `another-${i}` }));
    await context.db.insertInto("passkeys").values(others).execute();
    expect((await post(passkeys, { intent: "ask" }, cookie)).data.said).toMatch(/at most 20 passkeys/);
  });

  test("end when an owner gives a new password or shuts the account out", async () => {
    const owner = await cookieOf(context, await anEditor(context, "Ruth Marlow", "owner"));
    const give = (form: Record<string, string>) =>
      outcomeOf(editors.action(asked(context, "/desk/settings/editors", { cookie: owner, form })));
    await add();
    await give({ intent: "password", id: String(ines.id), password: "another sentence of words" });
    expect(await passkeysOf(context, ines.id)).toEqual([]);
    cookie = await cookieOf(context, ines);
    await add();
    await give({ intent: "disable", id: String(ines.id) });
    expect(await passkeysOf(context, ines.id)).toEqual([]);
    expect((await enter()).data.unknown).toBe(true);
  });
});
