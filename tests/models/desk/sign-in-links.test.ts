import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { setDisabled } from "#app/models/desk/editors.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { mailSignInLinks, redeemSignInLink, requestSignInLink } from "#app/models/desk/signInLinks.server.ts";
import { createSmtp } from "#emails/smtp/smtp.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { aLane } from "../../support/lane.ts";
import { aBriefing } from "../../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../../support/smtp.ts";

const minute = 60_000;
const network = "192.0.2.0/24";
let context: TestContext;
let farEnd: FarEnd;
let ines: Editor;

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext();
  context.smtp = createSmtp(farEnd.url, { connections: 1 });
  await aBriefing(context);
  ines = await anEditor(context, "Ines Halloran");
});

const ask = (email: string, from = network) => requestSignInLink(context, { email, network: from });
const mailed = async () => {
  await (
    await mailSignInLinks(context)
  ).handedOver;
  return farEnd.parsed();
};
const waiting = () => context.db.selectFrom("sign_in_requests").selectAll().execute();

describe("a sign-in link by mail (S-07)", () => {
  test("comes to the editor who asked, signs in once, and the log has who and from where", async () => {
    expect(await ask(" Ines.HALLORAN@briefing.example")).toBeNull();
    const [mail] = await mailed();
    expect(mail!.subject).toBe("Sign in to the desk of The Robotics Briefing");
    const token = /\/desk\/sign-in\/([\w-]{43})\s/.exec(mail!.text!)![1]!;
    expect(await redeemSignInLink(context, token)).toEqual(ines);
    expect(await redeemSignInLink(context, token)).toBeNull();
    expect(await recentEvents(context)).toMatchObject([
      { action: "sign-in-link-mailed", detail: `editor ${ines.id}, asked for from ${network}` },
    ]);
    expect(await waiting()).toEqual([]);
  });

  test("is good for a quarter of an hour", async () => {
    await ask(ines.email);
    const [mail] = await mailed();
    context.later(15 * minute);
    expect(await redeemSignInLink(context, /sign-in\/([\w-]{43})/.exec(mail!.text!)![1]!)).toBeNull();
  });

  test("leaves the same behind for an address that is nobody's, and mails nothing there (C-06)", async () => {
    const gone = await anEditor(context, "Gone");
    await setDisabled(context, gone.id, true);
    for (const email of [ines.email, "nobody@briefing.example", gone.email]) expect(await ask(email)).toBeNull();
    expect((await waiting()).map((row) => Object.keys(row).length)).toEqual([4, 4, 4]);
    expect((await mailed()).map(({ to }) => JSON.stringify(to).includes(ines.email))).toEqual([true]);
  });

  test("goes out three times an hour to an address, and is asked for ten times by a network", async () => {
    for (let i = 0; i < 5; i += 1) expect(await ask(ines.email, `198.51.${i}.0/24`)).toBeNull();
    expect(await mailed()).toHaveLength(3);
    for (let i = 0; i < 10; i += 1) await ask(`somebody${i}@briefing.example`);
    expect(await ask(ines.email)).toEqual({ error: "too-many", wait: 60 * minute });
    context.later(60 * minute);
    expect(await ask(ines.email)).toBeNull();
    expect(await mailed()).toHaveLength(4);
  });

  test("is mailed by the sender, and never from a copy of the database", async () => {
    const lane = await aLane(context);
    await context.db.updateTable("home").set({ token: "another" }).execute();
    await ask(ines.email);
    await lane.upkeep();
    expect(farEnd.messages).toEqual([]);
    // Who asked is not at the keyboard any more when somebody claims it.
    context.later(16 * minute);
    expect(await mailed()).toEqual([]);
    expect(await waiting()).toEqual([]);
  });
});
