import { beforeEach, describe, expect, test } from "vitest";
import { briefingSchema, getBriefing, saveBriefing } from "#app/models/briefing.server.ts";
import { formatDuration } from "#app/models/dates.server.ts";
import { wordIssueFault } from "#app/models/issues/faultWords.server.ts";
import { renderIssue } from "#app/models/issues/rendering.server.ts";
import { providerOf } from "#app/models/mailboxProviders.server.ts";
import { expectedSeconds } from "#app/models/pacing/forecast.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { addressRow, type Subscriber } from "#app/models/readers/subscribers.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import type { Findings } from "#app/models/sending/rehearsal/findings.server.ts";
import { rehearseReaders, startRehearsal } from "#app/models/sending/rehearsal/run.server.ts";
import { rehearsalByNumber } from "#app/models/sending/rehearsal/store.server.ts";
import { rehearsalFault, rehearsalRows, rehearsalWarnings } from "#app/models/sending/rehearsal/text.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { aBriefing, anIssue, aReader, manyReaders } from "../../../support/newsroom.ts";
import { freePace } from "../../../support/pace.ts";
import { startFarEnd, type FarEnd } from "../../../support/smtp.ts";

let farEnd: FarEnd;
let context: TestContext;
let list: List;
beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
  list = await aBriefing(context);
});

/** A reader as no door of ours lets them in: from an older release, or around us. */
async function aStray(email: string, key = email): Promise<Subscriber> {
  const reader = await aReader(context, list, `${Math.random()}@strays.example`);
  await context.db.updateTable("subscribers").set(addressRow({ email, key }, "")).where("id", "=", reader.id).execute();
  return { ...reader, email };
}

async function found(number: number): Promise<Findings> {
  const rehearsed = await rehearseReaders(context, number);
  if ("error" in rehearsed) throw new Error(rehearsed.error);
  return rehearsed.found!;
}

async function stateNow(number: number) {
  const rehearsed = await renderIssue(context, number);
  return (await rehearsalByNumber(context, number, "fingerprint" in rehearsed ? rehearsed.fingerprint : ""))?.state;
}

describe("a rehearsal", () => {
  test("names whose message cannot be written, touches nobody and opens no connection", async () => {
    await aReader(context, list, "ana@readers.example", "Ana");
    await aStray("not an address@readers.example");
    const number = await anIssue(context, list);
    const { readers, faults, html } = await found(number);
    expect([readers, faults]).toEqual([
      2,
      {
        count: 1,
        named: [
          {
            email: "not an address@readers.example",
            reason: "The part before the @ has a sign that an address cannot have.",
          },
        ],
      },
    ]);
    expect(html!.largest.email).toBe("ana@readers.example");
    expect(farEnd.connections).toBe(0);
    for (const table of ["deliveries", "editions"] as const)
      expect(await context.db.selectFrom(table).selectAll().execute()).toEqual([]);
  });

  test("writes for exactly those whom the issue would go to", async () => {
    await manyReaders(context, list, 3);
    await endSubscription(context, (await aReader(context, list, "left@readers.example")).id, list.id, "page");
    await aReader(context, list, "bounced@readers.example");
    await suppress(context, "bounced@readers.example", "hard bounce");
    const number = await anIssue(context, list);
    expect((await found(number)).readers).toBe(3);
    expect(await sendIssue(context, number, "Ruth")).toMatchObject({ counts: { total: 3 } });
  });

  test("tells the smallest, the middle and the largest message, and whose they are (E-10, H-32)", async () => {
    for (const name of ["a", "reader", "x".repeat(60)]) await aReader(context, list, `${name}@readers.example`);
    const { html, wire } = await found(await anIssue(context, list));
    for (const sizes of [html!, wire!]) {
      expect(sizes.smallest.email).toBe("a@readers.example");
      expect(sizes.largest.email).toBe(`${"x".repeat(60)}@readers.example`);
      expect(sizes.median).toBeGreaterThan(sizes.smallest.bytes);
      expect(sizes.median).toBeLessThan(sizes.largest.bytes);
    }
  });

  test("finds two subscribers with one mailbox", async () => {
    await aReader(context, list, "ana@readers.example");
    await aStray("Ana@Readers.example");
    await aStray("BOB@readers.example");
    await aStray("Bob@readers.example");
    const { duplicates } = await found(await anIssue(context, list));
    expect(duplicates).toEqual({
      count: 2,
      named: [
        { email: "Ana@Readers.example", reason: "Another subscriber has the same mailbox." },
        { email: "Bob@readers.example", reason: "Another subscriber has the same mailbox." },
      ],
    });
  });

  test("of three thousand readers finds no Message-ID twice, and lets others have their turn", async () => {
    await manyReaders(context, list, 3000);
    let turns = 0;
    const others = setInterval(() => (turns += 1), 1);
    const said: number[] = [];
    const number = await anIssue(context, list);
    const rehearsed = await rehearseReaders(context, number, (done) => said.push(done));
    clearInterval(others);
    expect("found" in rehearsed && rehearsed.found).toMatchObject({
      readers: 3000,
      faults: { count: 0 },
      duplicates: { count: 0 },
      providers: expect.arrayContaining([{ name: "Others", readers: 3000 }]) as unknown,
    });
    expect(said).toEqual([...said].sort((a, b) => a - b));
    expect(turns).toBeGreaterThan(3);
    expect(JSON.stringify(rehearsed).length).toBeLessThan(2000);
  });

  test("names two hundred and counts the rest", async () => {
    await manyReaders(context, list, 250);
    await context.db
      .updateTable("subscribers")
      .set(({ ref, fn }) => ({ email: fn<string>("replace", [ref("email"), ref("email"), ref("name")]) }))
      .execute();
    const { faults } = await found(await anIssue(context, list));
    expect([faults.count, faults.named.length]).toEqual([250, 200]);
  });

  test("does not begin while the issue itself is not whole, is sent, or is not there", async () => {
    const number = await anIssue(context, list);
    expect(await rehearseReaders(context, number)).toMatchObject({
      error: "faults",
      faults: [{ error: "no-readers" }],
    });
    await aReader(context, list, "ana@readers.example");
    await sendIssue(context, number, "Ruth");
    expect(await rehearseReaders(context, number)).toEqual({ error: "already-sent" });
    expect(await rehearseReaders(context, 77)).toEqual({ error: "not-found" });
  });

  test("keeps no address of who is erased afterwards (C-08)", async () => {
    await aReader(context, list, "ana@readers.example");
    const stray = await aStray("a b@readers.example");
    const number = await anIssue(context, list);
    await found(number);
    const { result } = await context.db.selectFrom("rehearsals").select("result").executeTakeFirstOrThrow();
    expect(result).not.toContain("readers.example");
    await context.db.deleteFrom("subscribers").where("id", "=", stray.id).execute();
    const sent = await sendIssue(context, number, "Ruth");
    expect("faults" in sent && wordIssueFault(sent.faults[0]!)).toContain("like the one to a reader who is gone");
  });
});

