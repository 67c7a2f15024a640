import { beforeEach, describe, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import {
  createDraftLink,
  draftLinks,
  draftLinkSchema,
  endDraftLink,
  openDraftLink,
} from "#app/models/articles/draftLinks.server.ts";
import { discardArticle } from "#app/models/articles/editing.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { day, minute } from "#app/models/durations.ts";
import { followAll } from "#app/models/events/followers.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import { signToken } from "#app/models/signedTokens.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anArticle } from "../../support/newsroom.ts";

let context: TestContext;
let id: number;
beforeEach(async () => {
  context = await testContext();
  ({ id } = await anArticle(context));
});

const make = (name = "Bo Ek", days = 7) => createDraftLink(context, "Ines", id, { name, days });
const all = () => draftLinks(context, id);
const newest = async () => (await all())[0]!;
const open = async (counts = true) => openDraftLink(context, (await newest()).url.split("/draft/")[1]!, counts);

describe("a secret link to a draft", () => {
  test("opens it until its day, and says how often and when it was opened, and not by whom", async () => {
    await make();
    context.later(minute);
    expect(await open()).toEqual({ draft: id, until: context.clock() - minute + 7 * day });
    await open();
    await open(false);
    expect(await newest()).toMatchObject({ name: "Bo Ek", opened: 2, openedAt: context.clock(), state: "open" });
    const rows = JSON.stringify(await context.db.selectFrom("draft_links").selectAll().execute());
    expect(rows).not.toMatch(/192\.|127\.|Mozilla/);
    context.later(7 * day);
    expect([await open(), (await newest()).state]).toEqual([null, "expired"]);
  });

  test("is one of several, each with its name, and ends at once when somebody ends it", async () => {
    await make("Bo Ek");
    await make("The lawyer", 1);
    const [lawyers, bos] = await all();
    expect(lawyers!.url).not.toBe(bos!.url);
    expect(await endDraftLink(context, "Tom", id, lawyers!.id)).toBe(lawyers!.name);
    expect(await endDraftLink(context, "Tom", id, lawyers!.id)).toBeNull();
    expect(await endDraftLink(context, "Tom", id + 1, bos!.id), "of another article").toBeNull();
    expect(await open()).toBeNull();
    expect((await all()).map(({ name, state }) => [name, state])).toEqual([
      ["The lawyer", "ended"],
      ["Bo Ek", "open"],
    ]);
    const log = (await recentEvents(context, 3)).map(({ actor, action }) => `${actor}: ${action}`);
    expect(log).toEqual(["Tom: draft-link-ended", "Ines: draft-link-made", "Ines: draft-link-made"]);
    expect(JSON.stringify(await recentEvents(context, 9))).not.toContain("lawyer");
  });

  test("leads to the article once it is published, and nowhere when that is taken off again", async () => {
    await make();
    await setPublished(context, id, true);
    expect(await open()).toEqual({ published: "robots-learn-to-pack" });
    await followAll(context);
    expect(await open()).toEqual({ published: "robots-learn-to-pack" });
    expect((await newest()).state).toBe("published");
    expect(await make()).toEqual({ error: "published" });
    await setPublished(context, id, false);
    expect(await open()).toBeNull();
  });

  test("that was ended before the publication leads nowhere after it", async () => {
    await make();
    await endDraftLink(context, "Ines", id, (await newest()).id);
    await setPublished(context, id, true);
    await followAll(context);
    expect(await open()).toBeNull();
  });

  test("cannot be guessed, and a token of another purpose or another link opens nothing", async () => {
    await make();
    const [link] = await context.db.selectFrom("draft_links").selectAll().execute();
    const numbers = [link!.id, link!.created_at];
    expect(await openDraftLink(context, signToken(context, "draft", numbers))).not.toBeNull();
    const others = [
      signToken(context, "form", numbers),
      signToken(context, "draft", [link!.id, link!.created_at + 1]),
      signToken(context, "draft", [link!.id]),
      signToken(context, "draft", [...numbers, 1]),
      signToken(context, "draft", [link!.id + 1, link!.created_at]),
      "",
      "nothing",
      signToken(context, "draft", numbers).replace(/.{3}$/, "abc"),
    ];
    for (const token of others) expect(await openDraftLink(context, token), token).toBeNull();
  });

  test("is one of twenty at most, and goes with its article", async () => {
    for (let i = 0; i < 20; i += 1) await make(`Reader ${i}`);
    expect(await make()).toEqual({ error: "too-many" });
    await discardArticle(context, "Ines", id);
    expect(await context.db.selectFrom("draft_links").selectAll().execute()).toEqual([]);
    expect(await make()).toEqual({ error: "gone" });
  });

  test("is forgotten ninety days after its end", async () => {
    await make();
    context.later(96 * day);
    await retain(context);
    expect(await all()).toHaveLength(1);
    context.later(2 * day);
    await retain(context);
    expect(await all()).toEqual([]);
  });

  test("has a name and one of the offered times", () => {
    expect(draftLinkSchema.safeParse({ name: " Bo ", days: "7" }).data).toEqual({ name: "Bo", days: 7 });
    for (const given of [
      { name: "", days: "7" },
      { name: "Bo", days: "8" },
      { name: "Bo", days: "" },
    ])
      expect(draftLinkSchema.safeParse(given).success).toBe(false);
  });
});
