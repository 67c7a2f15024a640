import { expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { sendsUnderWay } from "#app/models/deliveries/sends.server.ts";
import { digestById } from "#app/models/digests/digests.server.ts";
import { markAsBackup } from "#app/models/instance/homeDatabase.server.ts";
import { claimDatabase } from "#app/models/sending/claimDatabase.server.ts";
import { closeWhenDone, pauseSend } from "#app/models/sending/pauses.server.ts";
import { openReader } from "#app/models/readers/links.server.ts";
import { leaveUrls, openLeave } from "#app/models/readers/unsubscribe.server.ts";
import { openCountedReader, signReader } from "#app/models/clicks/linkAddresses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { resolveUncertain } from "#app/models/sending/uncertain.server.ts";
import { claimedWords } from "../../../scripts/frame/claim.ts";
import { testContext } from "../../support/context.ts";
import { aCopy, aDigest } from "../../support/digests.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";

test("whoever a restored backup has waiting, for an issue or a digest, is uncertain once it is claimed, and can be settled", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const [ana, bo, cai] = [
    await aReader(context, list, "ana@readers.example"),
    await aReader(context, list, "bo@readers.example"),
    await aReader(context, list, "cai@readers.example"),
  ];
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  await pauseSend(context, sent.send, "Ruth", "A wrong link.");
  const digest = await aDigest(context, list);
  await aCopy(context, digest, ana.id, "accepted");
  for (const { id } of [bo, cai]) await aCopy(context, digest, id, "queued");
  await markAsBackup(context, context.clock());

  const withheld = await claimDatabase(context, "Ruth");
  expect(withheld).toEqual({
    issues: [{ number: 1, uncertain: 3 }],
    digests: 2,
    digestSends: [{ month: "2026-10", list: "weekly", uncertain: 2 }],
    drafts: [],
  });
  expect(claimedWords(withheld)).toContain("npm run settle -- --digest 2026-10 --list weekly");
  expect(await countDeliveries(context, sent.send.editionId)).toMatchObject({ uncertain: 3, total: 3 });
  expect(await countDeliveries(context, digest.editionId)).toMatchObject({ accepted: 1, uncertain: 2, total: 3 });
  expect((await recentEvents(context)).map(({ detail }) => detail)).toContain(
    "digest 2026-10 of weekly: 2 readers uncertain",
  );
  await closeWhenDone(context);
  expect((await digestById(context, digest.id))!.status).toBe("sent");
  await resolveUncertain(context, digest, { how: "resend", readers: [bo.id], why: "the relay never saw it" }, "Ruth");
  expect(await sendsUnderWay(context)).toEqual([digest]);
});

test("addresses in mails from after the backup open nobody's page and count for no other issue once it is claimed", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const ana = await aReader(context, list, "ana@readers.example");
  const first = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in first) throw new Error(first.error);
  // Whom the backup does not know, and the issue that they got.
  const [lost, lostEdition] = [ana.id + 1, first.send.editionId + 1];
  const { page, preferences } = leaveUrls(context, lost, list.id);
  const token = (url: string) => url.split("/").at(-1)!;
  await markAsBackup(context, context.clock());
  await claimDatabase(context, "Ruth", true);

  const bo = await aReader(context, list, "bo@readers.example");
  const second = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in second) throw new Error(second.error);
  expect(await openLeave(context, token(page))).toBeNull();
  expect(await openReader(context, token(preferences))).toBeNull();
  expect(bo.id).toBeGreaterThan(lost);
  expect(second.send.editionId).toBeGreaterThan(lostEdition);
  expect(openCountedReader(context, second.send.editionId, signReader(context, lostEdition, bo.id))).toBeNull();
});
