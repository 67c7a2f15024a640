import { beforeEach, describe, expect, test } from "vitest";
import type { RequestListener } from "node:http";
import { answeredLinkChecks } from "#app/models/preflight/answeredLinks.server.ts";
import type { PreflightFacts } from "#app/models/preflight/check.server.ts";
import {
  checkLinksSoon,
  linkAnswers,
  mailboxAnswer,
  type SiteAnswer,
} from "#app/models/preflight/linkChecking.server.ts";
import { preflightByNumber } from "#app/models/preflight/preflight.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue } from "../../support/newsroom.ts";
import { anOutside, type OutsideWorld } from "../../support/outside.ts";
import { hitsAndNearMisses } from "../../support/preflight.ts";

const href = "https://ports.example/plan";
const day = 86_400_000;

describe("what a site answered is found", () => {
  const answered = (answer: Partial<SiteAnswer> | null) => (facts: PreflightFacts) => ({
    ...facts,
    answers: new Map([
      [href, answer && { outcome: "ok" as const, status: 200, location: null, checkedAt: 0, ...answer }],
    ]),
  });
  const refused = (status: number) => answered({ outcome: "refused", status });
  hitsAndNearMisses(answeredLinkChecks, {
    "broken-link": {
      hit: refused(404),
      near: refused(403),
      says: /The link to ports.example\/plan leads nowhere: the site answered 404, in “Robots/,
    },
    "failing-link": { hit: refused(503), near: refused(404), says: /answered 503, which may pass/ },
    "guarded-link": { hit: refused(401), near: answered(null), says: /wants readers to sign in/ },
    "private-link": {
      hit: answered({ outcome: "not-public", status: null }),
      near: answered({}),
      says: /into a private network/,
    },
    "moved-link": {
      hit: answered({ location: "https://ports.example/new?utm_source=x" }),
      near: answered({}),
      says: /has moved to ports.example\/new,/,
    },
  });
});

describe("links are checked in the background (S-10)", () => {
  let context: TestContext;
  let outside: OutsideWorld;
  let answer: RequestListener;

  beforeEach(async () => {
    answer = (_request, response) => response.end();
    outside = await anOutside((request, response) => answer(request, response), {
      "intranet.example": () => ["10.0.0.7"],
    });
    context = await testContext({ outside });
  });

  const answersTo = (...urls: string[]) =>
    linkAnswers(
      context,
      urls.map((url) => ({ at: { kind: "intro" as const }, href: url, words: "x", isMailed: true })),
    );
  /** What a sender does until nothing is due. */
  async function checkAll() {
    for (let asked = -1; asked !== outside.asked.length;) {
      asked = outside.asked.length;
      await checkLinksSoon(context);
      await context.underWay.get("links");
    }
  }
  const httpLink = "http://ports.example/plan";

  test("nobody waits for them: an unknown one has no answer, and a sender asks for it", async () => {
    expect(await answersTo(httpLink)).toEqual(new Map([[httpLink, null]]));
    expect(outside.asked).toEqual([]);
    await checkAll();
    expect(outside.asked).toEqual(["ports.example/plan"]);
    expect((await answersTo(httpLink)).get(httpLink)).toMatchObject({ outcome: "ok", status: 200, location: null });
  });

  test("once a day, whoever asks", async () => {
    await answersTo(httpLink);
    await checkAll();
    await checkAll();
    context.later(day - 1);
    await answersTo(httpLink);
    await checkAll();
    expect(outside.asked).toHaveLength(1);
    context.later(2);
    await checkAll();
    expect(outside.asked).toHaveLength(2);
  });

  test("without the page at first, and with it where a site has no answer without", async () => {
    const methods: string[] = [];
    answer = (request, response) => {
      methods.push(request.method!);
      response.writeHead(request.method === "HEAD" ? 405 : 200).end();
    };
    await answersTo(httpLink);
    await checkAll();
    expect(methods).toEqual(["HEAD", "GET"]);
    expect((await answersTo(httpLink)).get(httpLink)).toMatchObject({ outcome: "ok" });
  });

  test("and one that has moved for good says where to; for a while it does not", async () => {
    answer = ({ url }, response) => {
      if (url === "/old") response.writeHead(301, { Location: "/new" }).end();
      else if (url === "/now") response.writeHead(302, { Location: "/new" }).end();
      else response.end();
    };
    const [old, now] = ["http://a.example/old", "http://b.example/now"];
    await answersTo(old, now);
    await checkAll();
    const found = await answersTo(old, now);
    expect([found.get(old)!.location, found.get(now)!.location]).toEqual(["http://a.example/new", null]);
  });

  test("never in a private network, and never on a site of ours", async () => {
    const inside = "http://intranet.example/x";
    const own = `${context.config.appUrl}/articles/x`;
    expect([...(await answersTo(inside, own)).keys()]).toEqual([inside]);
    await checkAll();
    expect(outside.connected).toEqual([]);
    expect((await answersTo(inside)).get(inside)).toMatchObject({ outcome: "not-public" });
  });

  test("one at a time of each host", async () => {
    let [now, most] = [0, 0];
    answer = (_request, response) => {
      now += 1;
      most = Math.max(most, now);
      setImmediate(() => {
        now -= 1;
        response.end();
      });
    };
    await answersTo(...Array.from({ length: 5 }, (_, i) => `http://ports.example/${i}`));
    await checkAll();
    expect([outside.asked.length, most]).toEqual([5, 1]);
  });

  test("and the list says how many have no answer yet", async () => {
    const list = await aBriefing(context);
    const sources = [{ title: "The plan", url: httpLink }];
    const number = await anIssue(context, list, { articles: [await anArticle(context, { sources })] });
    expect((await preflightByNumber(context, number))!.linksToCome).toBe(1);
    answer = (_request, response) => response.writeHead(404).end();
    await checkAll();
    const { linksToCome, places } = (await preflightByNumber(context, number))!;
    expect(linksToCome).toBe(0);
    expect(places.flatMap(({ findings }) => findings).map(({ check }) => check)).toContain("broken-link");
  });
});

test.each([
  [async () => ["mx.example.org"], true],
  [async () => [""], false],
  [() => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" })), false],
  [() => Promise.reject(Object.assign(new Error("no"), { code: "ESERVFAIL" })), null],
])("a mailbox's domain takes mail or not, as its name servers say (H-31): %#", async (mailServers, takes) => {
  const gone = () => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" }));
  const context = await testContext({ outside: { resolve: gone, connect: () => expect.fail("nobody"), mailServers } });
  expect(await mailboxAnswer(context, "replies@Replies.example.org")).toBeNull();
  await checkLinksSoon(context);
  await context.underWay.get("links");
  expect(await mailboxAnswer(context, "replies@replies.example.org")).toBe(takes);
});
