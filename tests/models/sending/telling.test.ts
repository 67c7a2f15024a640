import { expect, test } from "vitest";
import type { Context } from "#app/context.server.ts";
import { followAll } from "#app/models/events/followers.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { cancelSend, pauseSend, resumeSend } from "#app/models/sending/pauses.server.ts";
import { testContext } from "../../support/context.ts";
import { aCopy, aDigest } from "../../support/digests.ts";
import { aBriefing, aReader } from "../../support/newsroom.ts";

/** A digest on its way to Ana. */
async function sending() {
  const context = await testContext();
  const list = await aBriefing(context);
  const { id } = await aReader(context, list, "ana@readers.example");
  const digest = await aDigest(context, list);
  await aCopy(context, digest, id, "queued");
  return { context, digest };
}

async function texts(context: Context): Promise<string[]> {
  return (await openNotices(context)).map(({ text }) => text);
}

test("a digest that is paused is told by its name, until it goes on", async () => {
  const { context, digest } = await sending();
  await pauseSend(context, digest, "Ruth", "A wrong link");
  expect(await texts(context)).toEqual([
    "The digest of October 2026 to “The Robotics Briefing” is paused by Ruth: A wrong link. 1 of 1 reader is still to come.",
  ]);
  await resumeSend(context, digest, "Ruth");
  expect(await texts(context)).toEqual([]);
});

test("a pause that is cancelled is over, and nobody is told that a digest has gone out", async () => {
  const { context, digest } = await sending();
  await pauseSend(context, digest, "Ruth", "A wrong link");
  await cancelSend(context, digest, "Ruth");
  expect(await texts(context)).toEqual([]);
});

test("a pause that was over before anybody followed it is not told", async () => {
  const { context, digest } = await sending();
  const dying = { ...context, followAtOnce: undefined };
  await pauseSend(dying, digest, "Ruth", "A wrong link");
  await resumeSend(dying, digest, "Ruth");
  await followAll(context);
  expect(await texts(context)).toEqual([]);
});
