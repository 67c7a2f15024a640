import { beforeEach, describe, expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { keepAlive, registerProcess } from "#app/models/instance/senderProcesses.server.ts";
import { createIssue, inputOf, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { emptySection, sectionsOf } from "#app/models/sections.ts";
import { preflightByNumber } from "#app/models/preflight/preflight.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { closeConnection } from "#app/sender/connection.server.ts";
import { deliverNext } from "#app/sender/deliver.server.ts";
import { createSmtp } from "#emails/smtp/smtp.server.ts";
import { ask, post } from "../support/ask.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { aLane } from "../support/lane.ts";
import { anArticle, anIssue, aReader, bodyOf, manyReaders } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";
import { startFarEnd, type FarEndOptions } from "../support/smtp.ts";

let context: TestContext;
let list: List;
let ruth: AtTheDesk;

beforeEach(async () => {
  ({ context, list } = await aSite());
  ruth = await atTheDesk(context, "operator");
});

/** What a page says, without its markup and the data for its scripts. */
function wordsOf(text: string): string {
  return text
    .slice(text.indexOf("<main"), text.indexOf("</main>"))
    .replace(/<!-- -->/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/\s+/g, " ");
}

async function words(path: string): Promise<string> {
  const { status, text } = await ruth.see(path);
  expect(status, path).toBe(200);
  expect(text.match(/<h1/g)?.length, `one heading on ${path}`).toBe(1);
  return wordsOf(text);
}

/** The fingerprint that the page's button sends back. */
async function seenOn(path: string): Promise<string> {
  return /name="seen" value="([0-9a-f]{64})"/.exec((await ruth.see(path)).text)![1]!;
}

/** Sends the issue's sheet as its page does. */
const send = (given: Record<string, unknown> = {}, { who = ruth, version = 1, intent = "save" }: Sent = {}) =>
  who.send("/desk/issues/1/sheet", {
    ...{ intent, version, tab: `tab-${(sends += 1)}-of-a-test`, step: sends, as: who.editor.id },
    draft: {
      ...{ listId: list.id, subject: "Robots learn to pack", preheader: "" },
      ...{ intro: JSON.parse(bodyOf("Good morning.")) as unknown, ...given },
    },
  });
type Sent = { who?: AtTheDesk; version?: number | string; intent?: string };
let sends = 0;

describe("who may do what (S-15)", () => {
  const pages = ["/desk", "/desk/issues", "/desk/issues/1", "/desk/issues/1/preview", "/desk/issues/1/mail"];
  const all = [...pages, "/desk/issues/1/page", "/desk/issues/1/send", "/desk/issues/articles"];

  test("a stranger is sent to sign in, by every page and every form", async () => {
    await aReader(context, list, "ana@readers.example");
    await anIssue(context, list);
    for (const path of all) {
      const { status, headers, text } = await ask(context, path);
      expect([status, headers.location], path).toEqual([302, expect.stringMatching(/^\/desk\/sign-in/)]);
      expect(text).not.toContain("Robots learn to pack");
    }
    for (const path of ["/desk/issues?index", "/desk/issues/1/send", "/desk/issues/1/preview"])
      expect((await post(context, path, { intent: "delete" })).headers.location, path).toMatch(/sign-in/);
    expect((await issueByNumber(context, 1))!).toMatchObject({ status: "draft", version: 1 });
  });

  test("an editor composes, previews and deletes, and does not send", async () => {
    await aReader(context, list, "ana@readers.example");
    await anIssue(context, list);
    const tom = await atTheDesk(context, "editor", "Tom");
    for (const path of [...pages, "/desk/issues/1/page"]) expect((await tom.see(path)).status, path).toBe(200);
    expect((await tom.see("/desk/issues/1")).text).toContain("An operator sends the issue");
    for (const one of [await tom.see("/desk/issues/1/send"), await tom.post("/desk/issues/1/send", {})])
      expect(one.status).toBe(403);
    expect(await context.db.selectFrom("deliveries").selectAll().execute()).toEqual([]);
    expect((await send({}, { who: tom, intent: "delete" })).text).toBe('{"deleted":true,"undo":1}');
  });
});

describe("composing", () => {
  test("New issue starts the next draft and goes there", async () => {
    const { status, headers } = await ruth.post("/desk/issues?index", {});
    expect([status, headers.location]).toEqual([302, "/desk/issues/1"]);
    expect(await words("/desk/issues")).toContain("No. 1 No subject yet");
  });

  test("a template is for one list or for all, and its deletion is undone by a button of the message", async () => {
    await createIssue(context, list.id, { subject: "The week" });
    const made = await createList(context, { slug: "europe", name: "Europe" });
    const europe = "list" in made ? made.list : list;
    const keep = { intent: "keep-template", number: "1" };
    await ruth.post("/desk/issues?index", { ...keep, name: "For Europe", list: String(europe.id) });
    await ruth.post("/desk/issues?index", { ...keep, name: "For everybody", list: "" });
    expect((await ruth.post("/desk/issues?index", { ...keep, name: "None", list: "99" })).status).toBe(400);
    const page = await words("/desk/issues");
    expect(page).toMatch(
      /New issue The Robotics Briefing From “For everybody” .*Europe From “For Europe” From “For everybody”/,
    );
    expect(page).toMatch(/For Europe For “Europe” Delete For everybody For all lists Delete/);
    const gone = await ruth.post("/desk/issues?index", { intent: "delete-template", template: "1" });
    expect(gone.headers.location).toBe("/desk/issues?deleted=1#templates");
    expect(await words("/desk/issues?deleted=1")).toMatch(/“ ?For Europe ?” is deleted\. Undo/);
    await ruth.post("/desk/issues?index", { intent: "restore-template", template: "1" });
    expect(await words("/desk/issues?deleted=1")).not.toContain("is deleted");
    expect(await words("/desk/issues")).toContain("For “Europe”");
  });

  test("a form that is sent twice begins one issue, of the list that it names", async () => {
    const made = await createList(context, { slug: "europe", name: "Europe" });
    const europe = "list" in made ? made.list : list;
    const key = /name="key" value="([^"]+)"/.exec((await ruth.see("/desk/issues")).text)![1]!;
    const form = { from: "empty", list: String(europe.id), key };
    const [one, other] = await Promise.all([1, 2].map(() => ruth.post("/desk/issues?index", form)));
    expect([one!.headers.location, other!.headers.location]).toEqual(["/desk/issues/1", "/desk/issues/1"]);
    expect((await issueByNumber(context, 1))!.list.id).toBe(europe.id);
    expect(await issueByNumber(context, 2)).toBeUndefined();
  });

  test("a new one begins like the last that went out, or from a template, in one click", async () => {
    await aReader(context, list, "ana@readers.example");
    const { id } = await anArticle(context);
    const sections = [
      { ...emptySection(), heading: "In brief" },
      ...sectionsOf({ articles: [{ id, display: "summary" as const }] }),
    ];
    await createIssue(context, list.id, { subject: "The week", preheader: "A line.", sections });
    const keep = { intent: "keep-template", number: "1" };
    expect((await ruth.post("/desk/issues?index", { ...keep, name: " " })).text).toContain("Give it a name.");
    expect((await ruth.post("/desk/issues?index", { ...keep, name: "Weekly" })).status).toBe(302);
    expect(await words("/desk/issues")).toContain("From “Weekly”");
    expect(await words("/desk/issues")).not.toContain("Like issue");
    expect((await ruth.post("/desk/issues?index", { from: "1" })).headers.location).toBe("/desk/issues/2");
    expect(await sendIssue(context, 1, "Ruth")).not.toHaveProperty("error");
    expect(await words("/desk/issues")).toContain("Like issue 1, without its articles");
    expect((await ruth.post("/desk/issues?index", { from: "last" })).headers.location).toBe("/desk/issues/3");
    for (const number of [2, 3]) {
      const issue = (await issueByNumber(context, number))!;
      expect(issue).toMatchObject({ articles: [], sections: [{ heading: "In brief" }, { heading: "" }] });
      expect(issue.subject).toBe(number === 2 ? "The week" : "");
    }
    await ruth.post("/desk/issues?index", { intent: "delete-template", template: "1" });
    expect(await words("/desk/issues")).not.toContain("From “Weekly”");
  });

  test("saves the form as one, articles in their order", async () => {
    const [pack, sort] = [await anArticle(context), await anArticle(context, { headline: "Robots learn to sort" })];
    await createIssue(context, list.id);
    const articles = [
      { id: sort.id, display: "full" },
      { id: pack.id, display: "summary" },
    ];
    expect((await send({ articles })).status).toBe(200);
    const issue = (await issueByNumber(context, 1))!;
    expect(issue).toMatchObject({ version: 2, subject: "Robots learn to pack" });
    expect(issue.articles.map(({ id, display }) => [id, display])).toEqual([
      [sort.id, "full"],
      [pack.id, "summary"],
    ]);
  });

  test("refuses what cannot be kept, and changes nothing (row 19, row 25)", async () => {
    await createIssue(context, list.id);
    const wrong = [
      { subject: "x".repeat(3000) },
      { intro: "not a document" },
      { listId: "" },
      { listId: 99_999_999_999 },
      { articles: [{ id: 99_999_999_999 }] },
    ];
    for (const given of wrong) expect((await send(given)).status, JSON.stringify(given)).toBe(400);
    for (const version of ["x", 99_999_999_999]) expect((await send({}, { version })).status).toBe(400);
    expect((await send({ listId: 999 })).status).toBe(409);
    expect(await issueByNumber(context, 1)).toMatchObject({ version: 1, subject: "" });
  });

  test("does not overwrite what somebody else saved meanwhile", async () => {
    await createIssue(context, list.id);
    await send({ subject: "Ana's" });
    const refused = await send({ subject: "Ruth's" });
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([
      409,
      { error: "conflict", version: 2, by: { name: "Ruth" } },
    ]);
    expect((await issueByNumber(context, 1))!.subject).toBe("Ana's");
  });

  test("says what stands in the way of sending, and where it is mended", async () => {
    await createIssue(context, list.id);
    const said = await words("/desk/issues/1");
    for (const one of [
      "no articles yet. To the articles",
      "no subject. To the subject",
      "no active readers whom it is for. To the list",
    ])
      expect(said).toContain(one);
  });

  test("a finding is dismissed with a reason, and without one it is not", async () => {
    await createIssue(context, list.id, { subject: "ROBOTS LEARN TO PACK" });
    const dismiss = async (why: unknown, check = "capital-subject") => {
      const { places } = (await preflightByNumber(context, 1))!;
      const found = places.flatMap(({ findings }) => findings).find((one) => one.check === check)!;
      return ruth.send("/desk/issues/1/checks", { check, subject: found.subject, why });
    };
    expect([(await dismiss("")).status, (await dismiss("So what.", "no-articles")).status]).toEqual([400, 409]);
    const dismissed = await dismiss("It is an acronym.");
    expect([dismissed.status, dismissed.text]).toEqual([200, expect.stringContaining('"why":"It is an acronym."')]);
    expect(await words("/desk/issues/1")).toContain("Dismissed (1)");
    expect((await dismiss(null)).text).not.toContain("It is an acronym.");
  });

  test("offers articles by what somebody looks for", async () => {
    await anArticle(context, { headline: "Robots learn to sort", byline: "Ines Halloran" });
    const found = async (search: string) =>
      (await ruth.see(`/desk/issues/articles?words=${encodeURIComponent(search)}`)).text;
    expect(await found("SORT ines")).toContain("Robots learn to sort");
    expect(await found("welding")).not.toContain("Robots learn to sort");
    const see = async (query: string) => (await ruth.see(`/desk/issues/articles?${query}`)).status;
    for (const query of [
      "from=x&until=2026-99-99",
      "issue=1e9&after=1-1-1",
      "topic=%00&author=%00&words=%00",
      "filters=1",
    ])
      expect(await see(query), query).toBe(200);
  });

  test("an issue that is not there is a 404, whatever stands for its number", async () => {
    for (const number of ["77", "0", "x", "1.5", "-1", "99999999999", "%00", "1e1"])
      for (const page of ["", "/preview", "/send", "/mail", "/page"]) {
        const path = `/desk/issues/${number}${page}`;
        expect((await ruth.see(path)).status, path).toBe(404);
      }
  });
});

