import { beforeAll, describe, expect, test } from "vitest";
import { testGroups } from "#app/models/desk/testGroups.server.ts";
import { testPageUrls } from "#app/models/readers/testPages.server.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import { ask, post } from "../support/ask.ts";
import type { TestContext } from "../support/context.ts";
import { anIssue, aReader } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

let context: TestContext;
let tom: AtTheDesk;
let number: number;
let preview: string;

beforeAll(async () => {
  const site = await aSite();
  context = site.context;
  tom = await atTheDesk(context, "editor", "Tom");
  number = await anIssue(context, site.list);
  await aReader(context, site.list, "ana@readers.example", "Ana");
  preview = `/desk/issues/${number}/preview`;
});

describe("the mail of an issue in a frame", () => {
  const mail = (query: string) => tom.see(`/desk/issues/${number}/mail?${query}`);

  test("is drawn as its address says, and light for any other", async () => {
    expect((await mail("scheme=gmail-dark")).text).toContain("hsl(");
    expect((await mail("scheme=outlook-dark")).text).toContain("data-ogsc");
    expect((await mail("scheme=word")).text).toContain("[data-lost]");
    const light = (await mail("scheme=light")).text;
    for (const odd of ["scheme=constructor", "scheme=%22%3E", ""])
      expect((await mail(odd)).text.replace(/[0-9a-f]{32}/g, "")).toBe(light.replace(/[0-9a-f]{32}/g, ""));
  });

  test("loads no pictures where they are off, and never anything from elsewhere", async () => {
    const policy = async (query: string) => (await mail(query)).headers["content-security-policy"];
    expect(await policy("pictures=off")).toContain("img-src 'none'");
    expect(await policy("")).toContain("default-src 'none'; img-src 'self'");
  });
});

describe("a group for tests", () => {
  test("is saved at the preview, shown there and removed", async () => {
    expect((await tom.post(preview, { intent: "save-group", name: "Phones", addresses: "a@x.example" })).status).toBe(
      200,
    );
    expect((await tom.see(preview)).text).toContain("a@x.example");
    const again = await tom.post(preview, { intent: "save-group", name: "Phones", addresses: "b@x.example" });
    expect([again.status, again.text]).toEqual([400, expect.stringContaining("There is a group of that name")]);
    const unfit = await tom.post(preview, { intent: "save-group", name: "Desks", addresses: "b@x.example, c@" });
    expect([unfit.status, unfit.text]).toEqual([400, expect.stringContaining("c@: ")]);
    const id = (await testGroups(context))[0]!.id;
    await tom.post(preview, { intent: "remove-group", id: String(id) });
    expect(await testGroups(context)).toEqual([]);
  });

  test("is changed, and both that and a removal are taken back", async () => {
    const post = (fields: Record<string, string>) => tom.post(preview, fields);
    await post({ intent: "save-group", name: "Phones", addresses: "a@x.example" });
    const id = String((await testGroups(context))[0]!.id);
    const changed = await post({ intent: "save-group", id, name: "Phones 2", addresses: "b@x.example, c@x.example" });
    expect([changed.status, changed.text]).toEqual([
      200,
      expect.stringMatching(/Phones<\/bdi> was (<!-- -->)?changed/),
    ]);
    expect(await testGroups(context)).toMatchObject([{ name: "Phones 2", emails: ["b@x.example", "c@x.example"] }]);
    expect((await post({ intent: "save-group", id, name: "Phones", addresses: "c@" })).status).toBe(400);
    await post({ intent: "save-group", id, name: "Phones", addresses: "a@x.example" });
    expect(await testGroups(context)).toMatchObject([{ id: Number(id), name: "Phones", emails: ["a@x.example"] }]);
    const removed = await post({ intent: "remove-group", id });
    expect(removed.text).toMatch(/Phones<\/bdi> was (<!-- -->)?removed/);
    expect((await post({ intent: "save-group", id, name: "Phones", addresses: "a@x.example" })).status).toBe(400);
    await post({ intent: "save-group", name: "Phones", addresses: "a@x.example" });
    expect(await testGroups(context)).toMatchObject([{ name: "Phones" }]);
  });
});

