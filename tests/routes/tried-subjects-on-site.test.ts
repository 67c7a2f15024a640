import { beforeEach, expect, test } from "vitest";
import { followAll } from "#app/models/events/followers.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import { siteVersion } from "#app/models/site/version.server.ts";
import { chooseSubject } from "#app/models/sending/subjectTests/decision.server.ts";
import { ask } from "../support/ask.ts";
import type { TestContext } from "../support/context.ts";
import { manyReaders } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";
import { hour } from "../support/slots.ts";
import { anIssueToTry, started, subjects } from "../support/subject-tests.ts";

let context: TestContext;
let send: Send;

beforeEach(async () => {
  const site = await aSite();
  context = site.context;
  await manyReaders(context, site.list, 40);
  const number = await anIssueToTry(context, site.list);
  await context.db.updateTable("articles").set({ headline: "Two warehouses compare notes" }).execute();
  send = await started(context, number);
});

type Feed = { items: { id: string; title: string; date_published: string; date_modified: string }[] };

const see = async (path: string) => (await ask(context, path)).text;
const entries = async () => (JSON.parse(await see("/issues/feed.json")) as Feed).items;
const pages = ["/issues", "/issues/1", "/issues/1/mail", "/issues/1/mail.txt", "/issues/feed.xml", "/issues/feed.atom"];

test("pages and feeds have the first subject until the decision, and the winner's from then on, in the same entry", async () => {
  for (const page of pages) {
    expect(await see(page), page).toContain(subjects[0]);
    expect(await see(page), page).not.toContain(subjects[1]);
  }
  const [before, ...none] = await entries();
  expect(none).toEqual([]);
  const version = await siteVersion(context);
  context.later(5 * hour);
  await chooseSubject(context, send.id, 2, "Ruth");
  await followAll(context);
  expect(await siteVersion(context), "kept pages are made anew").toBeGreaterThan(version);
  for (const page of pages) {
    expect(await see(page), page).toContain(subjects[1]);
    expect(await see(page), page).not.toContain(subjects[0]);
  }
  const after = await entries();
  expect(after).toEqual([
    { ...before, ...after[0], title: subjects[1], id: before!.id, date_published: before!.date_published },
  ]);
  expect(Date.parse(after[0]!.date_modified)).toBe(context.clock());
  expect(await see("/sitemap.xml")).toContain(new Date(context.clock()).toISOString());
  expect(await see("/issues/1")).toContain(`"${new Date(context.clock()).toISOString()}"`);
});

test("a feed says nothing of a change where the first subject won", async () => {
  const [before] = await entries();
  context.later(5 * hour);
  await chooseSubject(context, send.id, 1, "Ruth");
  expect(await entries()).toEqual([before]);
});