describe("the preview", () => {
  test("shows the mail in a frame that can run nothing and is no part of the desk (S-04)", async () => {
    await anIssue(context, list);
    const page = (await ruth.see("/desk/issues/1/preview")).text;
    const [, sandbox] = /<iframe[^>]*sandbox="([^"]*)"/.exec(page)!;
    expect(sandbox).not.toMatch(/allow-scripts|allow-same-origin/);
    const { headers, text } = await ruth.see("/desk/issues/1/mail");
    const policy = headers["content-security-policy"]!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/^sandbox (?!.*allow-(scripts|same-origin))/);
    expect(headers["cache-control"]).toContain("no-store");
    expect(text).toContain("Robots learn to pack");
    expect(text).not.toContain("<script");
  });

  test("in light and in dark, whatever the screen is set to", async () => {
    await anIssue(context, list);
    const [light, dark] = await Promise.all(
      ["light", "dark"].map(async (scheme) => (await ruth.see(`/desk/issues/1/mail?scheme=${scheme}`)).text),
    );
    expect(light).toContain("@media not all");
    expect(dark).toContain("@media all");
  });

  test("as plain text, as the inbox line, and as the issue page would be", async () => {
    await anIssue(context, list);
    const said = await words("/desk/issues/1/preview");
    for (const view of ["Mail", "Outlook", "Inbox line", "Plain text", "Issue page"]) expect(said).toContain(view);
    const page = (await ruth.see("/desk/issues/1/page")).text;
    expect(page).toContain("Robots learn to pack");
    expect(page).not.toContain("<script");
  });

  test("of a sent issue is the mail as it was sent", async () => {
    await aReader(context, list, "ana@readers.example");
    await sendIssue(context, await anIssue(context, list), "Ruth");
    await context.db.updateTable("articles").set({ headline: "Corrected" }).execute();
    expect(await words("/desk/issues/1/preview")).toContain("as it was sent");
    expect((await ruth.see("/desk/issues/1/mail")).text).toContain("Robots learn to pack");
    expect((await ruth.see("/desk/issues/1/mail")).text).not.toContain("Corrected");
  });
});

