import { beforeAll, describe, expect, test } from "vitest";
import { testGroups } from "#app/models/desk/testGroups.server.ts";
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
});

test("the links of a test mail lead to pages, and a mail program's one-click post there ends nothing", async () => {
  for (const path of ["/unsubscribe", "/reader"]) expect((await ask(context, path)).status).toBe(200);
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
