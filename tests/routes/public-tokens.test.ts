import { beforeEach, describe, expect, test } from "vitest";
import { openLogger } from "#app/log.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { confirmUrl, signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { endSubscription, leaveUrls } from "#app/models/readers/unsubscribe.server.ts";
import { ask, post } from "../support/ask.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, aReader } from "../support/newsroom.ts";
import { aSentIssue, aSite, everythingIn } from "../support/site.ts";
import { freePort, startWeb } from "../support/web.ts";

const day = 24 * 3_600_000;
const button = { confirm: "1" };
let context: TestContext;
let list: List;
let confirmPage: string;
let leavePage: string;
let oneClick: string;

beforeEach(async () => {
  ({ context, list } = await aSite());
  const asked = { email: "anabel@readers.example", name: "", listId: list.id, source: "/", ip: "192.0.2.1" };
  await signUp(context, asked);
  const waiting = (await subscriberByEmail(context, asked.email))!;
  confirmPage = pathOf(confirmUrl(context, waiting.id, list.id, context.clock()));
  const reader = await aReader(context, list, "boris@readers.example");
  const urls = leaveUrls(context, reader.id, list.id);
  leavePage = pathOf(urls.page);
  oneClick = pathOf(urls.oneClick);
});

const pathOf = (url: string) => new URL(url).pathname;
const stateOf = async (email: string) => (await subscriberByEmail(context, email))!.subscriptions[0];

describe("the confirmation page", () => {
  test("shows who is asked, masked, and confirms nothing by being opened (C-05, row 9)", async () => {
    const before = await everythingIn(context);
    for (const method of ["GET", "HEAD"]) {
      const { status, text } = await ask(context, confirmPage, { method, headers: { "Sec-Purpose": "prefetch" } });
      expect(status).toBe(200);
      if (method === "GET") expect(text).toContain("an•••@readers.example");
      expect(text).not.toContain("anabel");
    }
    expect(await everythingIn(context)).toBe(before);
  });

  test("confirms by its button, shows the latest issue, and says so when it was confirmed already (row 9)", async () => {
    await aSentIssue(context, list);
    const first = await post(context, confirmPage, button);
    expect([first.status, first.text.includes("You’re in"), first.text.includes('href="/issues/1"')]).toEqual([
      200,
      true,
      true,
    ]);
    const confirmed = await stateOf("anabel@readers.example");
    expect(confirmed).toMatchObject({ status: "active", confirmedAt: context.clock() });
    context.later(1000);
    const second = await post(context, confirmPage, button);
    expect([second.status, second.text.includes("already confirmed")]).toEqual([200, true]);
    expect(await stateOf("anabel@readers.example")).toEqual(confirmed);
    const welcomes = await context.db.selectFrom("letters").selectAll().where("kind", "=", "welcome").execute();
    expect(welcomes).toHaveLength(1);
  });

  test("without its button's field it confirms nothing", async () => {
    const before = await everythingIn(context);
    expect((await post(context, confirmPage, {})).status).toBe(400);
    expect((await post(context, confirmPage, { "List-Unsubscribe": "One-Click" })).status).toBe(400);
    expect(await everythingIn(context)).toBe(before);
  });

  test("after a week, or for who was taken off meanwhile, it says how to ask again (C-04, row 9)", async () => {
    const reader = (await subscriberByEmail(context, "anabel@readers.example"))!;
    const dead = async () => {
      const before = await everythingIn(context);
      for (const answer of [await ask(context, confirmPage), await post(context, confirmPage, button)]) {
        expect(answer.status).toBe(404);
        expect(answer.text).toContain("This confirmation link does not work");
        expect(answer.text).toContain('href="/subscribe"');
      }
      expect(await everythingIn(context)).toBe(before);
    };
    await endSubscription(context, reader.id, list.id, "operator");
    await dead();
    context.later(8 * day);
    await dead();
  });
});

describe("the unsubscribe page", () => {
  test("says whose subscription to what it is, masked, and ends nothing by being opened (H-08)", async () => {
    const before = await everythingIn(context);
    const { status, text } = await ask(context, leavePage);
    expect(status).toBe(200);
    for (const words of ["bo•••@readers.example", list.name, 'name="confirm" value="1"']) expect(text).toContain(words);
    expect(text).not.toContain("boris");
    expect(await everythingIn(context)).toBe(before);
  });

  test("ends it by one button, at once, and keeps the first time (C-07, H-10)", async () => {
    const first = await post(context, leavePage, button);
    expect([first.status, first.text.includes("You have left")]).toEqual([200, true]);
    const ended = await stateOf("boris@readers.example");
    expect(ended).toMatchObject({ status: "ended", endedAt: context.clock(), endedBy: "page" });
    context.later(day);
    expect((await post(context, leavePage, button)).text).toContain("You have left");
    expect((await ask(context, leavePage)).text).toContain("You have left");
    expect(await stateOf("boris@readers.example")).toEqual(ended);
  });

  test("without its button's field it ends nothing (H-09)", async () => {
    const { status, text } = await post(context, leavePage, { other: "1" });
    expect([status, text.includes('name="confirm"')]).toEqual([400, true]);
    expect(await stateOf("boris@readers.example")).toMatchObject({ status: "active" });
  });

  test("without a token it says where the link is", async () => {
    for (const path of ["/unsubscribe", "/unsubscribe/"]) {
      const { status, text } = await ask(context, path);
      expect([status, text.includes("Each mail you get has an unsubscribe link")]).toEqual([200, true]);
    }
  });
});