async function withFarEnd(options: FarEndOptions = {}) {
  const farEnd = await startFarEnd(options);
  // The site holds the context itself, so the new line is put into it.
  Object.assign(context.smtp, createSmtp(farEnd.url, { connections: 1 }));
  return farEnd;
}

async function deliverAll() {
  const lane = await aLane(context);
  while (await deliverNext(context, lane));
  closeConnection(lane);
  await lane.upkeep();
}

describe("a test", () => {
  test("is sent to one address, with the server's answer shown", async () => {
    const farEnd = await withFarEnd();
    await anIssue(context, list);
    const { status, text } = await ruth.post("/desk/issues/1/preview", { to: "somebody@readers.example" });
    expect(status).toBe(200);
    expect(wordsOf(text)).toContain("Accepted by the mail server for somebody@readers.example: 250");
    expect(farEnd.messages.map(({ envelope }) => envelope.to)).toEqual([["somebody@readers.example"]]);
  });

  test("that fails says why, and what was typed is still there (row 36)", async () => {
    await withFarEnd({ rcpt: () => "550 5.1.1 Kein Empfänger" });
    await anIssue(context, list);
    const refused = await ruth.post("/desk/issues/1/preview", { to: "nobody@readers.example" });
    expect(refused.status).toBe(400);
    expect(wordsOf(refused.text)).toContain(
      "Nothing was sent. nobody@readers.example: The mail server did not take it: 550 5.1.1 Kein",
    );
    expect(refused.text).toContain("nobody@readers.example</textarea>");
    const mistyped = await ruth.post("/desk/issues/1/preview", { to: "nobody@" });
    expect(mistyped.text).toContain("nobody@</textarea>");
    expect(wordsOf(mistyped.text)).toContain("An email address has a name, one @ and a domain");
  });

  test("when the mail server is away says that, and is no error of ours (S-17)", async () => {
    await anIssue(context, list);
    const away = await ruth.post("/desk/issues/1/preview", { to: "ana@readers.example" });
    expect(away.status).toBe(400);
    expect(wordsOf(away.text)).toContain("cannot be reached");
  });
});

