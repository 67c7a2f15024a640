import { beforeEach, describe, expect, test } from "vitest";
import { saveGrowthSettings } from "#app/models/growthSettings.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { personalDataOf } from "#app/models/privacy/personalData.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { isShareLink, passOnUrl, shareLinkOf } from "#app/models/readers/referrals.server.ts";
import { confirm, confirmUrl } from "#app/models/readers/sign-up/confirmation.server.ts";
import { processSignUps, receiveSignUp } from "#app/models/readers/sign-up/requests.server.ts";
import { forgetUnconfirmed } from "#app/models/readers/sign-up/unconfirmed.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { signToken } from "#app/models/signedTokens.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, aReader } from "../../support/newsroom.ts";

const day = 24 * 3_600_000;
let context: TestContext;
let list: List;
let ana: number;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await saveGrowthSettings(context, { forwardedLine: "on", shareLinks: "page", recommendsInArchive: "off" }, "Ines");
  ana = (await aReader(context, list, "ana@readers.example")).id;
});

const tokenOf = (id: number) => passOnUrl(context, id).split("/with/")[1]!;

/** Somebody signs up on the page of a personal link. @returns their id */
async function comes(email: string, source = `/with/${tokenOf(ana)}`): Promise<number> {
  const network = `192.0.2.${(sum += 1)}`;
  await receiveSignUp(context, {
    ...{ email, name: "", listIds: [list.id], topics: [], source, wording: "", ip: network, userAgent: null },
    ...{ token: "", proof: "" },
  });
  await processSignUps(context);
  return (await subscriberByEmail(context, email))!.id;
}
let sum = 0;

async function confirms(id: number): Promise<void> {
  const url = confirmUrl(context, id, list.id, context.clock());
  await confirm(context, url.slice(url.lastIndexOf("/") + 1), "192.0.2.1");
}

const came = async (id = ana) => (await shareLinkOf(context, id))?.came;

describe("a reader’s personal link", () => {
  test("is the same each time, opens nothing else, and says nothing about the reader", async () => {
    const ben = (await aReader(context, list, "ben@readers.example")).id;
    const [one, other] = [tokenOf(ana), tokenOf(ben)];
    expect(tokenOf(ana)).toBe(one);
    expect(one).toMatch(/^[\w-]{46}$/);
    expect(one.slice(0, 20)).not.toBe(other.slice(0, 20));
    expect(await isShareLink(context, one)).toBe(true);
    for (const wrong of ["", "x", `${one.slice(0, -3)}AAA`, signToken(context, "reader", [ana, 1])])
      expect(await isShareLink(context, wrong), wrong).toBe(false);
  });

  test("is none where the briefing has none, and of nobody who is gone", async () => {
    await erase(context, ana, "Ines");
    expect(await isShareLink(context, tokenOf(ana))).toBe(false);
    const off = { forwardedLine: "on", shareLinks: "off", recommendsInArchive: "off" } as const;
    await saveGrowthSettings(context, off, "Ines");
    const ben = (await aReader(context, list, "ben@readers.example")).id;
    expect(await isShareLink(context, tokenOf(ben))).toBe(false);
    expect(await shareLinkOf(context, ben)).toBeNull();
  });

  test("counts who confirmed, once, and nobody before", async () => {
    const ben = await comes("ben@readers.example");
    expect(await came()).toBe(0);
    await confirms(ben);
    await confirms(ben);
    expect(await came()).toBe(1);
    const sources = await context.db.selectFrom("consent_ways").select("source").execute();
    expect(sources.map(({ source }) => source)).toContain("link of a reader");
    expect(JSON.stringify(sources)).not.toContain(tokenOf(ana).slice(0, 20));
  });

  test("counts nobody who was there before: not oneself, no reader, nobody who left or was erased", async () => {
    await confirms(await comes("ana@readers.example"));
    await aReader(context, list, "ben@readers.example");
    await confirms(await comes("ben@readers.example"));
    const cleo = (await aReader(context, list, "cleo@readers.example")).id;
    await erase(context, cleo, "Ines");
    context.later(2 * day);
    await confirms(await comes("cleo@readers.example"));
    expect(await came()).toBe(0);
  });

  test("counts nothing for a made-up link, and for one who was erased meanwhile", async () => {
    await confirms(await comes("ben@readers.example", "/with/AAAA"));
    const token = tokenOf(ana);
    await erase(context, ana, "Ines");
    await confirms(await comes("cleo@readers.example", `/with/${token}`));
    expect(await context.db.selectFrom("referrals").selectAll().execute()).toEqual([]);
  });

  test("forgets with those who never confirmed", async () => {
    await comes("ben@readers.example");
    context.later(31 * day);
    await forgetUnconfirmed(context);
    expect(await context.db.selectFrom("referrals").selectAll().execute()).toEqual([]);
  });

  test("keeps its count when somebody who came is erased, and forgets all when its reader is", async () => {
    const ben = await comes("ben@readers.example");
    await confirms(ben);
    await erase(context, ben, "Ines");
    expect(await came()).toBe(1);
    expect(await context.db.selectFrom("referrals").select("subscriber_id").execute()).toEqual([
      { subscriber_id: null },
    ]);
    await erase(context, ana, "Ines");
    expect(await context.db.selectFrom("referrals").selectAll().execute()).toEqual([]);
  });

  test("is among what is held of both, without a word about the other", async () => {
    const ben = await comes("ben@readers.example");
    await confirms(ben);
    const held = await personalDataOf(context, ben);
    expect(held).toMatchObject({ cameByLink: { askedAt: context.clock(), countedAt: context.clock() } });
    const hers = await personalDataOf(context, ana);
    expect(hers).toMatchObject({ cameByLink: null, cameByTheirLink: [{ at: context.clock() }] });
    expect(JSON.stringify(hers)).not.toContain("ben@");
    expect(JSON.stringify(held)).not.toContain("ana@");
  });
});

describe("the source of a sign-up", () => {
  test("is bounded: made-up words and paths become the few that are known", async () => {
    const { boundedSource } = await import("#app/models/readers/joinSources.server.ts");
    expect(await boundedSource(context, "/a?from=x", 2)).toBe("/a?from=x");
    await context.db
      .insertInto("consent_ways")
      .values(["/a", "/b", "/a?from=x"].map((source) => ({ source, method: "form" })))
      .execute();
    const ways = ["/a?from=x", "/a?from=y", "/b?from=y", "/c", "/c?from=x"];
    expect(await Promise.all(ways.map((way) => boundedSource(context, way, 3)))).toEqual([
      ...["/a?from=x", "/a", "/b", "unknown", "unknown"],
    ]);
  });
});
