import { beforeEach, describe, expect, test } from "vitest";
import { consentOf } from "#app/models/consent/record.server.ts";
import { followAll } from "#app/models/events/followers.server.ts";
import {
  askParting,
  forgetPartingReaders,
  latestPartings,
  silentReaders,
  undoParting,
  workOnPartings,
} from "#app/models/growth/partings.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { personalDataOf } from "#app/models/privacy/personalData.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { chooseFrequency, setPause } from "#app/models/readers/preferences/choices.server.ts";
import { sayTheyStay } from "#app/models/readers/stay.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { noteSigns } from "#app/models/readerSigns.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../support/newsroom.ts";

const day = 24 * 3_600_000;
let context: TestContext;
let list: List;
const ids: Record<string, number> = {};

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  for (const name of ["ana", "ben", "cleo", "dan"]) ids[name] = (await joins(name)).id;
  for (let i = 0; i < 3; i += 1) await anIssueGoesOut();
});

const joins = (name: string) => aReader(context, list, `${name}@readers.example`);

/** The mails wait in the ledger: who may have got one counts as having it. */
async function anIssueGoesOut(): Promise<void> {
  context.later(7 * day);
  const number = await anIssue(context, list, { articles: [await anArticle(context)] });
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  await context.db.updateTable("deliveries").set({ status: "accepted", finished_at: context.clock() }).execute();
  await context.db
    .updateTable("issues")
    .set({ status: "sent", sent_at: context.clock() })
    .where("number", "=", number)
    .execute();
}

async function silent(issues = 3): Promise<string[]> {
  const found = await silentReaders(context, list.id, issues);
  if ("error" in found) throw new Error(found.error);
  expect(found.count).toBe(found.sample.length);
  return found.sample.map(({ email }) => email.split("@")[0]!).sort();
}

const statusOf = async (name: string) =>
  (await subscriberByEmail(context, `${name}@readers.example`))!.subscriptions[0]!.status;

async function workIsDone(): Promise<void> {
  while (await workOnPartings(context));
}

describe("who gave no sign", () => {
  test("is who got the first and the last of some issues, and has done nothing that shows them since", async () => {
    expect(await silent()).toEqual(["ana", "ben", "cleo", "dan"]);
    await chooseFrequency(context, ids.ana!, list.id, "monthly");
    await chooseFrequency(context, ids.ana!, list.id, "every");
    await noteSigns(context, [{ subscriberId: ids.ben!, at: context.clock(), sign: "click" }]);
    await followAll(context);
    expect(await silent()).toEqual(["cleo", "dan"]);
    await sayTheyStay(context, ids.cleo!, { ip: "192.0.2.1", userAgent: null });
    expect(await silent()).toEqual(["dan"]);
  });

  test("is nobody who joined another list since", async () => {
    const made = await createList(context, { slug: "europe", name: "Europe" });
    if ("error" in made) throw new Error(made.error);
    await aReader(context, made.list, "ana@readers.example");
    expect(await silent()).toEqual(["ben", "cleo", "dan"]);
  });

  test("is nobody who joined since, paused, or left", async () => {
    await joins("eva");
    await anIssueGoesOut();
    await setPause(context, ids.ana!, context.clock() + 7 * day);
    await endSubscription(context, ids.ben!, list.id, "page");
    expect(await silent()).toEqual(["cleo", "dan"]);
    expect(await silent(1)).toEqual(["cleo", "dan", "eva"]);
  });

  test("is nobody where there were not so many issues, and is not known where nobody knows who got them", async () => {
    expect(await silentReaders(context, list.id, 4)).toEqual({ error: "few" });
    context.later(400 * day);
    await anIssueGoesOut();
    while (await retain(context));
    expect(await silentReaders(context, list.id, 3)).toEqual({ error: "forgotten" });
  });

  test("an old sign is none, and a later one is not undone by an older that comes after it", async () => {
    const now = context.clock();
    await noteSigns(context, [{ subscriberId: ids.ana!, at: now - 60 * day, sign: "click" }]);
    expect(await silent()).toContain("ana");
    await noteSigns(context, [
      { subscriberId: ids.ana!, at: now - 90 * day, sign: "open" },
      { subscriberId: ids.ana!, at: now, sign: "click" },
      { subscriberId: ids.ana!, at: now - 80 * day, sign: "open" },
    ]);
    await noteSigns(context, [{ subscriberId: ids.ana!, at: now - 70 * day, sign: "reply" }]);
    expect(await silent()).not.toContain("ana");
    expect(await personalDataOf(context, ids.ana!)).toMatchObject({ lastSign: { sign: "click", at: now } });
  });

  test("what an operator did to a reader is no sign of the reader", async () => {
    await endSubscription(context, ids.ana!, list.id, "operator Ines");
    await followAll(context);
    expect(
      await context.db.selectFrom("reader_signs").where("subscriber_id", "=", ids.ana!).selectAll().execute(),
    ).toEqual([]);
  });

  test("is forgotten with the person", async () => {
    await noteSigns(context, [{ subscriberId: ids.ana!, at: context.clock(), sign: "click" }]);
    await erase(context, ids.ana!, "Ines");
    await noteSigns(context, [{ subscriberId: ids.ana!, at: context.clock(), sign: "click" }]);
    expect(await context.db.selectFrom("reader_signs").selectAll().execute()).toEqual([]);
  });
});

