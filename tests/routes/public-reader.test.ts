import { Readable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import { readerUrl, shortLivedReaderUrl } from "#app/models/readers/links.server.ts";
import { createList, setListSignUp, type List } from "#app/models/readers/lists.server.ts";
import { subscriberByEmail, type Subscriber } from "#app/models/readers/subscribers.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import { leaveUrls } from "#app/models/readers/unsubscribe.server.ts";
import { ask, post } from "../support/ask.ts";
import { atTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle, aReader } from "../support/newsroom.ts";
import { solve } from "../support/proof.ts";
import { aSite, everythingIn } from "../support/site.ts";

const day = 24 * 3_600_000;
let context: TestContext;
let list: List;
let other: List;
let ana: Subscriber;
let page: string;
/** The same by a link that was just asked for. */
let fresh: string;

beforeEach(async () => {
  ({ context, list } = await aSite());
  const made = await createList(context, { slug: "europe", name: 'Europe <b>"&"</b>' });
  if ("error" in made) throw new Error(made.error);
  other = made.list;
  await setListSignUp(context, other.id, { description: "", open: "yes" });
  ana = await aReader(context, list, "anabel@readers.example", 'Ana <img src=x onerror="x">');
  page = new URL(readerUrl(context, ana.id, context.clock())).pathname;
  fresh = new URL(shortLivedReaderUrl(context, ana.id, context.clock())).pathname;
});

const subscription = (listId: number) =>
  context.db
    .selectFrom("subscriptions")
    .selectAll()
    .where("subscriber_id", "=", ana.id)
    .where("list_id", "=", listId)
    .executeTakeFirst();
const letters = () => context.db.selectFrom("letters").selectAll().execute();
const dead = () => ask(context, `${page.slice(0, -1)}${page.endsWith("A") ? "B" : "A"}`);

describe("a reader's own page", () => {
  test("says whose it is, masked, before anything else, and is kept by no cache or search engine (W-08, C-12)", async () => {
    const { status, text, headers } = await ask(context, page);
    expect(status).toBe(200);
    const main = text.slice(text.indexOf("<main"));
    expect(main.indexOf("an•••@readers.example")).toBeLessThan(main.indexOf("<form"));
    expect(text).not.toContain("anabel");
    expect(text).not.toContain("<img src=x");
    expect(text).toContain("Europe &lt;b&gt;");
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "x-robots-tag": "noindex",
      "referrer-policy": "same-origin",
    });
    expect(headers["set-cookie"]).toBeUndefined();
  });

  test("changes nothing by being looked at, fetched ahead or asked for (C-05, H-08)", async () => {
    const before = await everythingIn(context);
    const behind = [page, fresh].flatMap((link) => ["", "/data", "/data.json", "/erase"].map((part) => link + part));
    for (const path of [...behind, `${page}?saved=lists`])
      for (const method of ["GET", "HEAD", "OPTIONS"]) {
        const { status } = await ask(context, path, { method, headers: { "Sec-Purpose": "prefetch" } });
        expect([path, method, status < 500]).toEqual([path, method, true]);
      }
    expect(await everythingIn(context)).toBe(before);
  });

  test("takes no form from another site, and none without a button of its own (S-02)", async () => {
    const before = await everythingIn(context);
    const foreign = await post(
      context,
      page,
      { do: "leave-all" },
      { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" },
    );
    expect(foreign.status).toBe(403);
    for (const what of ["", "constructor", "__proto__", "nothing"])
      expect((await post(context, page, { do: what })).status).toBe(400);
    expect(await everythingIn(context)).toBe(before);
  });

  test("joins and leaves a list, and sets how often", async () => {
    const listId = String(other.id);
    const joined = await post(context, page, { do: "join", listId });
    expect([joined.status, joined.headers.location]).toEqual([303, `${page}?saved=lists#lists`]);
    expect(await subscription(other.id)).toMatchObject({ status: "active", frequency: "every" });
    await post(context, page, { do: "frequency", listId, frequency: "monthly" });
    expect(await subscription(other.id)).toMatchObject({ frequency: "monthly" });
    await post(context, page, { do: "leave", listId });
    expect(await subscription(other.id)).toMatchObject({ status: "ended", ended_by: "reader’s page" });
    expect(await subscription(list.id)).toMatchObject({ status: "active" });
    await post(context, page, { do: "reason", listId, reason: "often", remark: "Too many" });
    expect((await ask(context, page)).text).toContain("Thank you for telling us.");
    await post(context, page, { do: "join", listId });
    expect(await subscription(other.id)).toMatchObject({ status: "active", ended_at: null, frequency: "monthly" });
    await post(context, page, { do: "leave-all" });
    expect([await subscription(list.id), await subscription(other.id)]).toMatchObject([
      { status: "ended" },
      { status: "ended" },
    ]);
  });

  test("keeps topics and name, hostile ones too, and answers nonsense without falling", async () => {
    await anArticle(context, { topics: ["Automation", "Regulation"] });
    const topics = new URLSearchParams([
      ["do", "topics"],
      ["topic", "automation"],
      ["topic", "no-such-topic"],
    ]);
    expect((await post(context, page, topics)).headers.location).toBe(`${page}?saved=topics#topics`);
    expect(await topicsChosenBy(context, ana.id)).toEqual(["automation"]);
    await post(context, fresh, { do: "name", name: "  Zoë\r\nBcc: x\u202e <script>  " });
    expect((await ask(context, fresh)).text).toContain('value="Zoë  Bcc: x  &lt;script&gt;"');
    for (const listId of ["", "0", "-1", "99999999999999999999", "1;drop", "424242"])
      for (const what of ["join", "leave", "frequency", "reason"])
        expect((await post(context, page, { do: what, listId })).status).toBe(what === "join" ? 400 : 303);
    expect(await subscription(list.id)).toMatchObject({ status: "active" });
  });

  test("pauses for some weeks or until a day, and ends the pause", async () => {
    for (const [weeks, length] of Object.entries({ 2: 14, 4: 28, 8: 56, 12: 84 })) {
      await post(context, page, { do: "pause", weeks });
      // In days of the calendar: the clocks may have changed between.
      const { paused_until } = (await subscription(list.id))!;
      expect(Math.round((paused_until! - context.clock()) / day)).toBe(length);
    }
    expect((await ask(context, page)).text).toContain("Nothing is sent to you until");
    await post(context, page, { do: "resume" });
    expect(await subscription(list.id)).toMatchObject({ paused_until: null });
    await post(context, page, { do: "pause", until: "2026-12-24" });
    expect(await subscription(list.id)).toMatchObject({ paused_until: Date.UTC(2026, 11, 23, 23) });
  });

  test.each(["", "2026-11-23", "2020-01-01", "2029-01-01", "2026-02-31", "tomorrow", "9999999-99-99"])(
    "says beside the field that %j is no day to pause until, and keeps what was typed",
    async (until) => {
      const { status, text } = await post(context, page, { do: "pause", weeks: "date", until });
      expect([status, text.includes("Choose a day after today, within a year.")]).toEqual([400, true]);
      if (until) expect(text).toContain(`value="${until}"`);
      expect(await subscription(list.id)).toMatchObject({ paused_until: null });
    },
  );

  test("asks both addresses about a change, and says beside the field what is no address", async () => {
    for (const email of ["nonsense", "anabel@readers.example", "a@b@c.example"]) {
      const { status, text } = await post(context, fresh, { do: "address", email });
      expect([email, status, text.includes(`value="${email}"`)]).toEqual([email, 400, true]);
    }
    expect(await letters()).toEqual([]);
    await post(context, fresh, { do: "address", email: "ana.new@elsewhere.example" });
    expect((await letters()).map(({ kind }) => kind)).toEqual(["address-old", "address-new"]);
    expect((await ask(context, fresh)).text).toContain("ana.new@elsewhere.example");
  });

  test("shows everything held about the reader, and gives it as JSON (C-09)", async () => {
    await post(context, page, { do: "leave", listId: String(list.id) });
    await post(context, page, { do: "topics" });
    const shown = await ask(context, `${fresh}/data`);
    expect([shown.status, shown.text.includes("anabel@readers.example")]).toEqual([200, true]);
    expect(shown.text).not.toContain("<img src=x");
    const { status, headers, text } = await ask(context, `${fresh}/data.json`);
    expect([status, headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
    expect(headers["cache-control"]).toBe("no-store");
    expect(JSON.parse(text)).toMatchObject({
      email: "anabel@readers.example",
      since: "2026-11-23T08:00:00.000Z",
      subscriptions: [{ list: list.name, status: "ended", endedBy: "reader’s page" }],
      consent: [
        { seq: 1, kind: "confirmed", ip: null },
        { seq: 2, kind: "ended", hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      ],
      deliveries: [],
      digests: [],
      ...{ signUps: [], language: null, notes: [] },
      letters: [],
    });
  });

  test("shows what an import brought: language, notes and the evidence of agreement, and so does the desk (C-09, C-02)", async () => {
    const file =
      "email,language,Joined,form,Company\nivy@readers.example,pt-BR,2021-03-04 10:00,Homepage,<b>شركة</b> & Co\n";
    const order = { list, basis: "A fair", file: "fair.csv", actor: "Ruth", notes: ["Company"] };
    const columns = { agreed: ["Joined"] };
    await importReaders(context, () => Readable.from([Buffer.from(file)]), { ...order, columns });
    const { id } = (await subscriberByEmail(context, "ivy@readers.example"))!;
    const held = new URL(shortLivedReaderUrl(context, id, context.clock())).pathname;
    const shown = (await ask(context, `${held}/data`)).text;
    expect(JSON.parse((await ask(context, `${held}/data.json`)).text)).toMatchObject({
      ...{ language: "pt-br", notes: [{ name: "Company", value: "<b>شركة</b> & Co" }] },
    });
    const ruth = await atTheDesk(context, "operator");
    const seen = (await ruth.see(`/desk/subscribers/${id}`)).text;
    for (const text of [shown, seen]) {
      expect(text).toContain("<bdi>&lt;b&gt;شركة&lt;/b&gt; &amp; Co</bdi>");
      expect(text).toContain("Homepage");
      expect(text).toMatch(/4 Mar(ch)? 2021/);
    }
    const csv = await ruth.post("/desk/subscribers/export/file", { list: String(list.id), who: "recipients" });
    expect(csv.text).toContain("Note: Company");
  });

  test("erases only when sure, and then says that nothing is held (C-08)", async () => {
    const unsure = await post(context, `${fresh}/erase`, {});
    expect([unsure.status, unsure.text.includes("Tick this first")]).toEqual([400, true]);
    expect(await subscription(list.id)).toBeDefined();
    const done = await post(context, `${fresh}/erase`, { sure: "1" });
    expect([done.status, done.text.includes("You are erased")]).toEqual([200, true]);
    expect(await subscription(list.id)).toBeUndefined();
    for (const path of [page, `${page}/data`]) {
      const { status, text } = await ask(context, path);
      expect([path, status, text.includes("Nothing here says who you are any more")]).toEqual([path, 410, true]);
    }
    expect((await ask(context, `${page}/data.json`)).status).toBe(404);
    expect((await post(context, page, { do: "leave-all" })).status).toBe(410);
    const urls = leaveUrls(context, ana.id, list.id);
    const clicked = await post(context, new URL(urls.oneClick).pathname, { "List-Unsubscribe": "One-Click" });
    expect([clicked.status, clicked.text]).toEqual([200, "You have been unsubscribed.\n"]);
    expect((await ask(context, new URL(urls.page).pathname)).text).toContain("You are erased");
  });

  test("offers nothing that would be sent to a suppressed address (P-04)", async () => {
    await suppress(context, "anabel@readers.example", "complaint");
    const { text } = await ask(context, page);
    expect(text).toContain("Nothing is sent to this address");
    await post(context, page, { do: "join", listId: String(other.id) });
    expect(await subscription(other.id)).toBeUndefined();
  });
});

describe("the link at the foot of a mail, which may have been forwarded", () => {
  const locked = { name: { name: "Eve" }, address: { email: "eve@evil.example" }, "address-back": {} };

  test("opens neither address, name nor data, and neither moves nor erases anybody (C-09, C-12)", async () => {
    await post(context, fresh, { do: "address", email: "ana.new@elsewhere.example" });
    const before = await everythingIn(context);
    for (const path of [page, `${page}/data`, `${page}/data.json`, `${page}/erase`]) {
      const { status, text } = await ask(context, path);
      expect([path, status]).toEqual([path, path === page ? 200 : 403]);
      expect(text).not.toMatch(/anabel|Ana |elsewhere|name="sure"|name="email"|name="name"/);
      if (!path.endsWith("json")) expect(text).toContain("Send me a fresh link");
    }
    for (const [what, fields] of Object.entries(locked)) {
      const { status, text } = await post(context, page, { do: what, ...fields });
      expect([what, status, text.includes("This needs a fresh link")]).toEqual([what, 403, true]);
    }
    expect((await post(context, `${page}/erase`, { sure: "1" })).status).toBe(403);
    expect(await everythingIn(context)).toBe(before);
  });

  test("mails a fresh one to the reader alone, three times a day at most (C-22)", async () => {
    for (let i = 0; i < 3; i += 1) {
      const { status, headers } = await post(context, page, { do: "fresh-link" });
      expect([status, headers.location]).toEqual([303, `${page}?saved=fresh#fresh`]);
    }
    const refused = await post(context, page, { do: "fresh-link" });
    expect([refused.status, refused.text.includes("so this one was not")]).toEqual([429, true]);
    expect(await letters()).toMatchObject(Array(3).fill({ kind: "reader-link", subscriber_id: ana.id }));
    expect((await ask(context, `${page}?saved=fresh`)).text).toContain("A mail with the link is on its way");
  });

  test("is all that is left of a fresh one after an hour", async () => {
    expect((await ask(context, fresh)).text).toContain('href="' + fresh + '/data"');
    context.later(3_600_000 - 1);
    expect((await ask(context, `${fresh}/data`)).status).toBe(200);
    context.later(1);
    expect((await ask(context, `${fresh}/data`)).status).toBe(403);
    expect((await post(context, fresh, { do: "name", name: "Eve" })).status).toBe(403);
    expect((await ask(context, fresh)).text).not.toContain('href="' + fresh + '/data"');
    expect((await post(context, fresh, { do: "leave-all" })).status).toBe(303);
  });

  test("of a suppressed reader says whom to write to instead", async () => {
    await suppress(context, "anabel@readers.example", "complaint");
    const { text } = await ask(context, `${page}/data`);
    expect([text.includes("mailto:editors@briefing.example.org"), text.includes("Send me a fresh link")]).toEqual([
      true,
      false,
    ]);
  });
});

describe("a list that is not open", () => {
  test("is neither shown nor joined by who never had it, and stays with who has it", async () => {
    await setListSignUp(context, other.id, { description: "", open: "no" });
    expect((await ask(context, page)).text).not.toContain("Europe");
    await post(context, page, { do: "join", listId: String(other.id) });
    expect(await subscription(other.id)).toBeUndefined();
    await setListSignUp(context, list.id, { description: "", open: "no" });
    expect((await ask(context, page)).text).toContain(`Leave ${list.name}`);
    await post(context, page, { do: "leave", listId: String(list.id) });
    await post(context, page, { do: "join", listId: String(list.id) });
    expect(await subscription(list.id)).toMatchObject({ status: "ended" });
    expect((await ask(context, page)).text).not.toContain("Send it to me");
  });
});

describe("a link to a page that is not whole and ours", () => {
  test("opens nothing, one is answered like another, and it says how to get a new one (H-12, row 10)", async () => {
    const before = await everythingIn(context);
    const token = page.split("/").pop()!;
    const leaving = leaveUrls(context, ana.id, list.id).page.split("/").pop()!;
    const flipped = [0, 9, 20, token.length - 1].map(
      (i) => token.slice(0, i) + (token[i] === "A" ? "B" : "A") + token.slice(i + 1),
    );
    const nobody = readerUrl(context, 999_999, context.clock()).split("/").pop()!;
    const wrong = [...flipped, token.slice(0, -1), token.toUpperCase(), leaving, nobody, "x", "%00", "a".repeat(3000)];
    const seen = new Set<string>();
    for (const one of wrong) {
      const looked = await ask(context, `/reader/${one}`);
      const pressed = await post(context, `/reader/${one}`, { do: "leave-all" });
      const data = await ask(context, `/reader/${one}/data.json`);
      const gone = await post(context, `/reader/${one}/erase`, { sure: "1" });
      seen.add(JSON.stringify([looked, pressed, data, gone].map(({ status, text }) => [status, text])));
    }
    expect([...seen]).toHaveLength(1);
    const { status, text } = await dead();
    expect([status, text.includes('href="/reader"')]).toEqual([404, true]);
    expect(await everythingIn(context)).toBe(before);
  });

  test("a page's link neither unsubscribes nor confirms, nor does an unsubscribe link open the page (H-11)", async () => {
    const token = page.split("/").pop()!;
    for (const door of ["unsubscribe", "confirm", "one-click", "address"])
      expect((await ask(context, `/${door}/${token}`)).status).toBe(404);
  });

  test("what a mail program left behind the token is cut off (row 10)", async () => {
    for (const rest of [")", ".", "=3D"]) expect((await ask(context, page + rest)).status).toBe(200);
  });
});

describe("a reader who lost the mail", () => {
  test("is answered the same, known or not, and gets one link a day (C-06, C-22)", async () => {
    await suppress(context, "sup@readers.example", "complaint");
    await aReader(context, list, "gone@readers.example").then(({ id }) => erase(context, id, "the reader"));
    const emails = ["Anabel@readers.example", "nobody@readers.example", "sup@readers.example", "gone@readers.example"];
    const answers = new Set<string>();
    for (const email of [...emails, ...emails]) {
      const { status, headers, text } = await post(context, "/reader", { email });
      answers.add(JSON.stringify([status, headers.location, text]));
    }
    expect([...answers]).toEqual([JSON.stringify([303, "/reader/sent", ""])]);
    expect(await letters()).toMatchObject([{ kind: "reader-link", subscriber_id: ana.id }]);
    context.later(day + 1);
    await post(context, "/reader", { email: "anabel@readers.example" });
    expect(await letters()).toHaveLength(2);
  });

  test("is told beside the field what is no address, with nothing typed lost", async () => {
    const { status, text } = await post(context, "/reader", { email: "ana at home" });
    expect([status, text.includes('value="ana at home"'), text.includes("This is not an email address")]).toEqual([
      400,
      true,
      true,
    ]);
  });

  test("from one network it is asked for twenty times an hour; then a proof of work is the way on, one an address (C-24)", async () => {
    const ask20 = (email: string, more: Record<string, string> = {}) => post(context, "/reader", { email, ...more });
    for (let i = 0; i < 20; i += 1) expect((await ask20(`nobody${i}@readers.example`)).status).toBe(303);
    const { status, text, headers } = await ask20(ana.email);
    expect([status, text.includes("is known here, we send a mail with the link"), await letters()]).toEqual([
      200,
      true,
      [],
    ]);
    expect(headers["content-security-policy"]).toMatch(/script-src 'nonce-[^']+'/);
    const form = /name="form" value="([\w-]+)"/.exec(text)![1]!;
    const challenge = /data-challenge="([^"]+)"/.exec(text)![1]!.replaceAll("&quot;", '"');
    const proof = await solve(challenge);
    expect((await ask20(ana.email, { form, proof })).status).toBe(200);
    context.later(3000);
    for (const wrong of [{ form: "x", proof }, { proof }] as Record<string, string>[])
      expect((await ask20(ana.email, wrong)).status).toBe(200);
    expect((await ask20(ana.email, { form, proof })).status).toBe(303);
    expect((await ask20("bo@readers.example", { form, proof })).status).toBe(200);
    expect(await letters()).toMatchObject([{ kind: "reader-link", subscriber_id: ana.id }]);
  });

  test("without a script, five more an hour from such a network come through", async () => {
    await post(context, "/reader", { email: ana.email });
    await context.db.updateTable("throttles").set({ count: 20 }).where("scope", "=", "reader-link-network").execute();
    const statuses = [];
    for (let i = 0; i < 6; i += 1) {
      const email = `nobody${i}@readers.example`;
      const { text } = await post(context, "/reader", { email });
      context.later(3000);
      const form = /name="form" value="([\w-]+)"/.exec(text)![1]!;
      statuses.push((await post(context, "/reader", { email, form, proof: "" })).status);
    }
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429]);
  });

  test("from one network not at all any more after 200 in an hour, and is told what else can be done", async () => {
    await post(context, "/reader", { email: ana.email });
    await context.db.updateTable("throttles").set({ count: 200 }).where("scope", "=", "reader-link-network").execute();
    const { status, text } = await post(context, "/reader", { email: ana.email });
    expect([status, text.includes('href="mailto:editors@briefing.example.org"')]).toEqual([429, true]);
  });
});