describe("the latest rehearsal of an issue", () => {
  let number: number;
  beforeEach(async () => {
    await aReader(context, list, "ana@readers.example");
    number = await anIssue(context, list);
  });

  test("is done, until what it showed is changed", async () => {
    expect(await stateNow(number)).toBeUndefined();
    await found(number);
    expect(await stateNow(number)).toBe("done");
    const briefing = (await getBriefing(context))!;
    await saveBriefing(context, briefingSchema.parse({ ...briefing, replyTo: undefined, name: "Robots Weekly" }));
    expect(await stateNow(number)).toBe("out of date");
    await found(number);
    expect(await stateNow(number)).toBe("done");
  });

  test("runs once at a time; when nothing was heard of it for a minute, it was broken off", async () => {
    expect(await startRehearsal(context, number)).toHaveProperty("run");
    expect(await stateNow(number)).toBe("running");
    expect(await rehearseReaders(context, number)).toEqual({ error: "running" });
    context.later(60_001);
    expect(await stateNow(number)).toBe("broken off");
    expect((await found(number)).readers).toBe(1);
    expect(await stateNow(number)).toBe("done");
  });
});

describe("what it finds and a send", () => {
  test("a message that cannot be written keeps the issue from going out, until it is mended and rehearsed again", async () => {
    await aReader(context, list, "ana@readers.example");
    const stray = await aStray("a b@readers.example");
    const number = await anIssue(context, list);
    await found(number);
    const sent = await sendIssue(context, number, "Ruth");
    expect("faults" in sent && sent.faults.map(wordIssueFault)).toEqual([
      "The rehearsal found one message that cannot go out, like the one to a b@readers.example: The part before " +
        "the @ has a sign that an address cannot have. Correct or end what it names, then rehearse again.",
    ]);
    await endSubscription(context, stray.id, list.id, "page");
    await found(number);
    expect(await sendIssue(context, number, "Ruth")).toMatchObject({ counts: { total: 1 } });
  });

  test("one that is out of date keeps nothing back", async () => {
    await aReader(context, list, "ana@readers.example");
    await aStray("a b@readers.example");
    const number = await anIssue(context, list);
    await found(number);
    await context.db.updateTable("issues").set({ subject: "Another" }).execute();
    expect(await sendIssue(context, number, "Ruth")).toHaveProperty("counts");
  });

  test("the audience is held against what the list got last, and the duration against how fast that went", async () => {
    await manyReaders(context, list, 20);
    const first = await anIssue(context, list);
    await sendIssue(context, first, "Ruth");
    const begun = context.clock();
    await context.db.updateTable("issues").set({ status: "sent" }).execute();
    await context.db
      .updateTable("deliveries")
      .set({ status: "accepted", attempts: 1, first_claimed_at: begun, finished_at: begun + 2000 })
      .execute();
    for (let i = 0; i < 11; i += 1) await aReader(context, list, `new${i}@readers.example`);
    const second = await found(await anIssue(context, list));
    expect([second.former, second.seconds]).toEqual([{ number: first, readers: 20 }, 3.1]);
    const [warning] = rehearsalWarnings(second);
    expect(warning).toBe(
      "It would go to 31 readers, 11 more (+55 %) than issue 1. Is it the right list, and are its readers the right ones?",
    );
    await context.db.insertInto("paces").values({ destination: "*", per_second: 0.1 }).execute();
    expect((await found(2)).seconds).toBe(310);
  });
});

