import { beforeEach, describe, expect, test } from "vitest";
import { mailProviderNames, webhookVariable, type MailProvider } from "#app/models/mailProviders.ts";
import { ask } from "../support/ask.ts";
import { monday, testContext, type TestContext } from "../support/context.ts";
import { anOutside, type OutsideWorld } from "../support/outside.ts";
import { services, sns, type Sent } from "../support/webhooks.ts";
import { freePort, startWeb } from "../support/web.ts";

const hour = 3_600_000;
let context: TestContext;
let outside: OutsideWorld;

beforeEach(async () => {
  outside = await anOutside((_request, response) => void response.end(sns.cert), {}, sns);
  context = await aSiteThatHears(Object.fromEntries(mailProviderNames.map((name) => [name, services[name].secrets])));
});

async function aSiteThatHears(secrets: Partial<Record<MailProvider, string>>): Promise<TestContext> {
  const set = Object.entries(secrets).map(([name, value]) => [webhookVariable(name as MailProvider), value]);
  const env = { APP_URL: `http://localhost:${await freePort()}`, ...Object.fromEntries(set) };
  const context = await testContext({ env, outside });
  await startWeb(context);
  return context;
}

async function bring(name: MailProvider, { headers, body }: Sent) {
  const {
    status,
    headers: answered,
    text,
  } = await ask(context, `/inbound/webhooks/${name}`, {
    ...{ method: "POST", headers, body },
  });
  expect([answered["set-cookie"], answered.location]).toEqual([undefined, undefined]);
  if (status !== 413) expect(text).toBe("");
  return status;
}

const kept = () => context.db.selectFrom("inbound_messages").selectAll().orderBy("id").execute();

/** One byte of a text, turned into another letter or digit. */
function bent(text: string, what: RegExp): string {
  return text.replace(what, (found) => found.slice(0, -1) + (found.endsWith("a") ? "b" : "a"));
}

