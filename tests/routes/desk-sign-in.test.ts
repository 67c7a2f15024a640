import { pino } from "pino";
import { beforeEach, describe, expect, test } from "vitest";
import { safePath } from "#app/http/session.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { listEditors } from "#app/models/desk/editors.server.ts";
import { makeSetUpCode, tellSetUpCode } from "#app/models/desk/setUpCodes.server.ts";
import { createSignInLink } from "#app/models/desk/signInLinks.server.ts";
import * as desk from "#app/routes/desk/route.tsx";
import * as setUpPage from "#app/routes/desk_.set-up.tsx";
import * as signInPage from "#app/routes/desk_.sign-in.tsx";
import * as linkPage from "#app/routes/desk_.sign-in_.$token.tsx";
import * as signOut from "#app/routes/desk_.sign-out.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aDesk, anEditor, aPassword, asked, cookieOf, outcomeOf } from "../support/desk.ts";
import { aBriefing } from "../support/newsroom.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

const email = "ines.halloran@briefing.example";
const signIn = (form: Record<string, string>, cookie = "") =>
  outcomeOf<{ said: string; email: string; minutes?: number }>(
    signInPage.action(asked(context, "/desk/sign-in", { form, cookie })),
  );
const visit = (path: string, cookie = "") => outcomeOf(desk.loader(asked(context, path, { cookie })));

