import { beforeEach, describe, expect, test } from "vitest";
import type { List } from "#app/models/lists.server.ts";
import { suppress } from "#app/models/suppressions.server.ts";
import { currentWording } from "#app/models/wordings.server.ts";
import { ask, post } from "../support/ask.ts";
import type { TestContext } from "../support/context.ts";
import { aReader } from "../support/newsroom.ts";
import { aSite, everythingIn } from "../support/site.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  ({ context, list } = await aSite());
});

const letters = () => context.db.selectFrom("letters").selectAll().execute();
const consents = () =>
  context.db
    .selectFrom("consent_events")
    .innerJoin("wordings", "wordings.id", "wording_id")
    .select(["kind", "text as wording", "version", "source", "ip"])
    .execute();

describe("who asks for the briefing", () => {
  test("waits until the confirmation is answered, and what they saw is on record (C-01, C-02)", async () => {
    const answer = await post(context, "/subscribe", {
      email: "Ana@Readers.example",
      source: "/articles/robots-learn",
    });
    expect([answer.status, answer.headers.location]).toEqual([303, "/subscribe/sent"]);
    const [subscription] = await context.db.selectFrom("subscriptions").selectAll().execute();
    expect(subscription).toMatchObject({ status: "pending", list_id: list.id });
    expect(await letters()).toMatchObject([{ kind: "confirmation", status: "queued" }]);
    expect(await consents()).toMatchObject([
      {
        kind: "signed-up",
        wording: (await currentWording(context, "sign-up")).text,
        version: 1,
        source: "/articles/robots-learn",
        ip: "127.0.0.1",
      },
    ]);
  });

  test("is told the same as everyone else, in an address that carries nothing of theirs (C-06, C-12)", async () => {
    await aReader(context, list, "active@readers.example");
    await suppress(context, "gone@readers.example", "complaint");
    const answers = [];
    for (const name of ["new", "new", "active", "gone"]) {
      const { status, headers } = await post(context, "/subscribe", { email: `${name}@readers.example` });
      answers.push([status, headers.location, headers["set-cookie"]]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await letters()).toHaveLength(1);
    const sent = await ask(context, "/subscribe/sent");
    expect([sent.status, sent.text.includes("Check your inbox"), sent.text.includes("readers.example")]).toEqual([
      200,
      true,
      false,
    ]);
  });

  const sources = [
    "https://evil.example/",
    "//evil.example",
    "/x?email=ana@readers.example",
    "javascript:1",
    "",
    "/\u0000",
    `/${"a".repeat(300)}`,
  ];

  test.each(sources)("did so on a page of ours, not on %j", async (source) => {
    await post(context, "/subscribe", { email: "ana@readers.example", source });
    expect(await consents()).toMatchObject([{ source: "unknown" }]);
  });
});

describe("what cannot be an address", () => {
  const faulty = [
    "",
    "ana",
    "a@b..c",
    "a@@x.org",
    "a@x.org\r\nBcc: b@y.org",
    "a@x.org,b@y.org",
    '"><script>x</script>@x',
    `${"a".repeat(9000)}@x.org`,
  ];

  test.each(faulty)("%j is shown again with its fault, and nothing is kept (rows 1 to 4)", async (email) => {
    const before = await everythingIn(context);
    const { status, text } = await post(context, "/subscribe", { email, source: "/issues/1" });
    expect(status).toBe(400);
    expect(text).toContain('aria-describedby="sign-up-fault sign-up-consent"');
    expect(text).toMatch(/id="sign-up-fault"[^>]*>[A-Z][^<]+\./);
    expect(text).toContain('name="source" value="/issues/1"');
    if (/^[\w@.]+$/.test(email)) expect(text).toContain(`value="${email}"`);
    expect(text).not.toContain("<script");
    expect(await everythingIn(context)).toBe(before);
  });

  test("is refused in every other shape, too (row 11)", async () => {
    const headers = { Origin: context.config.appUrl, "Sec-Fetch-Site": "same-origin" };
    const form = "application/x-www-form-urlencoded";
    const fields = Array.from({ length: 5000 }, (_, i) => `a[${i}].b=1`).join("&");
    const bodies: [type: string, body: string][] = [
      ["application/json", `{"email":"ana@readers.example"}`],
      ["text/plain", "email=ana@readers.example"],
      ["multipart/form-data", "email=ana@readers.example"],
      [
        "multipart/form-data; boundary=x",
        `--x\r\nContent-Disposition: form-data; name="email"; filename="a"\r\n\r\na@x.org\r\n--x--\r\n`,
      ],
      [form, ""],
      [form, "email=a@x.org&email=b@x.org"],
      [form, "email[0]=a@x.org"],
      [form, "__proto__.email=a@x.org&constructor.prototype.x=1"],
      [form, `${fields}&__intent__=x`],
    ];
    const before = await everythingIn(context);
    for (const [type, body] of bodies) {
      const answer = await ask(context, "/subscribe", {
        method: "POST",
        headers: { ...headers, "Content-Type": type },
        body,
      });
      expect([type, body.slice(0, 40), answer.status]).toEqual([type, body.slice(0, 40), 400]);
      expect(answer.text).toContain("<h1");
    }
    expect(await everythingIn(context)).toBe(before);
  });
});

test("a program that fills in what people do not see is thanked and forgotten (C-23)", async () => {
  const before = await everythingIn(context);
  const answer = await post(context, "/subscribe", { email: "bot@readers.example", website: "https://spam.example" });
  expect([answer.status, answer.headers.location]).toEqual([303, "/subscribe/sent"]);
  expect(await everythingIn(context)).toBe(before);
  const { text } = await ask(context, "/subscribe");
  expect(text).toMatch(/class="not-for-people" aria-hidden="true"/);
  expect(text).toMatch(/name="website" type="text" tabindex="-1" autoComplete="off"/);
});

test("no page but the sign-up's own takes a POST", async () => {
  for (const path of ["/", "/privacy", "/issues", "/nothing", "/subscribe/sent"]) {
    const { status } = await post(context, path, { email: "ana@readers.example" });
    expect([404, 405]).toContain(status);
  }
});