describe.each(mailProviderNames)("%s", (name) => {
  const service = services[name];
  const bounce = (id = "event-1") => service.event(id, "bounce", monday);
  const good = (id?: string) => service.request([bounce(id)], monday);

  test("a bounce is kept as it came, and only then answered", async () => {
    const sent = good();
    expect(await bring(name, sent)).toBe(200);
    const [row, ...others] = await kept();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ door: "webhook", provider: name, state: "new", received_at: monday, sent_to: "[]" });
    expect(JSON.parse(row!.raw!.toString())).toEqual(service.batches ? bounce() : JSON.parse(sent.body));
  });

  test("the key before is good too; nobody’s is not, and nothing is said of why (B-09)", async () => {
    expect(await bring(name, service.request([bounce("one")], monday, "former"))).toBe(200);
    expect(await bring(name, service.request([bounce("two")], monday, "nobody"))).toBe(401);
    expect(await kept()).toHaveLength(1);
  });

  test("what is not signed is not believed, and a byte that was changed on the way is seen where it is signed", async () => {
    const { headers, body } = good();
    if (service.needed) {
      const { [service.needed]: _, ...without } = headers;
      expect(await bring(name, { headers: without, body })).toBe(401);
      expect(await bring(name, { headers: { ...headers, [service.needed]: "" }, body })).toBe(401);
      expect(
        await bring(name, {
          headers: { ...headers, [service.needed]: bent(headers[service.needed]!, /.(?=.{5}$)/) },
          body,
        }),
      ).toBe(401);
    } else expect(await bring(name, { headers, body: body.replace(/"signature":\{.*?\},/, "") })).toBe(401);
    if (service.covers) expect(await bring(name, { headers, body: body.replace("readers", "riders") })).toBe(401);
    expect(await kept()).toEqual([]);
  });

  test("an event that comes again is kept once, as it came first", async () => {
    const sent = good();
    expect([await bring(name, sent), await bring(name, sent)]).toEqual([200, 200]);
    context.later(60_000);
    expect(await bring(name, service.request([bounce()], monday + 60_000))).toBe(200);
    if (service.batches) {
      const twice = service.request([bounce("two"), bounce("two"), bounce()], monday + 60_000);
      expect(await bring(name, twice)).toBe(200);
    }
    expect(await kept()).toHaveLength(service.batches ? 2 : 1);
  });

  test("in whatever order events come, the same is kept, and each with its own time", async () => {
    const early = service.request([service.event("early", "bounce", monday - hour)], monday);
    const late = service.request([service.event("late", "bounce", monday)], monday);
    for (const sent of [late, early]) expect(await bring(name, sent)).toBe(200);
    const one = (await kept()).map(({ raw }) => raw!.toString());
    await context.db.deleteFrom("inbound_messages").execute();
    for (const sent of [early, late]) expect(await bring(name, sent)).toBe(200);
    expect((await kept()).map(({ raw }) => raw!.toString()).sort()).toEqual(one.sort());
  });

  test("a kind of event that nobody knows is kept", async () => {
    expect(await bring(name, service.request([service.event("new", "unknown", monday)], monday))).toBe(200);
    expect(await kept()).toMatchObject([{ provider: name, state: "new" }]);
  });

  test("two megabytes are refused before anybody reads them", async () => {
    const { headers, body } = good();
    expect(await bring(name, { headers, body: body + " ".repeat(2_000_000) })).toBe(413);
    expect(await bring(name, { headers: { ...headers, "Content-Length": String(2_000_000) }, body })).toBe(413);
    expect(await kept()).toEqual([]);
  });

  test("an old request is refused, and one from tomorrow, where it says when it is from", async () => {
    if (!service.ages) return;
    for (const at of [monday - 25 * hour, monday + hour])
      expect(await bring(name, service.request([bounce()], at))).toBe(401);
    expect(await kept()).toEqual([]);
  });

  test("the type of the content, an origin and a cookie change nothing", async () => {
    const { headers, body } = good();
    const types = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "a/b/c"];
    for (const type of types)
      expect(await bring(name, { headers: { ...headers, "Content-Type": type }, body })).toBe(200);
    const foreign = { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site", Cookie: "__Host-session=x" };
    expect(await bring(name, { headers: { ...headers, ...foreign }, body })).toBe(200);
    expect(await kept()).toHaveLength(1);
  });

  test("it is not there where it is not set up, and there is nothing to see where it is", async () => {
    const path = `/inbound/webhooks/${name}`;
    const seen = await ask(context, path);
    expect([seen.status, seen.headers.allow, seen.text]).toEqual([405, "POST", ""]);
    expect((await ask(context, path, { method: "PUT", body: "{}" })).status).toBe(405);
    context = await aSiteThatHears({});
    expect(await bring(name, good())).toBe(404);
    expect((await ask(context, path)).status).toBe(404);
    expect(await kept()).toEqual([]);
  });
});

test("there are no services but ours, however their names are written", async () => {
  for (const name of ["mandrill", "__proto__", "constructor", "toString", "%2e%2e", "ses%00"])
    expect((await ask(context, `/inbound/webhooks/${name}`, { method: "POST", body: "{}" })).status).not.toBe(200);
});

