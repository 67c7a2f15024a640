import { expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { action } from "#app/routes/desk_.sign-in_.again.ts";
import { action as sheet } from "#app/routes/desk.articles.$id_.sheet.ts";
import { aDesk, aPassword } from "../support/desk.ts";
import { sendSheet } from "../support/sheets.ts";

test("a session is renewed over the page: cookies and no redirect, limits and log as at the door", async () => {
  const { context, ines } = await aDesk("editor");
  await context.db.deleteFrom("sessions").execute();
  const again = (password: string) => {
    const body = JSON.stringify({ email: ines.email, password });
    const request = new Request(`${context.config.appUrl}/desk/sign-in/again`, { method: "POST", body });
    return action({ request, params: {}, context });
  };
  const wrong = await again("a guess");
  expect([wrong.status, wrong.headers.get("set-cookie")]).toEqual([400, null]);
  expect(await wrong.json()).toEqual({ said: "This address and password do not go together." });
  const right = await again(aPassword);
  expect([right.status, await right.json()]).toEqual([200, { name: "Ines Halloran" }]);
  const [cookie = ""] = right.headers.getSetCookie().map((one) => one.split(";")[0]!);
  const draft = { body: { type: "doc", content: [{ type: "paragraph" }] } };
  const by = { context, cookie, as: ines.id };
  expect((await sendSheet(sheet, by, { id: "new" }, { draft })).status).toBe(200);
  expect((await recentEvents(context)).map(({ action: what }) => what).reverse()).toEqual([
    "sign-in-failed",
    "signed-in",
    "article-created",
  ]);
  for (let i = 0; i < 10; i += 1) await again("a guess");
  const held = await again(aPassword);
  expect([held.status, held.headers.get("retry-after")]).toEqual([429, expect.stringMatching(/^\d+$/)]);
});

test("a full disk is said as such, and anything that is no sheet is refused", async () => {
  const { context, cookie, ines } = await aDesk("editor");
  const by = { context, cookie, as: ines.id };
  const full = Object.assign(new Error("no space left"), { code: "ENOSPC" });
  const db = new Proxy(context.db, {
    get: (target, name) => {
      if (name === "transaction") throw full;
      const value = Reflect.get(target, name) as unknown;
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  const draft = { body: { type: "doc", content: [{ type: "paragraph" }] } };
  const said = await sendSheet(sheet, { ...by, context: { ...context, db } }, { id: "new" }, { draft });
  expect(said).toEqual({ status: 507, data: { error: "full" } });
  for (const wrong of [{ tab: "x" }, { step: 0 }, { step: 1.5 }, { version: -1 }, { tab: "../../etc/passwd" }])
    expect((await sendSheet(sheet, by, { id: "new" }, { draft, ...wrong })).status, JSON.stringify(wrong)).toBe(400);
});
