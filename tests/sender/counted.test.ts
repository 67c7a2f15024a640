import { beforeEach, describe, expect, test } from "vitest";
import { setCounting } from "#app/models/clicks/counting.server.ts";
import { openCountedReader, openLink } from "#app/models/clicks/linkAddresses.server.ts";
import { editionByNumber, publicCopy } from "#app/models/issues/editions.server.ts";
import { issueSchema } from "#app/models/issues/issueInput.server.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { renderIssue } from "#app/models/issues/rendering.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { chooseCounting } from "#app/models/readers/preferences/refusal.server.ts";
import { rehearseReaders } from "#app/models/sending/rehearsal/run.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { sendTest } from "#app/models/sending/testSend.server.ts";
import { linksIn } from "#emails/message/mailLinks.server.ts";
import { aReaderWho } from "../support/choices.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { aLane, workOff } from "../support/lane.ts";
import { aBriefing, anArticle, aReader } from "../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

const origin = "https://briefing.example.org";
const december = Date.UTC(2026, 11, 1, 8);
let context: TestContext;
let list: List;
let farEnd: FarEnd;

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
  list = await aBriefing(context);
  await setCounting(context, "Ines", list.id, "clicks", true);
});

const linkTo = (text: string, href: string) => ({ type: "text", text, marks: [{ type: "link", attrs: { href } }] });
const textOf = (...content: unknown[]) => ({ type: "doc", content: [{ type: "paragraph", content }] });

/** An issue with links of every kind. @returns its number */
async function anIssueOfLinks() {
  const body = textOf(
    linkTo("a study", "https://example.org/study?a=1&b=2#part"),
    { type: "text", text: " and " },
    linkTo("write to us", "mailto:us@example.org"),
    linkTo("the same study", "https://example.org/study?a=1&b=2#part"),
  );
  const robots = await anArticle(context, { headline: "Robots learn to pack", body: JSON.stringify(body) });
  const ports = await anArticle(context, { headline: "Ports without people" });
  const intro = textOf(linkTo("ports", `${origin}/articles/${ports.slug}`), linkTo("archive", `${origin}/issues`));
  const input = issueSchema.parse({
    ...{ listId: list.id, subject: "Robots", preheader: "", intro },
    sections: [
      { heading: "Long reads", pieces: [{ kind: "article", id: robots.id, display: "full" }] },
      {
        heading: "",
        pieces: [
          { kind: "item", text: "A fair", url: "https://fair.example/", source: "The fair" },
          { kind: "article", id: ports.id, display: "summary" },
        ],
      },
    ],
  });
  return { number: await createIssue(context, list.id, input), robots, ports };
}

async function send(number: number) {
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  await workOff(context, [await aLane(context)]);
  return sent.send.editionId;
}

async function hrefsTo(email: string) {
  const [mail] = await farEnd.parsed(email);
  return linksIn(mail!.html as string).map(({ href }) => href);
}

/** The number and target behind a counted address, and its reader. */
function opened(editionId: number, href: string) {
  const [, reader, part] = /^https:\/\/briefing\.example\.org\/l\/([^/]+)\/([^/]+)$/.exec(href) ?? [];
  return part ? { ...openLink(context, part)!, reader: openCountedReader(context, editionId, reader!) } : null;
}

