import { dkimVerify } from "mailauth/lib/dkim/verify";
import { expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { noSigner } from "#emails/dkim/keys.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { dnsWith, pemOf, rsa } from "../support/dkim.ts";
import { someLanes, workOff } from "../support/lane.ts";
import { aBriefing, anIssue, aReader } from "../support/newsroom.ts";
import { startFarEnd } from "../support/smtp.ts";

const name = { domain: "briefing.example.org", selector: "p2026q4" };
const pair = rsa();
const env = { DKIM_PRIVATE_KEY: pemOf(pair), DKIM_DOMAIN: name.domain, DKIM_SELECTOR: name.selector };

async function sendToThree(context: TestContext) {
  const list = await aBriefing(context);
  for (const [email, reader] of [
    ["ana@readers.example", "Ana Ruiz"],
    ["hanako@readers.example", "山田 花子"],
    ["evil@readers.example", '"; <evil@x.example>'],
  ] as const)
    await aReader(context, list, email, reader);
  const sent = await sendIssue(context, await anIssue(context, list, { subject: "Robots 🎉" }), "Ruth");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  return sent.send;
}

test("every copy that leaves is signed, both unsubscribe headers with it, and verifies (H-04, D-02)", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url, env });
  await sendToThree(context);
  await workOff(context, await someLanes(context, 2));
  expect(farEnd.messages).toHaveLength(3);
  for (const { raw } of farEnd.messages) {
    const { results } = (await dkimVerify(raw, { resolver: dnsWith(name, pair.publicKey) })) as {
      results: { status: { result: string }; signingHeaders?: { keys?: string } }[];
    };
    expect(results.map(({ status }) => status.result)).toEqual(["pass"]);
    const covered = /h=([^;]+);/.exec(raw.toString("latin1").replace(/\r\n\s+/g, ""))![1]!.split(":");
    expect(covered).toEqual(expect.arrayContaining(["list-unsubscribe", "list-unsubscribe-post", "feedback-id"]));
  }
});

test("a host without the key hands nothing over unsigned, and nobody's attempt is used up (D-03)", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url, env });
  const sent = await sendToThree(context);
  await workOff({ ...context, dkim: noSigner }, await someLanes({ ...context, dkim: noSigner }, 1));
  expect(farEnd.received).toHaveLength(0);
  expect(await countDeliveries(context, sent.editionId)).toMatchObject({ queued: 3, deferred: 0 });
  const issue = await context.db.selectFrom("issues").select(["status", "pause_reason"]).executeTakeFirstOrThrow();
  expect(issue.status).toBe("paused");
  expect(issue.pause_reason).toContain("this host has no key for that domain");
});
