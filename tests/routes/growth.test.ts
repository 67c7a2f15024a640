import { beforeEach, describe, expect, test } from "vitest";
import { addRecommendation } from "#app/models/growth/recommendations.server.ts";
import { saveGrowthSettings, type GrowthSettings } from "#app/models/growthSettings.server.ts";
import { readerUrl } from "#app/models/readers/links.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { passOnUrl } from "#app/models/readers/referrals.server.ts";
import { confirmUrl } from "#app/models/readers/sign-up/confirmation.server.ts";
import { processSignUps } from "#app/models/readers/sign-up/requests.server.ts";
import { subscriberByEmail, type Subscriber } from "#app/models/readers/subscribers.server.ts";
import { ask, post } from "../support/ask.ts";
import { atTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { aReader } from "../support/newsroom.ts";
import { aSite, everythingIn } from "../support/site.ts";

let context: TestContext;
let list: List;
let ana: Subscriber;

beforeEach(async () => {
  ({ context, list } = await aSite());
  ana = await aReader(context, list, "anabel@readers.example");
});

const pathOf = (url: string) => new URL(url).pathname;
const settings = (given: Partial<GrowthSettings>) =>
  saveGrowthSettings(
    context,
    { forwardedLine: "on", shareLinks: "page", recommendsInArchive: "off", ...given },
    "Ines",
  );

describe("the page behind “Yes, I stay”", () => {
  const stay = () => `${pathOf(readerUrl(context, ana.id, context.clock()))}/stay`;

  test("changes nothing by being looked at or fetched ahead, and takes a press of its button (C-05)", async () => {
    const before = await everythingIn(context);
    for (const method of ["GET", "HEAD"]) {
      const answer = await ask(context, stay(), { method });
      expect([answer.status, answer.headers["cache-control"]]).toEqual([200, "no-store"]);
    }
    expect(await everythingIn(context)).toBe(before);
    expect((await post(context, stay(), {})).status).toBe(400);
    expect(await everythingIn(context)).toBe(before);
    const pressed = await post(context, stay(), { stay: "1" });
    expect(pressed.text).toContain("You stay");
    expect(await context.db.selectFrom("reader_signs").select(["subscriber_id", "sign"]).execute()).toEqual([
      { subscriber_id: ana.id, sign: "stayed" },
    ]);
    expect(pressed.text).not.toContain("anabel@");
  });

  test("is found behind what a mail program put after its address, which leads to no other site", async () => {
    for (const sign of [")", ").", "%3E", "%E2%80%9D"]) {
      const { status, headers } = await ask(context, stay() + sign);
      expect([status, headers.location]).toEqual([302, stay()]);
    }
    expect((await ask(context, "//elsewhere.example/)")).status).toBe(404);
  });

  test("is none behind a link that is no reader’s", async () => {
    expect((await ask(context, "/reader/nothing/stay")).status).toBe(404);
    expect((await post(context, "/reader/nothing/stay", { stay: "1" })).status).toBe(404);
  });
});

describe("a personal link", () => {
  test("leads to the sign-up, is kept by no cache or search engine, and counts who confirms", async () => {
    await settings({});
    const path = pathOf(passOnUrl(context, ana.id));
    const page = await ask(context, path);
    expect([page.status, page.headers["cache-control"]]).toEqual([200, "no-store"]);
    expect(page.text).toContain("A reader of");
    expect(page.text).toContain('name="robots" content="noindex"');
    expect(page.text).not.toContain("anabel");
    context.later(3000);
    const form = /name="form" value="([\w-]+)"/.exec(page.text)![1]!;
    const source = /name="source" value="([^"]+)"/.exec(page.text)![1]!;
    expect(source).toBe(path);
    await post(context, "/subscribe", { email: "ben@readers.example", source, form });
    await processSignUps(context);
    const ben = (await subscriberByEmail(context, "ben@readers.example"))!;
    const url = pathOf(confirmUrl(context, ben.id, list.id, context.clock()));
    const confirmed = await post(context, url, { confirm: "1" });
    expect(confirmed.text).toContain(passOnUrl(context, ben.id));
    const own = await ask(context, pathOf(readerUrl(context, ana.id, context.clock())));
    expect(own.text).toContain("1 person came by your link. Thank you!");
    expect(own.text).toContain(passOnUrl(context, ana.id));
  });

  test("leads to the plain sign-up where there is none any more, and none is shown", async () => {
    const { status, headers } = await ask(context, pathOf(passOnUrl(context, ana.id)));
    expect([status, headers.location]).toEqual([302, "/subscribe"]);
    expect((await ask(context, pathOf(readerUrl(context, ana.id, context.clock())))).text).not.toContain("/with/");
  });
});

describe("recommended briefings", () => {
  test("stand after the sign-up, and below the archive where that is wanted", async () => {
    await addRecommendation(
      context,
      { name: "Ports <b>", url: "https://ports.example/?a=1&b=2", says: "Ships, mostly." },
      "Ines",
    );
    const link = 'href="https://ports.example/?a=1&amp;b=2"';
    expect((await ask(context, "/subscribe/sent")).text).toContain(link);
    expect((await ask(context, "/issues")).text).not.toContain(link);
    await settings({ recommendsInArchive: "on" });
    const archive = (await ask(context, "/issues")).text;
    expect(archive).toContain(link);
    expect(archive).toContain("Ports &lt;b&gt;");
  });

  test("are written by operators, with each fault at its field", async () => {
    const desk = await atTheDesk(context, "operator");
    const path = "/desk/settings/growth";
    const bad = await desk.post(path, { intent: "add", id: "0", name: "", url: "javascript:alert(1)", says: "x" });
    expect(bad.status).toBe(400);
    expect(bad.text).toContain("Name the briefing.");
    expect(bad.text).toContain("Type a whole address");
    await desk.post(path, { intent: "add", id: "0", name: "Ports", url: "https://ports.example/", says: "Ships." });
    await desk.post(path, {
      intent: "lines",
      ...{ forwardedLine: "off", shareLinks: "mail", recommendsInArchive: "on" },
    });
    const page = await desk.see(path);
    expect(page.text).toContain("https://ports.example/");
    const row = await context.db.selectFrom("briefing").select(["forwarded_line", "share_links"]).executeTakeFirst();
    expect(row).toEqual({ forwarded_line: "off", share_links: "mail" });
  });
});