describe("sending", () => {
  test("asks with everything that matters on one page, and one button", async () => {
    await manyReaders(context, list, 3);
    await anIssue(context, list);
    const said = await words("/desk/issues/1/send");
    for (const one of [
      "all active readers of “The Robotics Briefing”",
      "The Robotics Briefing <editors@briefing.example.org>",
      "Robots learn to pack",
      "goes on the site with the issue",
      "No sender is running",
      "Send issue 1 to 3 readers",
    ])
      expect(said).toContain(one);
    await keepAlive(context, await registerProcess(context), {
      trouble: "The mail server cannot be reached",
      report: null,
    });
    expect(await words("/desk/issues/1/send")).toContain("Nothing leaves at the moment: The mail server cannot");
  });

  test("has no button while something stands in the way", async () => {
    await createIssue(context, list.id);
    const said = await words("/desk/issues/1/send");
    expect(said).toContain("It cannot go out yet");
    expect(said).not.toContain("Send issue 1 to");
    expect((await ruth.post("/desk/issues/1/send", { seen: "" })).status).toBe(409);
  });

  test("twice, in two tabs and at once, sends once; whoever came second is told so (T-16)", async () => {
    await manyReaders(context, list, 5);
    await anIssue(context, list);
    const seen = await seenOn("/desk/issues/1/send");
    const answers = await Promise.all([1, 2, 3, 4].map(() => ruth.post("/desk/issues/1/send", { seen })));
    expect(answers.map(({ status }) => status)).toEqual([302, 302, 302, 302]);
    expect(answers.map(({ headers }) => headers.location).sort()).toEqual([
      "/desk/issues/1",
      ...Array<string>(3).fill("/desk/issues/1?again"),
    ]);
    const issue = (await issueByNumber(context, 1))!;
    expect(await countDeliveries(context, issue.editionId!)).toMatchObject({ total: 5 });
    expect(await words("/desk/issues/1?again")).toContain("nothing was sent a second time");
    expect((await ruth.see("/desk/issues/1/send")).headers.location).toBe("/desk/issues/1");
  });

  test("what was changed since the page was read is shown again first", async () => {
    await aReader(context, list, "ana@readers.example");
    await anIssue(context, list);
    const seen = await seenOn("/desk/issues/1/send");
    const issue = (await issueByNumber(context, 1))!;
    await saveIssue(context, 1, 1, { ...inputOf(issue), subject: "Another subject" });
    for (const given of [{ seen }, {} as Record<string, string>]) {
      const answer = await ruth.post("/desk/issues/1/send", given);
      expect(answer.status).toBe(409);
      expect(wordsOf(answer.text)).toContain("changed while you were reading this page, so nothing was sent");
      expect(wordsOf(answer.text)).toContain("Another subject");
    }
    expect((await issueByNumber(context, 1))!.status).toBe("draft");
    const again = await ruth.post("/desk/issues/1/send", { seen: await seenOn("/desk/issues/1/send") });
    expect(again.headers.location).toBe("/desk/issues/1");
  });
});