describe("a token that is not whole and ours", () => {
  function wrongTokens(): string[] {
    const token = leavePage.split("/").pop()!;
    const flipped = [0, 10, 20, token.length - 1].map(
      (i) => token.slice(0, i) + (token[i] === "A" ? "B" : "A") + token.slice(i + 1),
    );
    const other = leaveUrls(context, 999_999, list.id).page.split("/").pop()!;
    const otherList = leaveUrls(context, 1, 4242).page.split("/").pop()!;
    const confirm = confirmPage.split("/").pop()!;
    return [
      ...flipped,
      token.slice(0, -1),
      token.toUpperCase(),
      other,
      otherList,
      confirm,
      "x",
      "%00",
      "a".repeat(5000),
    ];
  }

  test("opens nothing, and one is answered like another (H-11, H-12, row 10)", async () => {
    const before = await everythingIn(context);
    const seen = new Set<string>();
    for (const token of wrongTokens()) {
      const opened = await ask(context, `/unsubscribe/${token}`);
      const pressed = await post(context, `/unsubscribe/${token}`, button);
      const clicked = await post(context, `/one-click/${token}`, { "List-Unsubscribe": "One-Click" });
      const looked = await ask(context, `/one-click/${token}`);
      const statuses = [opened.status, pressed.status, clicked.status, looked.status];
      seen.add(JSON.stringify([statuses, opened.text, pressed.text, clicked.text, looked.text]));
    }
    expect([...seen]).toHaveLength(1);
    expect([...seen][0]).toMatch(/^\[\[404,404,404,404\]/);
    expect(await everythingIn(context)).toBe(before);
  });

  test("an unsubscribe token confirms nothing", async () => {
    expect((await post(context, `/confirm/${leavePage.split("/").pop()}`, button)).status).toBe(404);
  });
});

describe("one-click by hand", () => {
  test("a repeat is answered like the first and keeps the first time (H-10)", async () => {
    const answers = [];
    for (let i = 0; i < 3; i += 1) {
      const { status, text } = await post(context, oneClick, { "List-Unsubscribe": "One-Click" });
      answers.push(`${status} ${text}`);
      context.later(1000);
    }
    expect(new Set(answers)).toEqual(new Set(["200 You have been unsubscribed.\n"]));
    expect(await stateOf("boris@readers.example")).toMatchObject({ status: "ended", endedBy: "one-click" });
  });

  test("opened in a browser it leads to the page with the button, and escapes what came behind the token (H-08)", async () => {
    const { status, text } = await ask(context, oneClick + '"><script>'.replace(/[">]/g, encodeURIComponent));
    expect(status).toBe(200);
    expect(text).toContain(`href="${leavePage}%22`);
    expect(text).not.toContain("<script");
  });

  test("only the list that the mail belonged to is left (H-15)", async () => {
    const reader = (await subscriberByEmail(context, "boris@readers.example"))!;
    const { id } = await context.db
      .insertInto("lists")
      .values({ slug: "monthly", name: "Monthly", created_at: 1 })
      .returning("id")
      .executeTakeFirstOrThrow();
    const row = { created_at: 1, confirmed_at: 1, ended_at: null, ended_by: null };
    await context.db
      .insertInto("subscriptions")
      .values({ subscriber_id: reader.id, list_id: id, status: "active", ...row })
      .execute();
    await post(context, oneClick, { "List-Unsubscribe": "One-Click" });
    const { subscriptions } = (await subscriberByEmail(context, "boris@readers.example"))!;
    expect(subscriptions.map(({ list, status }) => [list, status])).toEqual([
      [list.name, "ended"],
      ["Monthly", "active"],
    ]);
  });
});

test("a fault behind a reader's link is in the log without the link", async () => {
  const lines: string[] = [];
  const log = openLogger({ write: (line) => void lines.push(line) });
  const context = await testContext({ log, env: { APP_URL: `http://localhost:${await freePort()}` } });
  await aBriefing(context);
  await startWeb(context);
  const path = pathOf(leaveUrls(context, 1, 1).page);
  await context.db.schema.dropTable("leave_reasons").execute();
  await context.db.schema.alterTable("subscribers").renameTo("subscribers_elsewhere").execute();
  expect((await ask(context, path)).status).toBe(500);
  expect(lines.map((line) => (JSON.parse(line) as { path: string }).path)).toContain("/unsubscribe/…");
  expect(lines.join("")).not.toContain(path.slice(-20));
});