test("the first issue to more than 5,000 Gmail readers is warned of, the next one not (P-05)", async () => {
  await manyReaders(context, list, 5001);
  await context.db.updateTable("subscribers").set({ domain: "gmail.com" }).execute();
  const number = await anIssue(context, list);
  const before = await found(number);
  expect([before.newToGmail, before.providers[0]]).toEqual([true, { name: "Gmail", readers: 5001 }]);
  expect(rehearsalWarnings(before)).toEqual([expect.stringMatching(/^It would go to 5,001 Gmail readers\./)]);
  await sendIssue(context, number, "Ruth");
  await context.db.updateTable("deliveries").set({ status: "accepted" }).execute();
  await context.db.updateTable("issues").set({ status: "sent" }).execute();
  expect((await found(await anIssue(context, list))).newToGmail).toBe(false);
});

test("mailbox providers are told by their domains (P-05)", () => {
  const cases = {
    Gmail: ["gmail.com", "googlemail.com"],
    Microsoft: ["outlook.com", "hotmail.co.uk", "live.fr", "msn.com"],
    Yahoo: ["yahoo.co.jp", "ymail.com", "aol.com"],
    Apple: ["icloud.com", "me.com", "mac.com"],
    "GMX and web.de": ["gmx.net", "gmx.at", "web.de"],
    Others: ["readers.example", "notgmail.com", "mail.gmail.com", "some.com"],
  };
  for (const [name, domains] of Object.entries(cases))
    for (const domain of domains) expect(providerOf(domain), domain).toBe(name);
});

describe("how long a send takes", () => {
  const now = Date.UTC(2026, 10, 23, 8);
  const none = freePace;

  test.each([
    ["nothing says how fast", 1000, none, null, null],
    ["as fast as the last one", 1000, none, 10, 100],
    ["no faster than the limit", 1000, { ...none, per_second: 2 }, 10, 500],
    ["a limit that is not reached", 1000, { ...none, per_second: 50 }, 10, 100],
    ["an hour’s share a full hour each, but the last", 250, { ...none, per_hour: 100 }, 10, 7205],
    ["a share that is just enough", 100, { ...none, per_hour: 100 }, 10, 10],
    ["a day’s share of hours’ shares", 500, { ...none, per_hour: 100, per_day: 300 }, 10, 86_400 + 3600 + 10],
    ["only a day’s share, which is passed", 1000, { ...none, per_day: 400 }, null, 2 * 86_400],
    ["only a day’s share, which is not", 300, { ...none, per_day: 400 }, null, null],
    ["a rate so low that an hour’s share takes longer", 200, { ...none, per_hour: 100 }, 0.01, 20_000],
    ["a warm-up, day by day", 1000, { ...none, warm_up_at: now, warm_up_first: 400, warm_up_growth: 50 }, 10, 86_460],
  ])("%s", (_what, readers, limits, measured, seconds) => {
    expect(expectedSeconds(readers, limits, measured, now)).toBe(seconds);
  });

  test("in words", () => {
    const words = [10, 75, 720, 5 * 3600, 50 * 3600].map(formatDuration);
    expect(words).toEqual(["under a minute", "about a minute", "about 12 minutes", "about 5 hours", "about 2 days"]);
  });
});

test("what was found is said in rows, the audience with its change (P-05)", () => {
  const found: Findings = {
    readers: 900,
    faults: { count: 0, named: [] },
    duplicates: { count: 0, named: [] },
    html: {
      smallest: { bytes: 61_440, email: "a@x.example" },
      median: 61_500,
      largest: { bytes: 62_464, email: "b@x.example" },
    },
    wire: null,
    providers: [{ name: "Gmail", readers: 900 }],
    newToGmail: false,
    former: { number: 11, readers: 1000 },
    seconds: 720,
  };
  expect(rehearsalFault(found)).toBeNull();
  expect(rehearsalWarnings(found)).toEqual([]);
  expect(Object.fromEntries(rehearsalRows(found))).toMatchObject({
    Readers: "900 readers, 100 fewer (−10 %) than issue 11",
    HTML: "60.0 to 61.0 KB, half of them up to 60.1 KB; the largest is b@x.example’s. Gmail cuts mails off at 102 KB.",
    "Whole message": "No message could be written.",
    Mailboxes: "Gmail 900",
    Duration: "about 12 minutes",
  });
});
