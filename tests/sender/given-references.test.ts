import { expect, test } from "vitest";
import { openReference } from "#app/models/mailReferences.server.ts";
import { mailProviderNames } from "#app/models/mailProviders.ts";
import { signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { sendTransactional } from "#app/sender/transactional.server.ts";
import { testContext } from "../support/context.ts";
import { aLane, someLanes, workOff } from "../support/lane.ts";
import { aBriefing, anIssue, aReader } from "../support/newsroom.ts";
import { startFarEnd } from "../support/smtp.ts";

const fields =
  /^(X-SES-MESSAGE-TAGS|X-Mailgun-Variables|X-PM-Metadata-pressrun|X-SMTPAPI|X-MSYS-API|X-Pressrun-Reference|X-MJ-CustomID|X-Mailin-custom): (.*)$/gim;

async function sentBy(provider: string | null) {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url, env: provider ? { MAIL_PROVIDER: provider } : {} });
  const list = await aBriefing(context);
  const reader = await aReader(context, list, "ana@readers.example");
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  await workOff(context, await someLanes(context, 1));
  await signUp(context, { email: "boris@readers.example", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
  await sendTransactional(context, await aLane(context));
  expect(farEnd.messages).toHaveLength(2);
  const heads = farEnd.messages.map(({ raw }) => raw.toString("latin1").split("\r\n\r\n", 1)[0]!);
  return { context, reader, editionId: sent.send.editionId, found: heads.map((head) => [...head.matchAll(fields)]) };
}

test.each(mailProviderNames)(
  "%s is given a reference with every mail, which names its delivery (B-02)",
  async (name) => {
    const { context, reader, editionId, found } = await sentBy(name);
    const [issue, letter] = found.map((lines) => lines.map(([, , value]) => openReference(context, value!)));
    expect(issue).toHaveLength(name === "ses" ? 2 : 1);
    for (const one of issue!) expect(one).toMatchObject({ purpose: "bounce", editionId, subscriberId: reader.id });
    for (const one of letter!) expect(one).toMatchObject({ purpose: "bounce", editionId: null });
    expect(letter![0]!.letterId).toBeGreaterThan(0);
  },
);

test("a server of one’s own is given nothing more", async () => {
  expect((await sentBy(null)).found).toEqual([[], []]);
});