describe("the page behind an unsubscribe link", () => {
  let leaving: string;
  beforeEach(() => {
    leaving = new URL(leaveUrls(context, ana.id, list.id).page).pathname;
  });

  test("leaves this list only; all of them is a choice of its own (H-15)", async () => {
    await aReader(context, other, "anabel@readers.example");
    expect((await ask(context, leaving)).text).toContain("This address gets one more list");
    await post(context, leaving, { confirm: "1" });
    expect(await subscription(other.id)).toMatchObject({ status: "active" });
    await post(context, leaving, { do: "leave-all" });
    expect(await subscription(other.id)).toMatchObject({ status: "ended", ended_by: "page" });
  });

  test("asks for a reason only after the leaving took effect, and takes a mistake back (C-07)", async () => {
    const before = await ask(context, leaving);
    expect(before.text).not.toContain('value="often"');
    await post(context, leaving, { do: "reason", reason: "often" });
    await post(context, leaving, { do: "undo" });
    expect(await context.db.selectFrom("leave_reasons").selectAll().execute()).toEqual([]);
    const left = await post(context, leaving, { confirm: "1" });
    expect(left.text).toContain('value="often"');
    expect(left.text).toContain(`Undo: keep sending ${list.name}`);
    const told = await post(context, leaving, { do: "reason", reason: "topic", remark: "<script>" });
    expect([told.status, told.text.includes("Thank you for telling us.")]).toEqual([200, true]);
    const undone = await post(context, leaving, { do: "undo" });
    expect([undone.status, undone.text.includes("You are back")]).toEqual([200, true]);
    expect(await subscription(list.id)).toMatchObject({ status: "active", ended_at: null });
  });
});

describe("at the desk", () => {
  test("an operator gives a reader everything held and erases them, noted without the address; an editor does not", async () => {
    const path = `/desk/subscribers/${ana.id}`;
    const editor = await atTheDesk(context, "editor", "Eve");
    expect((await editor.post(path, { erase: "1" })).status).toBe(403);
    expect((await editor.post(`${path}/held.json`, {})).status).toBe(403);
    const ruth = await atTheDesk(context, "operator", "Ruth");
    expect((await ruth.see(path)).text).toContain("Erase this reader");
    const held = await ruth.post(`${path}/held.json`, {});
    expect(JSON.parse(held.text)).toMatchObject({ email: "anabel@readers.example" });
    await ruth.post(path, { erase: "1" });
    expect((await ruth.see(path)).text).toContain("This reader was erased.");
    const events = await context.db.selectFrom("audit_events").selectAll().execute();
    expect(JSON.stringify(events)).toContain(`subscriber ${ana.id}`);
    expect(JSON.stringify(events)).not.toContain("anabel");
  });
});
