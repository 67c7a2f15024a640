import { expect, test } from "vitest";
import { sendIssue } from "#app/models/sending.server.ts";
import { signUp } from "#app/models/subscriptions.server.ts";
import { deliverNext } from "#app/sender/deliver.server.ts";
import { closeLane } from "#app/sender/lane.server.ts";
import { sendLetter } from "#app/sender/letter.server.ts";
import { testContext } from "../support/context.ts";
import { aLane } from "../support/lane.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { everythingIn } from "../support/site.ts";
import { startFarEnd } from "../support/smtp.ts";
import { freePort, startWeb } from "../support/web.ts";

/** Every address in a mail: of its links, pictures, headers and plain text. */
function addressesIn(raw: string): string[] {
  const whole = raw
    .replace(/=\r\n/g, "")
    .replace(/=3D/g, "=")
    .replace(/\r\n[ \t]/g, " ");
  return [...new Set(whole.match(/https?:\/\/[^\s"'<>)\]]+/g) ?? [])];
}

test("a robot that GETs, HEADs and prefetches every link of every mail changes nothing (C-21, H-08, row 9)", async () => {
  await using farEnd = await startFarEnd();
  const port = await freePort();
  const context = await testContext({ smtpUrl: farEnd.url, env: { APP_URL: `http://localhost:${port}` } });
  const list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example", "Ana");
  await signUp(context, { email: "bo@readers.example", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
  const article = await anArticle(context, {
    sources: [{ title: "The plan", url: `http://localhost:${port}/privacy` }],
  });
  const sent = await sendIssue(context, await anIssue(context, list, { articles: [article] }), "Ruth");
  expect(sent).not.toHaveProperty("error");
  const lane = await aLane(context);
  while ((await sendLetter(context, lane)) || (await deliverNext(context, lane)));
  closeLane(lane);
  await startWeb(context);

  const addresses = farEnd.messages.flatMap(({ raw }) => addressesIn(raw.toString()));
  const ours = addresses.filter((address) => new URL(address).port === String(port));
  for (const door of ["/confirm/", "/unsubscribe/", "/one-click/", "/reader/", "/articles/", "/issues/"])
    expect(
      ours.some((address) => address.includes(door)),
      `a mail links to ${door}`,
    ).toBe(true);

  const calls: [string, Record<string, string>][] = [
    ["GET", {}],
    ["HEAD", {}],
    ["OPTIONS", {}],
    ["GET", { "Sec-Purpose": "prefetch", Purpose: "prefetch" }],
    ["GET", { "User-Agent": "Barracuda Sentinel (EE)" }],
  ];
  const before = await everythingIn(context);
  for (const address of ours) {
    for (const [method, headers] of calls) {
      const answer = await fetch(address, { method, headers, redirect: "follow" });
      await answer.arrayBuffer();
      expect(answer.status, `${method} ${address}`).toBeLessThan(500);
      expect(answer.headers.get("set-cookie"), `${method} ${address}`).toBeNull();
    }
  }
  expect(await everythingIn(context)).toBe(before);
});