describe("the door of the desk", () => {
  test("leads to the set-up as long as nobody can sign in", async () => {
    expect((await visit("/desk")).location).toBe("/desk/set-up");
    const page = await outcomeOf(signInPage.loader(asked(context, "/desk/sign-in")));
    expect(page.location).toBe("/desk/set-up");
  });

  test("leads to the sign-in, and from there to where one wanted to go", async () => {
    await anEditor(context, "Ines Halloran");
    const asks = await visit("/desk/articles?q=robots");
    expect([asks.status, asks.location]).toEqual([302, "/desk/sign-in?to=%2Fdesk%2Farticles%3Fq%3Drobots"]);
    const enters = await signIn({ email, password: aPassword, to: "/desk/articles?q=robots" });
    expect([enters.status, enters.location]).toEqual([302, "/desk/articles?q=robots"]);
  });

  test("gives a cookie that no script reads and no other site sends (S-01)", async () => {
    await anEditor(context, "Ines Halloran");
    const { headers } = await signIn({ email, password: aPassword });
    const [cookie, ...attributes] = headers.getSetCookie()[0]!.split("; ");
    expect(headers.getSetCookie()[1]).toMatch(
      /^__Host-pressrun-known=[^;]+; Max-Age=15552000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(cookie).toMatch(/^__Host-pressrun=/);
    expect(attributes.sort()).toEqual(["HttpOnly", "Max-Age=1209600", "Path=/", "SameSite=Lax", "Secure"]);
    expect((await visit("/desk", cookie)).data).toMatchObject({ person: { name: "Ines Halloran", role: "editor" } });
    expect(await recentEvents(context)).toMatchObject([{ actor: "Ines Halloran", action: "signed-in" }]);
  });

  test("starts a session of its own for a browser that brings one along (no. 38, fixation)", async () => {
    const ines = await anEditor(context, "Ines Halloran");
    const planted = await cookieOf(context, ines);
    const { headers } = await signIn({ email, password: aPassword }, planted);
    expect(headers.get("set-cookie")).not.toContain(planted);
  });

  test("ends the session that the same browser had, and no other (S-01)", async () => {
    const ines = await anEditor(context, "Ines Halloran");
    const [here, elsewhere] = [await cookieOf(context, ines), await cookieOf(context, ines)];
    await signIn({ email, password: aPassword }, here);
    expect([(await visit("/desk", here)).status, (await visit("/desk", elsewhere)).status]).toEqual([302, 200]);
  });

  test("stays shut for a wrong password, and keeps the address that was typed", async () => {
    await anEditor(context, "Ines Halloran");
    const refused = await signIn({ email, password: "wrong" });
    expect([refused.status, refused.data]).toEqual([400, { said: "wrong", email }]);
    expect(refused.headers.get("set-cookie")).toBeNull();
    for (let i = 0; i < 9; i += 1) await signIn({ email, password: "wrong" });
    const waits = await signIn({ email, password: aPassword });
    expect([waits.status, waits.data]).toEqual([429, { said: "too-many", email, minutes: 15 }]);
    expect(waits.headers.get("retry-after")).toBe("900");
  });

  test("lets a browser in that signed in before, when somebody else has used up the tries", async () => {
    await anEditor(context, "Ines Halloran");
    const known = (await signIn({ email, password: aPassword })).headers.getSetCookie()[1]!.split(";")[0]!;
    for (let i = 0; i < 11; i += 1) await signIn({ email, password: "wrong" });
    expect((await signIn({ email, password: aPassword })).status).toBe(429);
    expect((await signIn({ email, password: aPassword }, known)).location).toBe("/desk");
  });

  test("notes by which account and from which network somebody came, or tried to", async () => {
    const { id } = await anEditor(context, "Ines Halloran");
    await signIn({ email, password: "wrong" });
    await signIn({ email, password: aPassword });
    expect(await recentEvents(context)).toMatchObject([
      { actor: "Ines Halloran", editorId: id, network: "192.0.2.0/24", action: "signed-in" },
      { actor: "somebody", editorId: null, network: "192.0.2.0/24", action: "sign-in-failed", detail: `editor ${id}` },
    ]);
  });

  test.each([{}, { email }, { password: aPassword }, { email: "x".repeat(100_000), password: "x".repeat(1_000_000) }])(
    "stays shut for half a form (no. 38)",
    async (form) => {
      await anEditor(context, "Ines Halloran");
      const { status, data } = await signIn(form as Record<string, string>);
      expect([status, data.email.length <= 254]).toEqual([400, true]);
    },
  );

  test("is not asked for again by who is in", async () => {
    const ines = await anEditor(context, "Ines Halloran");
    const cookie = await cookieOf(context, ines);
    const page = await outcomeOf(signInPage.loader(asked(context, "/desk/sign-in?to=/desk/lists", { cookie })));
    expect(page.location).toBe("/desk/lists");
  });

  test("closes behind who signs out", async () => {
    const ines = await anEditor(context, "Ines Halloran");
    const cookie = await cookieOf(context, ines);
    const left = await outcomeOf(signOut.action(asked(context, "/desk/sign-out", { cookie, form: {} })));
    expect([left.location, left.headers.get("set-cookie")]).toEqual([
      "/desk/sign-in",
      expect.stringContaining("Max-Age=0"),
    ]);
    expect((await visit("/desk", cookie)).status).toBe(302);
    expect(signOut.loader().headers.get("location")).toBe("/desk");
  });

  test.each([
    "",
    "__Host-pressrun=",
    "__Host-pressrun=x",
    "__Host-pressrun=eyJhIjoxfQ%3D%3D",
    "pressrun=IngiCg%3D%3D",
    "%00",
  ])("is not opened by the cookie %j", async (cookie) => {
    await anEditor(context, "Ines Halloran");
    expect((await visit("/desk", cookie)).status).toBe(302);
  });
});

describe("where a sign-in leads (S-11, no. 39)", () => {
  test.each([
    "//evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https://evil.example/desk",
    "javascript:alert(1)",
    "/%09/evil.example",
    "/\t/evil.example",
    "/desk//evil.example/..",
    "/desk\\..\\evil",
    "/desk/\r\nSet-Cookie: a=b",
    "/deskevil",
    "/desk@evil.example",
    " /desk",
    "",
    "x".repeat(10_000),
  ])("%j leads to the desk and nowhere else", async (to) => {
    await anEditor(context, "Ines Halloran");
    const { location } = await signIn({ email, password: aPassword, to });
    const url = new URL(location!, "https://briefing.example.org");
    expect([url.origin, url.pathname.startsWith("/desk")]).toEqual(["https://briefing.example.org", true]);
  });

  test("a page of the desk leads there", () => {
    expect(safePath("/desk/issues/12")).toBe("/desk/issues/12");
    expect(safePath(null)).toBe("/desk");
  });
});

describe("a sign-in link (S-07)", () => {
  const open = (token: string) =>
    outcomeOf(linkPage.loader(asked(context, `/desk/sign-in/${token}`, { params: { token } })));
  const click = (token: string) =>
    outcomeOf(linkPage.action(asked(context, `/desk/sign-in/${token}`, { params: { token }, form: {} })));

  test("is not used up by looking at it, and signs in once", async () => {
    const { id } = await anEditor(context, "Ines Halloran");
    const token = await createSignInLink(context, id, 60_000);
    for (let i = 0; i < 3; i += 1) expect((await open(token)).status).toBe(200);
    const first = await click(token);
    expect([first.location, first.headers.get("set-cookie")]).toEqual(["/desk", expect.stringContaining("__Host-")]);
    expect((await click(token)).status).toBe(404);
  });

  test("says the same for every token until it is clicked", async () => {
    const { id } = await anEditor(context, "Ines Halloran");
    const real = await open(await createSignInLink(context, id, 60_000));
    expect(await open("invented")).toEqual(real);
    expect((await click("invented")).status).toBe(404);
    expect((await click("\u0000")).status).toBe(404);
  });
});

describe("the set-up page", () => {
  const whole = {
    ownerName: "Ines Halloran",
    email,
    password: aPassword,
    name: "The Robotics Briefing",
    pitch: "Weekly intelligence.",
    fromName: "The Robotics Briefing",
    fromAddress: "editors@briefing.example",
    postalAddress: "12 Harbour Street\r\nRotterdam",
    timeZone: "Europe/Amsterdam",
  };
  type Faults = { reply: { error: Record<string, string[]>; initialValue: Record<string, string> } };
  const send = (form: Record<string, string>) =>
    outcomeOf<Faults>(setUpPage.action(asked(context, "/desk/set-up", { form })));
  const code = async () => (await makeSetUpCode(context))!;

  test("sets up all of it and signs its owner in", async () => {
    const done = await send({ ...whole, code: await code() });
    expect([done.status, done.location]).toEqual([302, "/desk"]);
    const cookie = done.headers.get("set-cookie")!.split(";")[0]!;
    expect((await visit("/desk", cookie)).data).toMatchObject({
      person: { role: "owner" },
      briefing: "The Robotics Briefing",
    });
  });

  test("asks only for the owner when the briefing is there", async () => {
    await aBriefing(context);
    const page = await outcomeOf(setUpPage.loader(asked(context, "/desk/set-up")));
    expect(page.data).toMatchObject({ briefing: "The Robotics Briefing" });
    const { ownerName, password } = whole;
    expect((await send({ ownerName, email, password, code: await code() })).location).toBe("/desk");
  });

  test("says every fault at its field, keeps what was typed but no password, and saves nothing", async () => {
    const { status, data } = await send({
      ...whole,
      name: "",
      email: "ines@",
      password: "short",
      fromAddress: "me@gmail.com",
    });
    expect([status, Object.keys(data.reply.error).sort()]).toEqual([400, ["email", "fromAddress", "name", "password"]]);
    expect(data.reply.error.name).toEqual(["Give the briefing a name."]);
    expect(data.reply.initialValue).toMatchObject({ ownerName: "Ines Halloran", fromAddress: "me@gmail.com" });
    expect(JSON.stringify(data)).not.toContain("short");
    expect([await getBriefing(context), await listEditors(context)]).toEqual([null, []]);
  });

  test("asks an open site's first visitor for the code that its log has, and keeps it as a hash", async () => {
    const code = (await makeSetUpCode(context))!;
    expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    expect(JSON.stringify(await context.db.selectFrom("set_up_codes").selectAll().execute())).not.toContain(code);
    for (const wrong of ["", "00000-00000", code.slice(0, -1)]) {
      const { status, data } = await send({ ...whole, code: wrong });
      expect([status, data.reply.error.code]).toEqual([403, [expect.stringContaining("not the code")]]);
    }
    expect(await listEditors(context)).toEqual([]);
    const typed = ` ${code.toLowerCase().replace("-", " ").replaceAll("0", "o").replaceAll("1", "l")} `;
    expect((await send({ ...whole, code: typed })).location).toBe("/desk");
    expect(await context.db.selectFrom("set_up_codes").selectAll().execute()).toEqual([]);
    expect(await makeSetUpCode(context)).toBeNull();
  });

  test("is told by the log of a start, until somebody can sign in", async () => {
    const said: string[] = [];
    const start = { ...context, log: pino({ base: null }, { write: (line) => void said.push(line) }) };
    await tellSetUpCode(start);
    const [, told] = /desk\/set-up asks for the code ([0-9A-Z-]{11})"/.exec(said.join("")) ?? [];
    expect((await send({ ...whole, code: told! })).location).toBe("/desk");
    await tellSetUpCode(start);
    expect(said).toHaveLength(1);
  });

  test("lets nobody guess at the code, and each start of the site gives another one", async () => {
    const [first, second] = [(await makeSetUpCode(context))!, (await makeSetUpCode(context))!];
    for (let i = 0; i < 10; i += 1) expect((await send({ ...whole, code: `guess-${i}` })).status).toBe(403);
    expect((await send({ ...whole, code: first })).status).toBe(429);
    context.ip = "198.51.100.7";
    expect((await send({ ...whole, code: second })).location).toBe("/desk");
  });

  test.each([
    [{ HOST: "127.0.0.1", APP_URL: "http://localhost:3000" }, false],
    [{ HOST: "::1", APP_URL: "http://[::1]:3000" }, false],
    [{ HOST: "0.0.0.0", APP_URL: "http://localhost:3000" }, true],
    [{ HOST: "127.0.0.1", APP_URL: "https://briefing.example.org" }, true],
  ])("with %j the code is asked for: %s", async (env, needed) => {
    const own = await testContext({ env });
    const page = await outcomeOf<{ needsCode: boolean }>(setUpPage.loader(asked(own, "/desk/set-up")));
    expect([page.data.needsCode, (await makeSetUpCode(own)) !== null]).toEqual([needed, needed]);
  });

  test("is closed once somebody can sign in", async () => {
    await send({ ...whole, code: await code() });
    expect((await send({ ...whole, email: "eve@evil.example" })).status).toBe(403);
    expect((await outcomeOf(setUpPage.loader(asked(context, "/desk/set-up")))).location).toBe("/desk");
    expect(await listEditors(context)).toHaveLength(1);
  });

  test("takes no JSON and no other body", async () => {
    const { params } = asked(context, "/");
    const request = new Request("https://briefing.example.org/desk/set-up", { method: "POST", body: "{}" });
    expect((await outcomeOf(setUpPage.action({ request, params, context }))).status).toBe(400);
  });
});

test("a lesser role is told so, and does not get to the form", async () => {
  const { context: own, cookie } = await aDesk("editor");
  const lists = await import("#app/routes/desk.lists/route.tsx");
  const form = { name: "X", slug: "x" };
  expect((await outcomeOf(lists.action(asked(own, "/desk/lists", { cookie, form })))).status).toBe(403);
});
