import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { savePrivacyPolicy } from "#app/models/briefing.server.ts";
import { countingOf } from "#app/models/clicks/counting.server.ts";
import { createList } from "#app/models/readers/lists.server.ts";
import * as page from "#app/routes/desk.settings.counting/route.tsx";
import type { TestContext } from "../support/context.ts";
import { aDesk, anEditor, asked, cookieOf, outcomeOf } from "../support/desk.ts";
import { anIssue } from "../support/newsroom.ts";

let context: TestContext;
let cookie: string;
let desk: Awaited<ReturnType<typeof aDesk>>;
beforeEach(async () => {
  desk = await aDesk("operator");
  ({ context, cookie } = desk);
});

const path = "/desk/settings/counting";
const open = (as = cookie) =>
  outcomeOf<Awaited<ReturnType<typeof page.loader>>>(page.loader(asked(context, path, { cookie: as })));
const choose = (form: Record<string, string>, as = cookie) =>
  outcomeOf<{ said: string }>(page.action(asked(context, path, { cookie: as, form })));

describe("which lists count clicks, at the desk", () => {
  test("is chosen list by list, and stands in the log", async () => {
    const made = await createList(context, { slug: "europe", name: "Europe" });
    if ("error" in made) throw new Error(made.error);
    const { data } = await choose({ list: String(made.list.id), clicks: "on" });
    expect(data.said).toBe("Clicks of “Europe” are counted from now on.");
    expect((await open()).data.lists).toMatchObject([
      { counting: { clicks: null } },
      { name: "Europe", counting: { clicks: context.clock() } },
    ]);
    const [noted] = await recentEvents(context, 1);
    expect(noted).toMatchObject({
      actor: "Ines Halloran",
      action: "counting-set",
      detail: `list ${made.list.id}: clicks on`,
    });
    await choose({ list: String(made.list.id), clicks: "off" });
    expect(await countingOf(context, made.list.id)).toEqual({ clicks: null, opens: null });
  });

  test("is an operator’s to choose, and every editor’s to see", async () => {
    const editor = await cookieOf(context, await anEditor(context, "Tom Reyes", "editor"));
    expect((await open(editor)).data.mayChange).toBe(false);
    const [list] = (await open()).data.lists;
    expect((await choose({ list: String(list!.id), clicks: "on" }, editor)).status).toBe(403);
    expect((await choose({ list: "4711", clicks: "on" })).status).toBe(404);
    expect(await countingOf(context, list!.id)).toEqual({ clicks: null, opens: null });
  });

  test("is shown with the words of the privacy policy, and with what waits to go out so", async () => {
    const [list] = (await open()).data.lists;
    await anIssue(context, list as unknown as Parameters<typeof anIssue>[1]);
    await context.db.updateTable("issues").set({ status: "ready" }).execute();
    const { data } = await open();
    expect(JSON.stringify(data.clause)).toContain("What you click in an issue");
    expect(data.lists[0]).toMatchObject({ waiting: "1 approved issue" });
    expect(data.hasOwnPolicy).toBe(false);
    await savePrivacyPolicy(context, "## Ours");
    expect((await open()).data.hasOwnPolicy).toBe(true);
  });
});