describe("hostile JSON from somebody who knows the password", () => {
  const { headers } = services.sparkpost.request([], monday);

  test.each([
    ["no JSON", "this is none", 1],
    ["no bytes", "", 1],
    ["half of it", '[{"msys":', 1],
    ["an empty list", "[]", 0],
    ["null", "null", 1],
    ["numbers", "[1,2,2,3]", 3],
    ["names of our own objects", '[{"__proto__":{"msys":{}},"constructor":{"prototype":{"polluted":1}}}]', 1],
    ["a kind with the name of one of ours", '[{"msys":{"message_event":{"type":"constructor","event_id":"a"}}}]', 1],
    ["a class with one", '[{"msys":{"m":{"type":"bounce","bounce_class":"__proto__","event_id":"b"}}}]', 1],
    ["the same name twice", '[{"msys":{},"msys":{"m":{"type":"bounce","event_id":"c","event_id":"d"}}}]', 1],
    ["two kinds at once", '[{"msys":{"a":{"type":"bounce"},"b":{"type":"bounce"}}}]', 1],
    ["a list as an id, and NUL", '[{"msys":{"m":{"type":"bounce","event_id":["x"],"raw_reason":"\\u0000"}}}]', 1],
    ["NUL in an id", '[{"msys":{"m":{"type":"bounce","event_id":"a\\u0000b"}}}]', 1],
    ["an id without end", `[{"msys":{"m":{"type":"bounce","event_id":"${"x".repeat(100_000)}"}}}]`, 1],
    ["half a letter", '[{"msys":{"m":{"type":"bounce","event_id":"\\ud800"}}}]', 1],
    ["a pit", `${"[".repeat(400_000)}${"]".repeat(400_000)}`, 1],
    ["a ping", '[{"msys":{}}]', 0],
    ["opens and clicks", '[{"msys":{"track_event":{"type":"open"}}},{"msys":{"track_event":{"type":"click"}}}]', 0],
  ])("%s", async (_what, body, rows) => {
    expect(await bring("sparkpost", { headers, body })).toBe(200);
    expect(await kept()).toHaveLength(rows);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test("as many events as a megabyte has are each kept once, and more than that as one", async () => {
    const events = Array.from({ length: 10_000 }, (_, i) => ({
      msys: { m: { type: "bounce", event_id: `${i % 9_000}` } },
    }));
    expect(await bring("sparkpost", { headers, body: JSON.stringify(events) })).toBe(200);
    expect((await kept()).length).toBe(9_000);
    const more = JSON.stringify(Array.from({ length: 100_000 }, (_, i) => i));
    expect(await bring("sparkpost", { headers, body: more })).toBe(200);
    expect((await kept()).at(-1)!.raw!.toString()).toBe(more);
  });
});

describe("a password", () => {
  test.each([
    "Basic",
    "Basic !!!",
    "Basic cHJlc3NydW4=",
    "Bearer ",
    "Bearer a-password-of-this-tes",
    "Bearer a-password-of-this-test2",
    "bearera-password-of-this-test",
    `Basic ${Buffer.from("a-password-of-this-test").toString("base64").slice(0, 10)}`,
    `Digest ${Buffer.from("x:a-password-of-this-test").toString("base64")}`,
  ])("%s opens nothing", async (Authorization) => {
    const { body } = services.brevo.request([services.brevo.event("1", "bounce", monday)], monday);
    expect(await bring("brevo", { headers: { Authorization }, body })).toBe(401);
    expect(await kept()).toEqual([]);
  });
});

test("a signature of Mailgun’s that somebody saw carries no other event into the house", async () => {
  const sent = services.mailgun.request([services.mailgun.event("seen", "bounce", monday)], monday);
  expect(await bring("mailgun", sent)).toBe(200);
  const other = sent.body.replace("reader@readers.example", "victim@readers.example");
  expect(await bring("mailgun", { ...sent, body: other })).toBe(200);
  expect((await kept()).map(({ raw }) => raw!.toString())).toEqual([sent.body]);
});

test("what could not be kept is not answered as if it were", async () => {
  await context.db.schema.alterTable("inbound_messages").renameTo("inbound_elsewhere").execute();
  const sent = services.postmark.request([services.postmark.event("1", "bounce", monday)], monday);
  expect(await bring("postmark", sent).catch(() => 500)).toBeGreaterThanOrEqual(500);
});

describe("requests that prove nothing (S-08)", () => {
  const { event, request } = services.postmark;
  const of = (id: string, by?: "nobody") => request([event(id, "bounce", monday)], monday, by);

  test("a network that brings many of them waits for an hour, and is told for how long", async () => {
    for (let n = 0; n < 30; n++) expect(await bring("postmark", of(`guess ${n}`, "nobody"))).toBe(401);
    const { headers, body } = of("good");
    const held = await ask(context, "/inbound/webhooks/postmark", { method: "POST", headers, body });
    expect([held.status, held.headers["retry-after"]]).toEqual([429, "3600"]);
    expect(await kept()).toEqual([]);
    // Another service is heard from the same place.
    expect(
      await bring("mailjet", services.mailjet.request([services.mailjet.event("a", "bounce", monday)], monday)),
    ).toBe(200);
    context.later(hour + 1);
    expect(await bring("postmark", of("good"))).toBe(200);
  });

  test("the service itself is heard on, however many come from its own network", async () => {
    expect(await bring("postmark", of("first"))).toBe(200);
    for (let n = 0; n < 40; n++) expect(await bring("postmark", of(`guess ${n}`, "nobody"))).toBe(401);
    expect(await bring("postmark", of("second"))).toBe(200);
    expect(await kept()).toHaveLength(2);
  });
});