describe("the progress of a send", () => {
  test("adds up to the audience at every moment, in words for each state (T-17)", async () => {
    await withFarEnd({
      rcpt: (to) =>
        to.startsWith("refused")
          ? "550 5.1.1 Unknown"
          : to.startsWith("later")
            ? "451 4.7.1 Come back later"
            : undefined,
      data: ({ envelope }) => (envelope.to[0]!.startsWith("lost") ? "drop" : undefined),
    });
    for (const name of ["ana", "refused", "later", "lost"]) await aReader(context, list, `${name}@readers.example`);
    await sendIssue(context, await anIssue(context, list), "Ruth");
    expect(await words("/desk/issues/1")).toMatch(/No sender is running.*0 of 4 done.*Waiting Its turn.*4 Refused/);
    await deliverAll();
    const said = await words("/desk/issues/1");
    expect(said).toContain("3 of 4 done");
    expect(said).toMatch(
      /Accepted Our mail server took it\. 1 Deferred The server put it off.*? 1 Refused.*? 1 Uncertain/,
    );
    expect(said).toContain("Everyone the issue was for 4");
    expect(said).toContain("Only deferred readers are left; the next try is at");
    expect(said).toMatch(/refused@readers\.example Said 550 5\.1\.1 Unknown/);
    expect(said).toContain("1 reader uncertain.");
    expect(await words("/desk/issues/1/uncertain")).toContain("lost@readers.example");
    expect(said).toContain("Sent by Ruth on");
  });

  test("says what the server said, however it said it (row 36)", async () => {
    await withFarEnd({ rcpt: () => "550 5.7.1 Zurückgewiesen <script>alert(1)</script>" });
    await aReader(context, list, "ana@readers.example");
    await sendIssue(context, await anIssue(context, list), "Ruth");
    await deliverAll();
    expect(await words("/desk/issues/1")).toContain("Zurückgewiesen <script>alert(1)</script>");
    expect((await ruth.see("/desk/issues/1")).text).not.toContain("<script>alert(1)");
  });

  test("ends with the sum, the record and the ways to what was sent", async () => {
    await withFarEnd();
    await manyReaders(context, list, 2);
    await sendIssue(context, await anIssue(context, list), "Ruth");
    await deliverAll();
    const { text } = await ruth.see("/desk/issues/1");
    expect(wordsOf(text)).toMatch(/Sent Robots learn to pack .*2 of 2 done 100 % Done on/);
    expect(wordsOf(text)).toMatch(/SHA-256 is [0-9a-f]{64}/);
    for (const way of ["/issues/1", "/desk/issues/1/preview"]) expect(text).toContain(`href="${way}"`);
    const overview = await words("/desk");
    expect(overview).toMatch(/The last issue No\. 1 Robots learn to pack .*Accepted 2 of 2/);
  });
});

describe("the overview", () => {
  test("begins with what there is to do", async () => {
    expect(await words("/desk")).toContain("It begins with an article");
    await anArticle(context);
    expect(await words("/desk")).toContain("Begin the first issue");
    await createIssue(context, list.id);
    expect(await words("/desk")).toMatch(/No\. 1 Draft .*No subject yet 0 articles/);
  });

  test("shows a send that is under way, its readers and what keeps it", async () => {
    await manyReaders(context, list, 12);
    await sendIssue(context, await anIssue(context, list), "Ruth");
    const said = await words("/desk");
    expect(said).toMatch(/No sender is running\. What waits is kept.*On its way No\. 1 .*0 of 12 done/);
  });
});
