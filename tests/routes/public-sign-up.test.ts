import { beforeEach, describe, expect, test } from "vitest";
import { currentWording } from "#app/models/consent/wordings.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { createList, setListSignUp, type List } from "#app/models/readers/lists.server.ts";
import { processSignUps } from "#app/models/readers/sign-up/requests.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { ask, post } from "../support/ask.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, anArticle, aReader } from "../support/newsroom.ts";
import { aSentIssue, aSite, everythingIn } from "../support/site.ts";
import { freePort, startWeb } from "../support/web.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  ({ context, list } = await aSite());
});

/** The mark of a form that has stood open long enough to be filled in. */
async function aForm(path = "/subscribe"): Promise<string> {
  const { text } = await ask(context, path);
  context.later(3000);
  return /name="form" value="([\w-]+)"/.exec(text)![1]!;
}

const waiting = () => context.db.selectFrom("sign_ups").selectAll().execute();
const letters = () => context.db.selectFrom("letters").selectAll().execute();
const consents = () =>
  context.db
    .selectFrom("consent_events")
    .innerJoin("wordings", "wordings.id", "wording_id")
    .innerJoin("consent_ways", "consent_ways.id", "way_id")
    .select(["kind", "text as wording", "version", "source", "ip"])
    .execute();

describe("who asks for the briefing", () => {
  test("waits until the confirmation is answered, and what they saw is on record (C-01, C-02)", async () => {
    const answer = await post(context, "/subscribe", {
      email: "Ana@Readers.example",
      source: "/articles/robots-learn",
    });
    expect([answer.status, answer.headers.location]).toEqual([303, "/subscribe/sent"]);
    await processSignUps(context);
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

  test("is known by the source word of the address, carried by every form and link of ours", async () => {
    const sources = async (path: string) => {
      const { text } = await ask(context, path);
      return [...text.matchAll(/name="source" value="([^"]*)"/g)].map(([, source]) => source);
    };
    for (const path of ["/", "/articles", "/about", "/subscribe", "/subscribe?list=weekly"]) {
      const mark = path.includes("?") ? "&" : "?";
      const [plain] = path.split("?");
      expect(await sources(`${path}${mark}from=podcast`), path).toEqual([`${plain}?from=podcast`]);
      expect((await ask(context, "/articles?from=podcast")).text).toContain('href="/subscribe?from=podcast"');
    }
    await post(context, "/subscribe", { email: "ana@readers.example", source: "/articles?from=podcast" });
    await post(context, "/subscribe", { email: "ben@readers.example", source: "/articles?from=<b>" });
    await processSignUps(context);
    expect(await consents()).toMatchObject([{ source: "/articles?from=podcast" }, { source: "unknown" }]);
  });

  test("keeps the word while the form is corrected", async () => {
    const answer = await post(context, "/subscribe", { email: "no address", source: "/?from=podcast" });
    expect(answer.text).toContain('name="source" value="/?from=podcast"');
  });

  test("is told the same as everyone else, in an address that carries nothing of theirs (C-06, C-12)", async () => {
    await aReader(context, list, "active@readers.example");
    await suppress(context, "gone@readers.example", "complaint");
    await suppress(context, "erased@readers.example", "erased");
    const answers = [];
    for (const name of ["new", "new", "active", "gone", "erased"]) {
      const form = await aForm();
      const { status, headers } = await post(context, "/subscribe", { email: `${name}@readers.example`, form });
      answers.push([status, headers.location, headers["set-cookie"]]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    await processSignUps(context);
    expect((await letters()).map(({ kind }) => kind).sort()).toEqual([
      "already-subscribed",
      "confirmation",
      "confirmation",
    ]);
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
    await processSignUps(context);
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

test("who fills in what people do not see, as some browsers do by themselves, is asked to press once (C-23)", async () => {
  for (const path of ["/subscribe", "/subscribe-form"]) {
    const answer = await post(context, path, { email: "ana@readers.example", website: "https://ana.example" });
    expect([path, answer.status]).toEqual([path, 200]);
    expect(answer.text).toContain("One press, and the mail goes out");
    expect(answer.text).not.toContain('name="website"');
  }
  expect(await waiting()).toEqual([]);
  const { text } = await ask(context, "/subscribe");
  expect(text).toMatch(/class="not-for-people" aria-hidden="true"/);
  expect(text).toMatch(/name="website" type="text" tabindex="-1" autoComplete="off"/);
});

describe("the form", () => {
  test("asks for lists and topics, of which none is ticked but the one that was come for (C-03)", async () => {
    const { id } = await anotherList();
    await anArticle(context, { topics: ["Regulation"] });
    await context.db.updateTable("articles").set({ published_at: context.clock() }).execute();
    const plain = await ask(context, "/subscribe");
    for (const name of ["The Robotics Briefing", "Monthly", "Once a month.", "Regulation"])
      expect(plain.text).toContain(name);
    expect(plain.text).not.toContain("checked");
    const meant = await ask(context, "/subscribe?list=monthly");
    expect(meant.headers["cache-control"]).toBe("no-store");
    expect(meant.text.match(/checked=""/g)).toHaveLength(1);
    const fields = new URLSearchParams({ email: "ana@readers.example", name: "Ana", lists: "monthly", choose: "1" });
    fields.append("lists", "closed");
    fields.append("topics", "regulation");
    expect((await post(context, "/subscribe", fields)).status).toBe(303);
    expect(await waiting()).toMatchObject([{ name: "Ana", list_ids: `[${id}]`, topics: '["regulation"]' }]);
  });

  test("says beside the lists that one must be chosen, and keeps what was typed", async () => {
    await anotherList();
    const fields = { email: "o'hara+list@bücher.example", name: `Ana "Ruiz" <b>`, choose: "1" };
    const { status, text } = await post(context, "/subscribe", fields);
    expect(status).toBe(400);
    expect(text).toMatch(/id="sign-up-lists-fault"[^>]*>Choose at least one\./);
    expect(text).toContain('value="o&#x27;hara+list@bücher.example"');
    expect(text).toContain('value="Ana &quot;Ruiz&quot; &lt;b&gt;"');
    expect(await waiting()).toEqual([]);
  });

  test.each(["o'hara+list@bücher.example", "postmaster@readers.example", "ana+x@gmail.com", " ana@x.org "])(
    "takes %j, which somebody may well have (C-26)",
    async (email) => {
      expect((await post(context, "/subscribe", { email, name: "Zoë O’Hara" })).status).toBe(303);
      await processSignUps(context);
      expect(await letters()).toHaveLength(1);
    },
  );

  test("hints at a slip, and sends nothing until the person has chosen", async () => {
    const form = await aForm();
    const hint = await post(context, "/subscribe", { email: "ana@gmial.com", name: "Ana", form });
    expect([hint.status, hint.text.includes("Did you mean")]).toEqual([200, true]);
    expect(hint.text).toContain('name="instead" value="ana@gmail.com"');
    expect(hint.text).toContain(`name="form" value="${form}"`);
    expect(await waiting()).toEqual([]);
    const kept = { email: "ana@gmial.com", meant: "ana@gmial.com", form };
    expect((await post(context, "/subscribe", kept)).status).toBe(303);
    const taken = { email: "bo@gmial.com", meant: "bo@gmial.com", instead: "bo@gmail.com", form: await aForm() };
    expect((await post(context, "/subscribe", taken)).status).toBe(303);
    expect((await waiting()).map(({ email }) => email)).toEqual(["ana@gmial.com", "bo@gmail.com"]);
  });

  test("is closed when no list is open, and says so", async () => {
    await setListSignUp(context, list.id, { open: "no", description: "" });
    expect((await ask(context, "/subscribe")).text).toContain("Sign-up is closed");
    const { status, text } = await post(context, "/subscribe", { email: "ana@readers.example" });
    expect([status, text.includes("Sign-up is closed")]).toEqual([409, true]);
  });

  test("stands once on every page, and no page but the one with a proof may run a script", async () => {
    await aSentIssue(context, list, { slug: "robots" });
    for (const path of ["/", "/articles", "/issues", "/issues/1", "/privacy", "/nothing"]) {
      const { text, headers } = await ask(context, path);
      expect([path, text.match(/action="\/subscribe"/g)?.length]).toEqual([path, 1]);
      expect(headers["content-security-policy"]).toContain("script-src 'none'");
    }
  });

  async function anotherList() {
    const made = await createList(context, { slug: "monthly", name: "Monthly" });
    if ("error" in made) throw new Error(made.error);
    await setListSignUp(context, made.list.id, { open: "yes", description: "Once a month." });
    await createList(context, { slug: "closed", name: "Nobody sees this one" });
    return made.list;
  }
});

describe("while many sign up", () => {
  beforeEach(async () => {
    await context.db.updateTable("sign_up_pressure").set({ alarm_at: context.clock() }).execute();
  });

  test("one more page asks for work, runs one script of ours by its nonce, and says how it is without (C-24)", async () => {
    const { status, text, headers } = await post(context, "/subscribe", { email: "ana@readers.example", name: "Ana" });
    expect(status).toBe(200);
    const nonce = /<script src="\/prove\.js" nonce="([^"]+)"/.exec(text)![1]!;
    expect(headers["content-security-policy"]).toContain(`script-src 'nonce-${nonce}'`);
    expect(headers["cache-control"]).toBe("no-store");
    expect(text).toContain("Without JavaScript");
    expect(await waiting()).toEqual([]);
    expect((await ask(context, "/prove.js")).status).toBe(200);
    // Without a script, the press alone is enough, for few.
    context.later(3000);
    const form = /name="form" value="([\w-]+)"/.exec(text)![1]!;
    const pressed = await post(context, "/subscribe", {
      email: "ana@readers.example",
      meant: "ana@readers.example",
      form,
    });
    expect(pressed.status).toBe(303);
    const next = await post(context, "/subscribe", { email: "bo@readers.example" });
    context.later(3000);
    const again = /name="form" value="([\w-]+)"/.exec(next.text)![1]!;
    const refused = await post(context, "/subscribe", { email: "bo@readers.example", form: again });
    expect([refused.status, refused.text.includes("allow JavaScript")]).toEqual([429, true]);
    expect(await waiting()).toHaveLength(1);
  });
});

describe("the form for other sites", () => {
  const foreign = { Origin: "https://blog.example", "Sec-Fetch-Site": "cross-site", Referer: "https://blog.example/" };

  test("may stand in anybody's frame, runs no script and sets no cookie", async () => {
    const { status, text, headers } = await ask(context, "/subscribe-form?list=weekly");
    expect(status).toBe(200);
    expect(headers["content-security-policy"]).toContain("frame-ancestors *");
    expect(headers["content-security-policy"]).toContain("script-src 'none'");
    expect([headers["set-cookie"], headers["cache-control"]]).toEqual([undefined, "no-store"]);
    expect(text).toContain('action="/subscribe-form?list=weekly"');
    expect(text).toContain('name="lists" value="weekly"');
    for (const path of ["/", "/subscribe", "/privacy"])
      expect((await ask(context, path)).headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  });

  test("takes a POST from another site, keeps which one it was, and answers a page that stands alone", async () => {
    const answer = await post(context, "/subscribe-form", { email: "ana@readers.example", lists: "weekly" }, foreign);
    expect([answer.status, answer.headers.location]).toEqual([303, "/subscribe-form?sent"]);
    const sent = await ask(context, "/subscribe-form?sent");
    expect(sent.text).toContain("Check your inbox");
    expect(await waiting()).toMatchObject([{ source: "form on https://blog.example" }]);
  });

  test("keeps the source word of its own address beside the site", async () => {
    const { text } = await ask(context, "/subscribe-form?list=weekly&from=partner");
    expect(text).toContain('action="/subscribe-form?list=weekly&amp;from=partner"');
    await post(context, "/subscribe-form?from=partner", { email: "ana@readers.example", lists: "weekly" }, foreign);
    expect(await waiting()).toMatchObject([{ source: "form on https://blog.example?from=partner" }]);
    const faulty = await post(context, "/subscribe-form", { email: "ana@@x", lists: "weekly" }, foreign);
    expect([faulty.status, faulty.text.includes('value="ana@@x"')]).toEqual([400, true]);
    expect(faulty.text).toMatch(/id="sign-up-fault"/);
  });

  test("is the only one that other sites may post to", async () => {
    const { status } = await post(context, "/subscribe", { email: "ana@readers.example" }, foreign);
    expect(status).toBe(403);
  });
});

test("a header that the caller sends does not reset a limit (C-22, S-08)", async () => {
  const statuses = [];
  for (let i = 0; i < 7; i += 1) {
    const fields = { email: `reader${i}@readers.example`, form: await aForm() };
    const headers = {
      "X-Forwarded-For": `198.51.${i}.1`,
      Forwarded: `for=198.51.${i}.1`,
      "X-Real-IP": `198.51.${i}.1`,
    };
    statuses.push((await post(context, "/subscribe", fields, headers)).status);
  }
  expect(statuses).toEqual([303, 303, 303, 303, 303, 200, 200]);
  expect(new Set((await waiting()).map(({ ip }) => ip))).toEqual(new Set(["127.0.0.1"]));
});

test("a proxy that is trusted says who calls, and only the nearest one that it saw", async () => {
  const env = { APP_URL: `http://localhost:${await freePort()}`, TRUSTED_PROXIES: "127.0.0.1" };
  context = await testContext({ env });
  await aBriefing(context);
  await startWeb(context);
  for (const [i, from] of ["203.0.113.9", "198.51.100.7, 203.0.113.9"].entries())
    await post(context, "/subscribe", { email: `reader${i}@readers.example` }, { "X-Forwarded-For": from });
  expect((await waiting()).map(({ ip }) => ip)).toEqual(["203.0.113.9", "203.0.113.9"]);
});

describe("a proxy that is not trusted", () => {
  const told = async () => (await openNotices(context)).map(({ kind, text }) => [kind, text.slice(0, 50)]);

  test("is found by what it says of its callers, and told once in the log and at the desk", async () => {
    for (const [name, value] of [
      ["X-Forwarded-For", "203.0.113.9"],
      ["X-Forwarded-For", "203.0.113.10"],
      ["Forwarded", "for=203.0.113.11"],
    ])
      await ask(context, "/healthz", { headers: { [name!]: value! } });
    await expect.poll(told).toEqual([["proxy", "Requests come through a proxy at 127.0.0.1 that TR"]]);
  });

  test("is nothing to tell where no proxy speaks, or one that is trusted", async () => {
    await ask(context, "/healthz");
    const env = { APP_URL: `http://localhost:${await freePort()}`, TRUSTED_PROXIES: "loopback" };
    context = await testContext({ env });
    await startWeb(context);
    await ask(context, "/healthz", { headers: { "X-Forwarded-For": "203.0.113.9" } });
    await ask(context, "/healthz", { headers: { Forwarded: "for=203.0.113.9" } });
    await expect.poll(told).toEqual([["proxy", "The proxy at 127.0.0.1 names its callers in Forwar"]]);
  });
});

test("no page but the sign-up's own takes a POST", async () => {
  for (const path of ["/", "/privacy", "/issues", "/nothing", "/subscribe/sent"]) {
    const { status } = await post(context, path, { email: "ana@readers.example" });
    expect([404, 405]).toContain(status);
  }
});
