import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { listEditors } from "#app/models/desk/editors.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { listsWithCounts } from "#app/models/readers/lists.server.ts";
import * as lists from "#app/routes/desk.lists/route.tsx";
import * as briefingPage from "#app/routes/desk.settings._index.tsx";
import * as account from "#app/routes/desk.settings.account/route.tsx";
import * as checks from "#app/routes/desk.settings.checks.tsx";
import * as editors from "#app/routes/desk.settings.editors/route.tsx";
import * as log from "#app/routes/desk.settings.log.tsx";
import * as privacy from "#app/routes/desk.settings.privacy.tsx";
import type { Role } from "#db/schema/desk.ts";
import type { TestContext } from "../support/context.ts";
import { aDesk, anEditor, aPassword, asked, cookieOf, outcomeOf } from "../support/desk.ts";

let context: TestContext;
let ines: Editor;
let cookie: string;
beforeEach(async () => {
  ({ context, ines, cookie } = await aDesk("owner"));
});

type Page = {
  action: (args: ReturnType<typeof asked>) => Promise<unknown>;
  loader: (args: ReturnType<typeof asked>) => Promise<unknown>;
};
type Said = { said: string; refused: string; reply: { error: Record<string, string[]> } };
const send = (page: Pick<Page, "action">, form: Record<string, string>, as = cookie) =>
  outcomeOf<Said>(page.action(asked(context, "/desk/settings", { cookie: as, form })));
const open = <T>(page: Pick<Page, "loader">, as = cookie) =>
  outcomeOf<T>(page.loader(asked(context, "/desk/settings", { cookie: as })));
const noted = async () =>
  (await recentEvents(context)).map(({ actor, action, detail }) => `${actor}: ${action} ${detail}`.trim());

const settings = {
  name: "Robots Weekly",
  pitch: "What robots did.",
  fromName: "Robots Weekly",
  fromAddress: "weekly@briefing.example",
  replyTo: "",
  postalAddress: "12 Harbour Street\r\nRotterdam",
  timeZone: "Europe/Paris",
};

describe("the briefing's settings", () => {
  test("are saved by an owner, and noted", async () => {
    expect((await send(briefingPage, settings)).status).toBe(200);
    expect(await getBriefing(context)).toMatchObject({
      name: "Robots Weekly",
      replyTo: null,
      timeZone: "Europe/Paris",
      language: "en",
    });
    expect(await noted()).toEqual(["Ines Halloran: settings-saved briefing"]);
  });

  test("hold the language that readers are spoken to in", async () => {
    expect((await send(briefingPage, { ...settings, language: "ar" })).status).toBe(200);
    expect((await getBriefing(context))?.language).toBe("ar");
    expect((await open<{ text: string }>(privacy)).data.text).toContain("نشرة بريدية");
    const refused = await send(briefingPage, { ...settings, language: "nl" });
    expect([refused.status, Object.keys(refused.data.reply.error)]).toEqual([400, ["language"]]);
  });

  test("with a fault are said so and stay as they were", async () => {
    const { status, data } = await send(briefingPage, {
      ...settings,
      name: "",
      fromAddress: "a@x.org\r\nBcc: b@y.org",
      timeZone: "x",
    });
    expect([status, Object.keys(data.reply.error).sort()]).toEqual([400, ["fromAddress", "name", "timeZone"]]);
    expect((await getBriefing(context))?.name).toBe("The Robotics Briefing");
  });
});

describe("the privacy policy", () => {
  test("is the generated one until an owner writes another, and again when they wish", async () => {
    expect((await open(privacy)).data).toMatchObject({
      generated: true,
      text: expect.stringContaining("The Robotics Briefing") as string,
    });
    await send(privacy, { policy: "## Ours\r\n\r\nWe keep little." });
    expect((await getBriefing(context))?.privacyPolicy).toBe("## Ours\n\nWe keep little.");
    await send(privacy, { policy: "## Ours", intent: "generated" });
    expect((await getBriefing(context))?.privacyPolicy).toBeNull();
  });

  test("with a link that leads nowhere is refused in words", async () => {
    const { status, data } = await send(privacy, { policy: "[here](ftp://example.org)" });
    expect([status, data.reply.error.policy?.[0]]).toEqual([400, expect.stringContaining("cannot be published")]);
  });
});