test("an address that is none is said beside its field", async () => {
  const { status, text } = await tom.post(preview, { intent: "test", to: "ana@" });
  expect(status).toBe(400);
  expect(text).toMatch(/id="to-error"[^>]*>.*ana@: /);
});

describe("the pages of a test mail", () => {
  const readers = async () => JSON.stringify(await context.db.selectFrom("subscriptions").selectAll().execute());

  test("show what a reader would see, marked as a test, and change nothing", async () => {
    const listId = (await context.db.selectFrom("lists").select("id").executeTakeFirstOrThrow()).id;
    const urls = testPageUrls(context, listId, context.clock());
    const before = await readers();
    for (const [url, words] of [
      [urls.reader, "The Robotics Briefing"],
      [urls.leave, "The Robotics Briefing"],
    ] as const) {
      const { pathname } = new URL(url);
      const page = await ask(context, pathname);
      expect([page.status, page.text]).toEqual([200, expect.stringContaining("belongs to a test of an issue")]);
      expect(page.text).toContain(words);
      expect(page.text).toContain("noindex");
      const forms: Record<string, string>[] = [
        { confirm: "1" },
        { do: "lists" },
        { do: "leave-all" },
        { do: "topics" },
      ];
      for (const form of forms) expect((await post(context, pathname, form)).status).toBe(303);
    }
    expect(await readers()).toBe(before);
  });

  test("open for three months, for no other token, and their token opens no reader's page", async () => {
    const listId = (await context.db.selectFrom("lists").select("id").executeTakeFirstOrThrow()).id;
    const token = testPageUrls(context, listId, context.clock()).reader.split("/").at(-1)!;
    for (const path of [`/test-mail/${token.slice(1)}x`, "/test-mail/x", `/reader/${token}`, `/unsubscribe/${token}`])
      expect([path, (await ask(context, path)).status]).toEqual([path, 404]);
    const old = testPageUrls(context, listId, context.clock() - 91 * 24 * 3_600_000);
    for (const url of Object.values(old)) expect((await ask(context, new URL(url).pathname)).status).toBe(404);
  });
});

test("a mail program's one-click post of a test mail ends nothing", async () => {
  await post(context, "/unsubscribe", { "List-Unsubscribe": "One-Click" });
  const { status } = await context.db.selectFrom("subscriptions").select("status").executeTakeFirstOrThrow();
  expect(status).toBe("active");
});

describe("the copy of a chosen reader", () => {
  const chosen = async (fields: Record<string, string>) => {
    const { status, text } = await tom.post(preview, { intent: "reader", ...fields });
    return { status, text, reference: /[?&;]as=([\w-]+)/.exec(text)?.[1] };
  };
  const copy = async (reference: string) => (await tom.see(`/desk/issues/${number}/mail?as=${reference}`)).text;

  test("is a subscriber's, with whether the issue goes to them, and no address stands in a URL", async () => {
    const { text, reference } = await chosen({ email: "Ana@readers.example", name: "Somebody else" });
    expect(text).toMatch(/Ana<\/bdi>.*gets this issue/);
    expect(Buffer.from(reference!, "base64url").toString("latin1")).not.toContain("ana");
    expect(await copy(reference!)).toContain("ana@readers.example");
    expect(await copy(`A${reference}`)).not.toContain("ana@");
  });

  test("is made up for an address that nobody has, and changes nothing", async () => {
    const made = await chosen({ email: "new@readers.example", name: "New" });
    expect(made.text).toMatch(/New<\/bdi>.*made up/);
    expect(await copy(made.reference!)).toContain("new@readers.example");
    expect(await context.db.selectFrom("subscribers").select("email").execute()).toHaveLength(1);
    const unfit = await chosen({ email: "new@" });
    expect([unfit.status, unfit.reference]).toEqual([400, undefined]);
  });
});
