import { beforeEach, describe, expect, test } from "vitest";
import { receiveInbound } from "#app/models/inbound/receiving.server.ts";
import { workOnInbound } from "#app/models/inbound/work.server.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { suppressionOf } from "#app/models/readers/suppressions.server.ts";
import { leaveUrls } from "#app/models/readers/unsubscribe.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { messageId } from "#emails/message/messageId.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { failedAt, writtenReport } from "../../support/deliveryReports.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";

const ana = "ana@readers.example";
let context: TestContext;
let list: List;
let edition: { id: number; marker_key: string; from_address: string };
let reader: number;
let to: string;

beforeEach(async () => {
  context = await testContext({ env: { BOUNCE_ADDRESS: "bounces@bounces.example.org" } });
  list = await aBriefing(context);
  ({ id: reader } = await aReader(context, list, ana, "Ana Berg"));
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const taken = { status: "accepted" as const, finished_at: context.clock(), verdict: "accepted", reply: "250 Ok" };
  await context.db.updateTable("deliveries").set(taken).execute();
  edition = await context.db
    .selectFrom("editions")
    .select(["id", "marker_key", "from_address"])
    .executeTakeFirstOrThrow();
  to = referenceAddress(context, "bounce", { editionId: edition.id }, reader, context.clock())!;
});

/** A mail comes in, from nobody. @returns what was done about it, and as what it counts */
async function comes(raw: Buffer, sentTo = to) {
  await receiveInbound(context, [{ door: "smtp", provider: null, sentFrom: "", sentTo: [sentTo], raw }]);
  expect(await workOnInbound(context)).toEqual({ understood: 1, failed: 0 });
  return context.db.selectFrom("inbound_reports").select(["kind", "act"]).orderBy("n").execute();
}

const gone = (...addresses: string[]) =>
  writtenReport({
    recipients: addresses.map((address) => failedAt(address, "5.1.1", "smtp; 550 5.1.1 User unknown")),
    returned: null,
  });

describe("a failure with the reader's own reference", () => {
  test.each([ana, "Ana+news@Readers.example"])("suppresses where it names the reader: %s", async (named) => {
    expect(await comes(gone(named))).toEqual([{ kind: "hard", act: "suppressed" }]);
    expect(await suppressionOf(context, ana)).toBe("hard bounce");
  });

  test("of a mailbox elsewhere, to which the reader's own passed it on, counts as one that may pass", async () => {
    expect(await comes(gone("friend@elsewhere.example"))).toEqual([{ kind: "soft", act: "counted" }]);
    expect(await suppressionOf(context, ana)).toBeNull();
  });

  test("of one member of a group that shares the address suppresses nobody at once", async () => {
    const reports = await comes(gone("bo@readers.example", "cai@readers.example"));
    expect(reports).toEqual([
      { kind: "hard", act: "counted" },
      { kind: "hard", act: "repeated" },
    ]);
    expect(await suppressionOf(context, ana)).toBeNull();
  });
});

describe("a stranger with what the text or an archive shows", () => {
  const issued = () =>
    `Message-ID: ${messageId(edition.marker_key, reader, edition.from_address)}\nSubject: An issue\n`;
  const complaint = (returned: string) =>
    Buffer.from(
      [
        "From: fbl@far.example\nTo: bounces@bounces.example.org\nSubject: An abuse report",
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n',
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: Loop/1\nVersion: 1\n",
        `--b\nContent-Type: message/rfc822\n\n${returned}\nHello\n--b--\n`,
      ].join("\n"),
    );

  test("cannot suppress by the Message-ID of one issue alone", async () => {
    const raw = writtenReport({
      recipients: [failedAt(ana, "5.1.1", "smtp; 550 5.1.1 User unknown")],
      returned: `${issued()}\nHello`,
    });
    expect(await comes(raw, "bounces@bounces.example.org")).toEqual([{ kind: "hard", act: "counted" }]);
    expect(await suppressionOf(context, ana)).toBeNull();
  });

  test("cannot do more with the link to leave than the link does", async () => {
    const link = `List-Unsubscribe: <${leaveUrls(context, reader, list.id).page}>\nSubject: An issue\n`;
    const reports = await comes(complaint(link), "bounces@bounces.example.org");
    expect(reports).toEqual([{ kind: "complaint", act: "ended" }]);
    expect(await suppressionOf(context, ana)).toBeNull();
    expect((await subscriberByEmail(context, ana))!.subscriptions).toMatchObject([{ status: "ended" }]);
  });

  test("and a provider that returns the whole head of the issue is believed (B-10)", async () => {
    const link = `List-Unsubscribe: <${leaveUrls(context, reader, list.id).page}>\n`;
    const reports = await comes(complaint(link + issued()), "bounces@bounces.example.org");
    expect(reports).toEqual([{ kind: "complaint", act: "complained" }]);
    expect(await suppressionOf(context, ana)).toBe("complaint");
  });
});
