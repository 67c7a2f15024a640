import { expect, test, vi } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import { articleSchema, deleteArticle, saveArticle, setPublished } from "#app/models/articles/articles.server.ts";
import { followAll } from "#app/models/events/followers.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { chooseSubject } from "#app/models/sending/subjectTests/decision.server.ts";
import { tellHub } from "#app/models/websub/pings.server.ts";
import { runSender } from "#app/sender/sender.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { startHub, type HubAnswer } from "../../support/hub.ts";
import { anIssueToTry, started } from "../../support/subject-tests.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../support/newsroom.ts";

const site = "https://briefing.example.org";
const minute = 60_000;

async function aHub(answers: HubAnswer[] = []) {
  const hub = await startHub(answers);
  const context = await testContext({ env: { WEBSUB_HUB: hub.url } });
  return { hub, context, list: await aBriefing(context) };
}

/** What a sender does each second: it follows what happened, then tells the hub. */
async function tell(context: TestContext) {
  await followAll(context);
  await (
    await tellHub(context)
  ).told;
}

async function waiting(context: TestContext): Promise<string[]> {
  await followAll(context);
  const rows = await context.db.selectFrom("pings").select("feed").orderBy("id").execute();
  return rows.map(({ feed }) => feed);
}

test("the hub is told of an article's feeds in every format, once, after it was published (W-04)", async () => {
  const { hub, context } = await aHub();
  const { id } = await anArticle(context, { topics: ["Automation"] });
  expect(await waiting(context)).toEqual([]);
  await setPublished(context, id, true);
  expect(hub.told).toEqual([]);
  await tell(context);
  const addressesOf = (feed: string) => ["xml", "atom", "json"].map((ending) => `${site}${feed}.${ending}`);
  expect(hub.told.map(({ mode }) => mode)).toEqual(["publish", "publish"]);
  expect(hub.told[0]!.type).toContain("application/x-www-form-urlencoded");
  expect(hub.told.map(({ urls }) => urls).sort()).toEqual([
    addressesOf("/feed"),
    addressesOf("/topics/automation/feed"),
  ]);
  await tell(context);
  expect(hub.told).toHaveLength(2);
  expect(await waiting(context)).toEqual([]);
});

test("a change of a published article is told, of former topics too, and several changes at once (W-04)", async () => {
  const { hub, context } = await aHub();
  let article = await anArticle(context, { topics: ["Automation"] });
  const save = async (topics: string[]) => {
    const input = articleSchema.parse({ ...article, topics, body: JSON.stringify(article.body) });
    const saved = await saveArticle(context, article.id, article.version, input);
    if ("article" in saved) article = saved.article;
  };
  await save(["Automation"]);
  expect(await waiting(context), "a draft is nobody's to know").toEqual([]);
  await setPublished(context, article.id, true);
  await save(["Regulation"]);
  await tell(context);
  const told = hub.told.map(({ urls }) => urls[0]!.replace(site, "")).sort();
  expect(told).toEqual(["/feed.xml", "/topics/automation/feed.xml", "/topics/regulation/feed.xml"]);
  await setPublished(context, article.id, false);
  expect(await waiting(context)).toContain("/feed");
  await tell(context);
  await deleteArticle(context, article.id);
  expect(await waiting(context)).toEqual([]);
});

test("an issue that goes out is told, with its articles (W-04)", async () => {
  const { context, list } = await aHub();
  await aReader(context, list, "ana@readers.example");
  await sendIssue(context, await anIssue(context, list), "Ruth");
  expect(await waiting(context)).toEqual(["/issues/feed", "/feed"]);
});

test("what is undone is not told (W-04)", async () => {
  const { context } = await aHub();
  const { id } = await anArticle(context);
  const undone = inTransaction(context, async (context) => {
    await setPublished(context, id, true);
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await waiting(context)).toEqual([]);
});

test("a hub that fails is asked again, later each time, and no redirect is followed (W-04)", async () => {
  const { hub, context } = await aHub([500, 302, 503]);
  const { id } = await anArticle(context);
  await setPublished(context, id, true);
  for (const [rest, times] of [
    [0, 1],
    [29_000, 1],
    [1000, 2],
    [59_000, 2],
    [1000, 3],
    [2 * minute, 4],
    [48 * 60 * minute, 4],
  ] as const) {
    context.later(rest);
    await tell(context);
    expect([rest, hub.told.length]).toEqual([rest, times]);
  }
  expect(await waiting(context)).toEqual([]);
});

test("a change while the hub fails begins anew, and after a dozen tries it is left (W-04)", async () => {
  const { hub, context } = await aHub(Array.from({ length: 100 }, () => 500));
  const { id } = await anArticle(context);
  await setPublished(context, id, true);
  for (let i = 0; i < 5; i += 1) {
    context.later(24 * 60 * minute);
    await tell(context);
  }
  await setPublished(context, id, true);
  for (let i = 0; i < 20; i += 1) {
    context.later(24 * 60 * minute);
    await tell(context);
  }
  expect(hub.told).toHaveLength(17);
  expect(await waiting(context)).toEqual([]);
});

test("two senders tell it once (W-04)", async () => {
  const { hub, context } = await aHub();
  const { id } = await anArticle(context);
  await setPublished(context, id, true);
  await Promise.all([tell(context), tell(context), tell(context)]);
  expect(hub.told).toHaveLength(1);
});

test("a hub that says nothing keeps neither the publishing nor the sender (W-04)", async () => {
  const { hub, context } = await aHub(["silence"]);
  const { id } = await anArticle(context);
  await setPublished(context, id, true);
  // The request never times out, so a sender that waited for it would not end.
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(new AbortController().signal);
  const stop = new AbortController();
  const sender = runSender(context, stop.signal);
  while (hub.told.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  stop.abort();
  await sender;
  vi.restoreAllMocks();
  expect(await waiting(context)).toEqual(["/feed"]);
});

test("without a hub nothing is noted (W-04)", async () => {
  const context = await testContext();
  await aBriefing(context);
  const { id } = await anArticle(context);
  await setPublished(context, id, true);
  expect(await waiting(context)).toEqual([]);
});

test("the issues' feeds are told once more when the rest of an issue gets another subject", async () => {
  const { context, list } = await aHub();
  await aReader(context, list, "ana@readers.example");
  const send = await started(context, await anIssueToTry(context, list));
  await tell(context);
  expect(await waiting(context)).toEqual([]);
  await chooseSubject(context, send.id, 2, "Ruth");
  expect(await waiting(context)).toEqual(["/issues/feed"]);
});