describe("editors", () => {
  const tomas = { name: "Tomas Vidal", email: "tomas@briefing.example", role: "operator", password: aPassword };

  test("are added by an owner, with a role and a password that is noted nowhere", async () => {
    expect((await send(editors, tomas)).status).toBe(201);
    expect((await listEditors(context)).map(({ name, role }) => [name, role])).toEqual([
      ["Ines Halloran", "owner"],
      ["Tomas Vidal", "operator"],
    ]);
    expect(await noted()).toEqual([expect.stringMatching(/^Ines Halloran: editor-added editor \d+, operator$/)]);
  });

  test.each([
    ["email", { email: "ines.halloran@briefing.example" }],
    ["email", { email: "tomas@" }],
    ["name", { name: "" }],
    ["role", { role: "admin" }],
    ["password", { password: "password1" }],
  ])("with a faulty %s are not added, and no password comes back", async (field, part) => {
    const { status, data } = await send(editors, { ...tomas, ...part });
    expect([status, Object.keys(data.reply.error)]).toEqual([400, [field]]);
    expect(JSON.stringify(data)).not.toContain(aPassword);
    expect(await listEditors(context)).toHaveLength(1);
  });

  test("get a new password from an owner, which ends their sessions (S-01)", async () => {
    const other = await anEditor(context, "Tomas Vidal");
    const theirs = await cookieOf(context, other);
    expect((await send(editors, { intent: "password", id: String(other.id), password: "short" })).data.refused).toMatch(
      /8/,
    );
    const { data } = await send(editors, { intent: "password", id: String(other.id), password: "another sentence" });
    expect(data.said).toContain("Tomas Vidal");
    expect([(await open(log, theirs)).status, (await open(log)).status]).toEqual([302, 200]);
  });

  test("are shut out and let in again; an owner cannot shut out themselves", async () => {
    const other = await anEditor(context, "Tomas Vidal");
    const theirs = await cookieOf(context, other);
    await send(editors, { intent: "disable", id: String(other.id) });
    expect((await open(log, theirs)).status).toBe(302);
    await send(editors, { intent: "enable", id: String(other.id) });
    expect((await open(log, await cookieOf(context, other))).status).toBe(200);
    expect((await send(editors, { intent: "disable", id: String(ines.id) })).status).toBe(400);
    expect((await open(log)).status).toBe(200);
  });

  test.each(["", "0", "4711", "99999999999", "x", "\0"])("of the number %j are not there", async (id) => {
    for (const intent of ["disable", "enable", "password"])
      expect((await send(editors, { intent, id, password: "another sentence" })).status).toBe(404);
  });
});

describe("one's own account", () => {
  test("gets another password for the present one only, and stays signed in here alone (S-05, S-01)", async () => {
    const elsewhere = await cookieOf(context, ines);
    const wrong = await send(account, {
      intent: "password",
      currentPassword: "wrong one",
      password: "another sentence",
    });
    expect([wrong.status, Object.keys(wrong.data.reply.error)]).toEqual([400, ["currentPassword"]]);
    expect(JSON.stringify(wrong.data)).not.toMatch(/wrong one|another sentence/);
    const right = await send(account, { intent: "password", currentPassword: aPassword, password: "another sentence" });
    expect(right.status).toBe(200);
    expect([(await open(log)).status, (await open(log, elsewhere)).status]).toEqual([200, 302]);
  });

  test("shows where it is signed in, and signs out everywhere else", async () => {
    await cookieOf(context, ines);
    expect((await open<{ sessions: unknown[] }>(account)).data.sessions).toHaveLength(2);
    await send(account, {});
    expect((await open(account)).data).toMatchObject({ sessions: [{ current: true }] });
  });
});

describe("lists", () => {
  test("are made and renamed by an operator, their slug staying as it is", async () => {
    const operator = await cookieOf(context, await anEditor(context, "Tomas Vidal", "operator"));
    expect((await send(lists, { name: "Weekly Europe", slug: "weekly-europe" }, operator)).status).toBe(201);
    const { id } = (await listsWithCounts(context)).at(-1)!;
    await send(lists, { intent: "rename", id: String(id), name: "Europe" }, operator);
    expect((await listsWithCounts(context)).at(-1)).toMatchObject({ name: "Europe", slug: "weekly-europe", active: 0 });
  });

  test.each([
    ["slug", { name: "x", slug: "weekly" }],
    ["slug", { name: "x", slug: "../../x" }],
    ["slug", { name: "x", slug: "Weekly Europe" }],
    ["slug", { name: "x", slug: "" }],
    ["slug", { name: "x", slug: "x".repeat(51) }],
    ["name", { name: "", slug: "x" }],
    ["name", { name: "a\r\nList-Id: <b>", slug: "x" }],
  ])("with a faulty %s are not made: %j (no. 26)", async (field, form) => {
    const { status, data } = await send(lists, form);
    expect([status, Object.keys(data.reply.error)]).toEqual([400, [field]]);
    expect(await listsWithCounts(context)).toHaveLength(1);
  });
});

describe("who may do what (S-15)", () => {
  const pages: [string, Pick<Page, "action" | "loader">, Role, Record<string, string>][] = [
    ["the briefing", briefingPage, "owner", settings],
    ["the privacy policy", privacy, "owner", { policy: "x" }],
    ["editors", editors, "owner", { name: "X", email: "x@briefing.example", role: "owner", password: aPassword }],
    ["lists", lists, "operator", { name: "X", slug: "x" }],
    ["the checks", checks, "operator", { dek: "required" }],
    ["one's account", account, "editor", {}],
  ];

  test.each(pages)(
    "%s: read by everyone at the desk, changed from its role on, closed to strangers",
    async (_name, page, needed, form) => {
      const roles: Role[] = ["editor", "operator", "owner"];
      for (const role of roles) {
        const as = await cookieOf(context, await anEditor(context, `Somebody ${role}`, role));
        expect((await open(page, as)).status, role).toBe(200);
        const allowed = roles.indexOf(role) >= roles.indexOf(needed);
        expect((await send(page, form, as)).status === 403, role).toBe(!allowed);
      }
      expect([(await open(page, "")).status, (await send(page, form, "")).status]).toEqual([302, 302]);
    },
  );
});
