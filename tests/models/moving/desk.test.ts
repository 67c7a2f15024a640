import { beforeEach, describe, expect, test } from "vitest";
import { archive } from "#app/models/issues/editions.server.ts";
import {
  bringSite,
  listSiteMoves,
  lookAgain,
  removeMove,
  siteMoveById,
  siteMoveReport,
  startMove,
  stopMove,
  type MoveSettings,
} from "#app/models/moving/desk/siteMoves.server.ts";
import { workOnSitesSoon } from "#app/models/moving/desk/work.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { zipOf } from "../../support/docx.ts";
import { aBriefing } from "../../support/newsroom.ts";
import { articlesBySlug } from "../../support/sites.ts";

let context: TestContext;

beforeEach(async () => {
  context = await testContext();
  await aBriefing(context);
});

const settings: MoveSettings = { source: null, site: "", as: null, list: null, publish: false, update: false };
const head = "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n";
const row = (id: number) =>
  `${id}.post-${id},2024-02-0${id}T08:00:00Z,true,2024-02-0${id}T09:00:00Z,,newsletter,everyone,Post ${id},,\n`;

function anExport(posts = 2): { name: string; bytes: Buffer } {
  const ids = Array.from({ length: posts }, (_, i) => i + 1);
  const files = ids.map((id) => ({
    name: `posts/${id}.post-${id}.html`,
    bytes: `<p>Words ${id}</p><div class="subscription-widget-wrap"><p>Subscribe</p></div>`,
  }));
  return { name: "export.zip", bytes: zipOf([{ name: "posts.csv", bytes: head + ids.map(row).join("") }, ...files]) };
}

async function brought(file = anExport()): Promise<number> {
  const kept = await bringSite(context, file, settings, "Ruth");
  if ("error" in kept) throw new Error(kept.error);
  return kept.id;
}

/** A sender's turn, until what it began is over. */
async function work() {
  await workOnSitesSoon(context);
  await context.underWay.get("site-moves");
}

describe("An export that is brought to the desk", () => {
  test("is looked at first, which changes nothing, and moves in when somebody says so", async () => {
    const id = await brought();
    await work();
    expect(await siteMoveById(context, id)).toMatchObject({
      ...{ stage: "looked", total: 2, done: 2 },
      found: { isDryRun: true, fault: null, moved: { source: "substack", counts: { issue: 2 } } },
    });
    expect(await articlesBySlug(context)).toEqual({});
    expect(await startMove(context, id, "Ruth")).toBe(true);
    await work();
    expect(await siteMoveById(context, id)).toMatchObject({ stage: "ended", found: { isDryRun: false } });
    expect((await archive(context)).map(({ subject }) => subject)).toEqual(["Post 2", "Post 1"]);
    expect(await siteMoveReport(context, id)).toContain("a widget was left out: subscribe box: Subscribe");
    expect(await context.db.selectFrom("site_move_parts").select("part").execute()).toEqual([]);
  });

  test("is looked at again by other settings", async () => {
    const id = await brought();
    await work();
    await lookAgain(context, id, { ...settings, as: "articles" });
    await work();
    expect((await siteMoveById(context, id))!.found).toMatchObject({ moved: { counts: { published: 2 } } });
  });

  test("says what is wrong with it, and nothing can be started then", async () => {
    const id = await brought({ name: "photo.jpg", bytes: Buffer.from("no site") });
    await work();
    expect(await siteMoveById(context, id)).toMatchObject({
      stage: "here",
      found: { fault: { error: "unknown-source" } },
    });
    expect(await startMove(context, id, "Ruth")).toBe(false);
  });

  test("can be cancelled, keeps what has moved in, and goes on from there", async () => {
    const id = await brought(anExport(4));
    await work();
    await startMove(context, id, "Ruth");
    await workOnSitesSoon(context);
    await stopMove(context, id, "Ruth");
    await context.underWay.get("site-moves");
    expect((await siteMoveById(context, id))!.stage).toBe("cancelled");
    await startMove(context, id, "Ruth");
    await work();
    expect((await siteMoveById(context, id))!.stage).toBe("ended");
    expect(Object.keys(await articlesBySlug(context))).toHaveLength(4);
    expect((await archive(context)).map(({ number }) => number)).toEqual([4, 3, 2, 1]);
  });

  test("that a sender died over is taken over by another one after its silence", async () => {
    const id = await brought();
    await context.db
      .updateTable("site_moves")
      .set({ worker: "gone", seen_at: context.clock() })
      .where("id", "=", id)
      .execute();
    await work();
    expect((await siteMoveById(context, id))!.stage).toBe("looking");
    context.later(61_000);
    await work();
    expect((await siteMoveById(context, id))!.stage).toBe("looked");
  });

  test("is removed while nobody works on it; five wait at most, and none is larger than the desk takes", async () => {
    const id = await brought();
    expect(await removeMove(context, id, "Ruth")).toBe(false);
    await work();
    for (let i = 0; i < 4; i += 1) await brought();
    expect(await bringSite(context, anExport(), settings, "Ruth")).toEqual({ error: "too-many-files", most: 5 });
    expect(await removeMove(context, id, "Ruth")).toBe(true);
    expect(await listSiteMoves(context)).toHaveLength(4);
    const large = { name: "x.zip", bytes: Buffer.alloc(50_000_001) };
    expect(await bringSite(context, large, settings, "Ruth")).toEqual({ error: "too-large-file", most: 50 });
    expect(await bringSite(context, { name: "", bytes: Buffer.alloc(0) }, settings, "Ruth")).toEqual({
      error: "no-file",
    });
  });
});