describe("who says that they stay", () => {
  test("leaves one receipt a day, and nothing else changes", async () => {
    const caller = { ip: "192.0.2.1", userAgent: "Mail" };
    expect(await sayTheyStay(context, ids.ana!, caller)).toBe(true);
    expect(await sayTheyStay(context, ids.ana!, caller)).toBe(true);
    const kinds = (await consentOf(context, ids.ana!)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "stayed")).toHaveLength(1);
    expect(await statusOf("ana")).toBe("active");
    context.later(2 * day);
    await sayTheyStay(context, ids.ana!, caller);
    expect((await consentOf(context, ids.ana!)).filter(({ kind }) => kind === "stayed")).toHaveLength(2);
  });

  test("is none who is subscribed to nothing", async () => {
    await endSubscription(context, ids.ana!, list.id, "page");
    expect(await sayTheyStay(context, ids.ana!, { ip: "192.0.2.1", userAgent: null })).toBe(false);
  });
});

describe("letting silent readers go", () => {
  const asked = () => askParting(context, { listId: list.id, issues: 3 }, "Ines");

  test("ends the subscriptions of those who are still silent, each with a receipt", async () => {
    const act = await asked();
    expect(act).toMatchObject({ id: expect.any(Number) as number });
    expect(await asked()).toEqual({ error: "running" });
    await sayTheyStay(context, ids.ana!, { ip: "192.0.2.1", userAgent: null });
    await workIsDone();
    expect([await statusOf("ana"), await statusOf("ben"), await statusOf("dan")]).toEqual(["active", "ended", "ended"]);
    const last = (await consentOf(context, ids.ben!)).at(-1);
    expect(last).toMatchObject({ kind: "ended", source: expect.stringContaining("let go") as string });
    expect(await latestPartings(context)).toMatchObject([{ state: "ended", ended: 3, askedBy: "Ines" }]);
    const actions = await context.db.selectFrom("audit_events").select("action").execute();
    expect(actions.map(({ action }) => action)).toContain("let-go-asked");
    const held = await personalDataOf(context, ids.ben!);
    expect(JSON.stringify(held)).not.toContain("Ines");
  });

  test("goes on where it was, in bounded steps", async () => {
    await asked();
    await context.db.updateTable("partings").set({ after: ids.ana! }).execute();
    expect(await workOnPartings(context)).toBe(false);
    expect(await latestPartings(context)).toMatchObject([{ state: "ended", ended: 3 }]);
    expect(await statusOf("ana")).toBe("active");
  });

  test("can be taken back for thirty days; who has left by themselves since stays away", async () => {
    const act = await asked();
    await workIsDone();
    context.later(3 * day);
    await endSubscription(context, ids.ben!, list.id, "one-click");
    await erase(context, ids.dan!, "Ines");
    const { id } = act as { id: number };
    expect(await undoParting(context, id, "Tom")).toBe(true);
    await workIsDone();
    expect([await statusOf("ana"), await statusOf("ben"), await statusOf("cleo")]).toEqual([
      "active",
      "ended",
      "active",
    ]);
    expect((await consentOf(context, ids.ana!)).at(-1)).toMatchObject({
      kind: "ending-undone",
      source: "operator Tom",
    });
    expect(await latestPartings(context)).toMatchObject([{ state: "undone", returned: 2, undoableUntil: null }]);
    expect(await undoParting(context, id, "Tom")).toBe(false);
  });

  test("cannot be taken back later, and nobody's name is kept for it", async () => {
    const { id } = (await asked()) as { id: number };
    await workIsDone();
    context.later(31 * day);
    expect(await undoParting(context, id, "Tom")).toBe(false);
    await forgetPartingReaders(context, context.clock() - 30 * day, 500);
    expect(await context.db.selectFrom("parting_readers").selectAll().execute()).toEqual([]);
  });
});
