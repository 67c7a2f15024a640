import { expect, test } from "vitest";
import { judgeHits, settles } from "#app/models/clicks/judging.server.ts";
import { everyKind, everyMail } from "../support/every-mail.ts";
import { everythingIn, ofClicks } from "../support/site.ts";

const minute = 60_000;

const calls: [string, Record<string, string>][] = [
  ["GET", {}],
  ["HEAD", {}],
  ["OPTIONS", {}],
  ["GET", { "Sec-Purpose": "prefetch", Purpose: "prefetch" }],
  ["GET", { "User-Agent": "Barracuda Sentinel (EE)" }],
];

const doors = [
  ...["/confirm/", "/unsubscribe/", "/one-click/", "/reader/", "/address/", "/articles/", "/issues/"],
  ...["/l/", "/answer/", "/with/", "/stay", "/subscribe?from=forwarded"],
];

test("a robot that GETs, HEADs and prefetches every link of every mail, at once, after 2 minutes and after a day, changes nothing (C-21, H-08, row 9)", async () => {
  const { context, kinds, links } = await everyMail();
  expect(kinds).toEqual(everyKind);
  for (const door of doors)
    expect(links.filter((link) => link.includes(door)).length, `mails link to ${door}`).toBeGreaterThan(0);

  const before = await everythingIn(context, ofClicks);
  for (const wait of [0, 2 * minute, 24 * 60 * minute]) {
    context.later(wait);
    for (const link of links) {
      for (const [method, headers] of calls) {
        const answer = await fetch(link, { method, headers, redirect: "follow" });
        await answer.arrayBuffer();
        // A one-click address takes only what RFC 8058 posts.
        expect(answer.status, `${method} ${link}`).toBeLessThan(method === "OPTIONS" ? 500 : 400);
        expect(answer.headers.get("set-cookie"), `${method} ${link}`).toBeNull();
      }
    }
    expect(await everythingIn(context, ofClicks)).toBe(before);
  }

  // Each of its clicks is kept, and none is taken for a person’s.
  const counted = links.filter((link) => link.includes("/l/"));
  const verdicts = () => context.db.selectFrom("edition_hits").select("verdict").execute();
  await expect.poll(async () => (await verdicts()).length).toBe(3 * calls.length * counted.length);
  context.later(settles);
  while ((await judgeHits(context)) > 0);
  expect((await verdicts()).filter(({ verdict }) => verdict === "person")).toEqual([]);
  expect(await context.db.selectFrom("reader_signs").selectAll().execute()).toEqual([]);
});