describe("a list that counts clicks", () => {
  test("sends links that lead to what the editor wrote, and leaves those that are the reader’s own", async () => {
    const ana = await aReader(context, list, "ana@example.org");
    const { number, ports } = await anIssueOfLinks();
    const editionId = await send(number);
    const hrefs = await hrefsTo("ana@example.org");
    const counted = hrefs.flatMap((href) => opened(editionId, href) ?? []);
    expect(counted.every(({ reader }) => reader === ana.id)).toBe(true);
    const portsPage = `${origin}/articles/${ports.slug}`;
    expect(counted.map(({ n, target }) => [n, target])).toEqual([
      [0, `${origin}/`],
      ...[portsPage, `${origin}/articles/robots-learn-to-pack`, "https://example.org/study?a=1&b=2#part"].map(
        (to, i) => [i + 1, to],
      ),
      ...["https://example.org/study?a=1&b=2#part", "https://fair.example/", portsPage, portsPage].map((to, i) => [
        i + 4,
        to,
      ]),
    ]);
    const plain = hrefs.filter((href) => opened(editionId, href) === null);
    expect(plain).toContain("mailto:us@example.org");
    for (const own of ["/unsubscribe/", "/reader/", "/issues", `/issues/${number}`, "/privacy"])
      expect(
        plain.some((href) => href.startsWith(origin + own)),
        own,
      ).toBe(true);
  });

  test("writes down what each link belongs to, in the order of the mail", async () => {
    await aReader(context, list, "ana@example.org");
    const { number, robots, ports } = await anIssueOfLinks();
    const editionId = await send(number);
    const rows = await context.db
      .selectFrom("edition_links")
      .selectAll()
      .where("edition_id", "=", editionId)
      .orderBy("n")
      .execute();
    expect(
      rows.map(({ n, place, label, section, article_id, item }) => [n, place, label, section, article_id, item]),
    ).toEqual([
      [0, 0, "", null, null, null],
      [1, 1, "ports", null, ports.id, null],
      [2, 2, "Robots learn to pack", "Long reads", robots.id, null],
      [3, 3, "a study", "Long reads", robots.id, null],
      [4, 4, "the same study", "Long reads", robots.id, null],
      [5, 5, "A fair", null, null, "A fair"],
      [6, 6, "Ports without people", null, ports.id, null],
      [7, 7, "Read “Ports without people”", null, ports.id, null],
    ]);
  });

  test("sends plain links to who refused, also while the mail is going out; nothing else differs", async () => {
    const ana = await aReader(context, list, "ana@example.org");
    const bob = await aReader(context, list, "bob@example.org");
    const { number } = await anIssueOfLinks();
    const sent = await sendIssue(context, number, "Ruth");
    if ("error" in sent) throw new Error(sent.error);
    await chooseCounting(context, bob.id, true);
    await workOff(context, [await aLane(context)]);
    const { editionId } = sent.send;
    expect((await hrefsTo("bob@example.org")).filter((href) => opened(editionId, href))).toEqual([]);
    expect((await hrefsTo("ana@example.org")).filter((href) => opened(editionId, href))[0]).toBeDefined();
    const [anas] = await farEnd.parsed("ana@example.org");
    const [bobs] = await farEnd.parsed("bob@example.org");
    expect(bobs!.html).not.toContain("display:none;visibility:hidden");
    expect(anas!.text!.replaceAll("ana@", "bob@").length).toBe(bobs!.text!.length);
    expect(anas!.text).not.toContain("/l/");
    expect(ana.id).not.toBe(bob.id);
  });

  test("shows plain links in the archive, in tests and in what is copied", async () => {
    const editor = await anEditor(context, "Ines", "operator");
    await aReader(context, list, "ana@example.org");
    const { number } = await anIssueOfLinks();
    expect(await sendTest(context, number, editor.email, editor)).toHaveProperty("reply");
    expect((await hrefsTo(editor.email)).filter((href) => href.includes("/l/"))).toEqual([]);
    await send(number);
    const edition = (await editionByNumber(context, number))!;
    expect(publicCopy(context, edition).html).not.toContain(`${origin}/l/`);
    expect(edition.counts_clicks).toBe(1);
  });

  test("weighs the mail with its counted links, and rehearses it so (E-10)", async () => {
    await aReader(context, list, "ana@example.org");
    const { number } = await anIssueOfLinks();
    const weighed = await renderIssue(context, number);
    await setCounting(context, "Ines", list.id, "clicks", false);
    const plain = await renderIssue(context, number);
    if ("error" in weighed || "error" in plain) throw new Error("no issue");
    expect(weighed.rendered.htmlBytes).toBeGreaterThan(plain.rendered.htmlBytes + 8 * 60);
    expect(weighed.fingerprint).not.toBe(plain.fingerprint);
    await setCounting(context, "Ines", list.id, "clicks", true);
    const rehearsed = await rehearseReaders(context, number);
    if ("error" in rehearsed) throw new Error(rehearsed.error);
    expect(rehearsed.found!.faults).toMatchObject({ count: 0 });
    expect(rehearsed.found!.html!.largest.bytes).toBeGreaterThan(Buffer.byteLength(plain.rendered.html) + 8 * 60);
    const editionId = await send(number);
    const [mail] = await farEnd.parsed("ana@example.org");
    expect(Buffer.byteLength(mail!.html as string)).toBeLessThan(weighed.rendered.htmlBytes);
    expect(editionId).toBeGreaterThan(0);
  });

  test("counts what it counted when the send began, whatever is changed meanwhile", async () => {
    await aReader(context, list, "ana@example.org");
    const { number } = await anIssueOfLinks();
    const sent = await sendIssue(context, number, "Ruth");
    if ("error" in sent) throw new Error(sent.error);
    await setCounting(context, "Ines", list.id, "clicks", false);
    await workOff(context, [await aLane(context)]);
    const links = await hrefsTo("ana@example.org");
    expect(links.filter((href) => opened(sent.send.editionId, href))).toHaveLength(8);
  });

  test("a change between the look and the send is shown first", async () => {
    await aReader(context, list, "ana@example.org");
    const { number } = await anIssueOfLinks();
    const seen = await renderIssue(context, number);
    if ("error" in seen) throw new Error(seen.error);
    await setCounting(context, "Ines", list.id, "clicks", false);
    expect(await sendIssue(context, number, "Ruth", seen.fingerprint)).toEqual({ error: "changed-meanwhile" });
  });

  test.each(["he", "en"])("its digests count too, for each choice of topics, in %s", async (language) => {
    await context.db.updateTable("briefing").set({ language }).execute();
    const law = await anArticle(context, { headline: "On law", topics: ["Law"] });
    const ports = await anArticle(context, { headline: "On ports", topics: ["Ports"] });
    const bob = await aReaderWho(context, list, "bob@example.org", { frequency: "monthly", topics: ["ports"] });
    await aReader(context, list, "ana@example.org");
    const articles = [law, ports].map(({ id }) => ({ id, display: "summary" as const }));
    await send(await createIssue(context, list.id, { subject: "Law and ports", preheader: "", articles }));
    context.later(december - context.clock());
    await workOff(context, [await aLane(context)]);
    const { id } = await context.db
      .selectFrom("editions")
      .select("id")
      .where("digest_id", "is not", null)
      .executeTakeFirstOrThrow();
    const rows = await context.db
      .selectFrom("edition_links")
      .select(["n", "label", "section", "article_id"])
      .where("edition_id", "=", id)
      .orderBy("n")
      .execute();
    expect(rows.slice(1)).toEqual([
      { n: 1, label: "Law and ports", section: "Law and ports", article_id: null },
      { n: 2, label: "On law", section: "Law and ports", article_id: law.id },
      { n: 3, label: "On ports", section: "Law and ports", article_id: ports.id },
    ]);
    const counted = (await hrefsTo("bob@example.org")).flatMap((href) => opened(id, href) ?? []);
    expect(counted.map(({ n, reader }) => [n, reader])).toEqual([
      [0, bob.id],
      [1, bob.id],
      [3, bob.id],
    ]);
  });
});

test("a list that counts nothing sends what the editor wrote", async () => {
  await setCounting(context, "Ines", list.id, "clicks", false);
  await aReader(context, list, "ana@example.org");
  const { number } = await anIssueOfLinks();
  const editionId = await send(number);
  expect((await hrefsTo("ana@example.org")).some((href) => href.includes("/l/"))).toBe(false);
  expect(
    await context.db.selectFrom("edition_links").select("n").where("edition_id", "=", editionId).execute(),
  ).toEqual([]);
});
