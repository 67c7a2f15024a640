import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { currentWording, shownWording, versionsOf } from "#app/models/consent/wordings.server.ts";
import * as page from "#app/routes/desk.settings.consent/route.tsx";
import type { TestContext } from "../support/context.ts";
import { aDesk, anEditor, asked, cookieOf, outcomeOf } from "../support/desk.ts";
import { aReader } from "../support/newsroom.ts";

let context: TestContext;
let cookie: string;
let desk: Awaited<ReturnType<typeof aDesk>>;
beforeEach(async () => {
  desk = await aDesk("operator");
  ({ context, cookie } = desk);
});

type Said = { reply?: { error: Record<string, string[]> }; version: number | null };
const path = "/desk/settings/consent";
const open = (as = cookie) =>
  outcomeOf<Awaited<ReturnType<typeof page.loader>>>(page.loader(asked(context, path, { cookie: as })));
const write = (text: string, as = cookie) =>
  outcomeOf<Said>(page.action(asked(context, path, { cookie: as, form: { text } })));

describe("what the sign-up form says, at the desk (C-03)", () => {
  test("is written as a new version; the old one stays, with its time", async () => {
    const before = await shownWording(context, "sign-up");
    context.later(1000);
    expect(await write("  Once a week. See our privacy policy. ")).toMatchObject({ status: 200, data: { version: 2 } });
    expect((await open()).data.versions).toMatchObject([
      { version: 2, text: "Once a week. See our privacy policy.", shownFrom: context.clock(), madeBy: "Ines Halloran" },
      { version: 1, text: before.text, shownFrom: context.clock() - 1000, madeBy: "Pressrun" },
    ]);
    const [noted] = await recentEvents(context, 1);
    expect(noted).toMatchObject({ actor: "Ines Halloran", action: "wording-saved", detail: "sign-up (en) version 2" });
  });

  test.each([
    ["", "Say what readers agree to."],
    ["a".repeat(601), "At most 600 characters."],
    ["two\nlines", "This has a line break or a hidden sign; type it as one line."],
  ])("with a fault (%j) stays as it is", async (text, fault) => {
    const { status, data } = await write(text);
    expect([status, data.reply?.error.text]).toEqual([400, [fault]]);
    expect(await versionsOf(context, "sign-up")).toEqual([]);
  });

  test("is no new version when it is the same", async () => {
    const { status, data } = await write((await currentWording(context, "sign-up")).text);
    expect([status, data.reply?.error.text]).toEqual([400, ["This is what the form says now."]]);
  });

  test("is not an editor's to change", async () => {
    const tom = await cookieOf(context, await anEditor(context, "Tom", "editor"));
    expect([(await open(tom)).status, (await write("Anything", tom)).status]).toEqual([403, 403]);
  });
});

test("the head of the chain is shown, to be kept elsewhere", async () => {
  await aReader(context, desk.list, "ana@readers.example");
  const [row] = await context.db.selectFrom("consent_events").select("hash").execute();
  expect((await open()).data.head).toEqual({ events: 1, hash: row!.hash.toString("hex") });
});
