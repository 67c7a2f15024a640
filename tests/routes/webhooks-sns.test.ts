import { beforeEach, describe, expect, test } from "vitest";
import { ask } from "../support/ask.ts";
import { aCertificate } from "../support/certificates.ts";
import { monday, testContext, type TestContext } from "../support/context.ts";
import { anOutside, type OutsideWorld } from "../support/outside.ts";
import {
  certificateUrl,
  sesBounce,
  sns,
  snsHost,
  snsMessage,
  snsRequest,
  topic,
  type Sent,
} from "../support/webhooks.ts";
import { freePort, startWeb } from "../support/web.ts";

const hour = 3_600_000;
const foreign = "arn:aws:sns:eu-west-1:999999999999:bounces";
let context: TestContext;
let outside: OutsideWorld;
/** What the host of SNS answers to the confirmation of a subscription, and has at the certificate's address. */
let answers: { confirmation: number; certificate: string };

beforeEach(async () => {
  answers = { confirmation: 200, certificate: sns.cert };
  outside = await anOutside(
    ({ url }, response) => {
      if (url!.endsWith(".pem")) return void response.end(answers.certificate);
      if (url!.startsWith("/moved")) return void response.writeHead(302, { Location: certificateUrl }).end();
      response.writeHead(answers.confirmation).end("<ConfirmSubscriptionResponse/>");
    },
    { "sns.eu-north-1.amazonaws.com": () => ["169.254.169.254"] },
    sns,
  );
  const topics = `${topic}, arn:aws:sns:eu-north-1:123456789012:inside`;
  context = await testContext({
    env: { APP_URL: `http://localhost:${await freePort()}`, WEBHOOK_SES_TOPICS: topics },
    outside,
  });
  await startWeb(context);
});

const bring = async ({ headers, body }: Sent) =>
  (await ask(context, "/inbound/webhooks/ses", { method: "POST", headers, body })).status;
const notice = (parts: Record<string, string> = {}) =>
  snsMessage({ Timestamp: new Date(monday).toISOString(), Message: JSON.stringify(sesBounce(monday)), ...parts });
const confirmation = (parts: Record<string, string> = {}) =>
  notice({
    ...{ Type: "SubscriptionConfirmation", Message: "You have chosen to subscribe", Token: "2336412f37" },
    SubscribeURL: `https://${snsHost}/?Action=ConfirmSubscription&TopicArn=${topic}&Token=2336412f37`,
    ...parts,
  });
const kept = () => context.db.selectFrom("inbound_messages").selectAll().execute();

test("both versions of the signature are good, with a subject and without", async () => {
  const all: Record<string, string>[] = [
    {},
    { SignatureVersion: "1" },
    { Subject: "Amazon SES Email Event Notification" },
  ];
  for (const parts of all) expect(await bring(snsRequest(notice(parts)))).toBe(200);
  expect(await kept()).toHaveLength(3);
});

test("its certificate is fetched once, also for many messages at once", async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => bring(snsRequest(notice()))));
  expect(new Set(all)).toEqual(new Set([200]));
  expect(outside.asked).toEqual([new URL(certificateUrl).host + new URL(certificateUrl).pathname]);
});

describe("nobody is asked for a certificate at", () => {
  test.each([
    ["another host", `https://sns.evil.example/SimpleNotificationService-01.pem`],
    ["a host that begins like SNS’s", `https://${snsHost}.evil.example/SimpleNotificationService-01.pem`],
    ["a bucket", `https://${snsHost.replace("sns.", "s3.")}/SimpleNotificationService-01.pem`],
    ["a bucket called sns", "https://sns.s3.amazonaws.com/SimpleNotificationService-01.pem"],
    ["another region’s host", "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-01.pem"],
    ["an address without TLS", `http://${snsHost}/SimpleNotificationService-01.pem`],
    ["a port", `https://${snsHost}:8443/SimpleNotificationService-01.pem`],
    ["its own port, spelled out", `https://${snsHost}:443/SimpleNotificationService-01.pem`],
    ["a user’s address", `https://${snsHost}@evil.example/SimpleNotificationService-01.pem`],
    ["an address with a user", `https://a:b@${snsHost}/SimpleNotificationService-01.pem`],
    ["another path", `https://${snsHost}/certificates/SimpleNotificationService-01.pem`],
    ["a path that goes up", `https://${snsHost}/x/../SimpleNotificationService-01.pem`],
    ["no certificate’s name", `https://${snsHost}/moved/SimpleNotificationService-01.pem`],
    ["a name with a query", `https://${snsHost}/SimpleNotificationService-01.pem?x=.pem`],
    ["a name with a fragment", `https://${snsHost}/SimpleNotificationService-01.pem#`],
    ["an encoded name", `https://${snsHost}/%53impleNotificationService-01.pem`],
    ["a host in capitals", `https://${snsHost.toUpperCase()}/SimpleNotificationService-01.pem`],
    ["a backslash", `https://evil.example\\@${snsHost}/SimpleNotificationService-01.pem`],
    ["a file", "file:///etc/ssl/SimpleNotificationService-01.pem"],
    ["nowhere", ""],
  ])("%s (8.34)", async (_what, SigningCertURL) => {
    expect(await bring(snsRequest(notice({ SigningCertURL })))).toBe(401);
    expect([outside.resolved, await kept()]).toEqual([[], []]);
  });

  test("an address within our own network, though it is the name of SNS", async () => {
    const parts = {
      TopicArn: "arn:aws:sns:eu-north-1:123456789012:inside",
      SigningCertURL: certificateUrl.replace("eu-west-1", "eu-north-1"),
    };
    expect(await bring(snsRequest(notice(parts)))).toBe(401);
    expect([outside.connected, await kept()]).toEqual([[], []]);
  });
});

describe("no certificate", () => {
  test.each([
    ["that is none", "Not Found"],
    ["whose time is over", aCertificate(snsHost, Date.UTC(2020, 0), Date.UTC(2021, 0)).cert],
    ["of somebody else", aCertificate(snsHost).cert],
  ])("%s proves anything", async (_what, certificate) => {
    answers.certificate = certificate;
    expect(await bring(snsRequest(notice()))).toBe(401);
    expect(await kept()).toEqual([]);
  });
});

describe("refused, before anything is fetched for it:", () => {
  const mismatched = (field: string, value: string | null) => () => {
    const { headers, body } = snsRequest(notice());
    const { [field]: _, ...others } = headers;
    return { headers: value === null ? others : { ...others, [field]: value }, body };
  };
  test.each<[string, () => Sent]>([
    ["a topic of somebody else", () => snsRequest(notice({ TopicArn: foreign }))],
    ["a topic that begins like ours", () => snsRequest(notice({ TopicArn: `${topic}-2` }))],
    ["the confirmation of a foreign topic", () => snsRequest(confirmation({ TopicArn: foreign }))],
    ["a header that names another type", mismatched("x-amz-sns-message-type", "SubscriptionConfirmation")],
    ["a header that names another message", mismatched("x-amz-sns-message-id", "other")],
    ["a header that names another topic", mismatched("x-amz-sns-topic-arn", foreign)],
    ["no header for the type", mismatched("x-amz-sns-message-type", null)],
    ["a kind of message that is none", () => snsRequest(notice({ Type: "Surprise" }))],
    ["a kind with the name of one of ours", () => snsRequest(notice({ Type: "constructor" }))],
    ["a version that there is not", () => snsRequest(notice({ SignatureVersion: "3" }))],
    ["a message of two hours ago", () => snsRequest(notice({ Timestamp: new Date(monday - 2 * hour).toISOString() }))],
    ["a message of tomorrow", () => snsRequest(notice({ Timestamp: new Date(monday + 24 * hour).toISOString() }))],
    ["a message without a time", () => snsRequest(notice({ Timestamp: "soon" }))],
    ["raw delivery, which nobody signs", () => ({ headers: {}, body: JSON.stringify(sesBounce(monday)) })],
    ["no JSON", () => ({ headers: { "x-amz-sns-message-type": "Notification" }, body: "this is none" })],
    ["null", () => ({ headers: { "x-amz-sns-message-type": "Notification" }, body: "null" })],
  ])("%s (8.34)", async (_what, sent) => {
    expect(await bring(sent())).toBe(401);
    expect([outside.resolved, await kept()]).toEqual([[], []]);
  });
});

test("each signed field counts, and a field that is signed as text is nothing else", async () => {
  for (const field of ["Message", "MessageId", "Timestamp", "Signature"]) {
    const message = notice();
    const changed = { ...message, [field]: message[field]!.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)) };
    expect(
      await bring(
        snsRequest(field === "Timestamp" ? { ...changed, Timestamp: new Date(monday - 1).toISOString() } : changed),
      ),
    ).toBe(401);
  }
  expect(await bring(snsRequest({ ...notice(), Subject: "added" }))).toBe(401);
  const { headers, body } = snsRequest(notice());
  const objects = { ...(JSON.parse(body) as object), Message: { eventType: "Bounce" } };
  expect(await bring({ headers, body: JSON.stringify(objects) })).toBe(401);
  expect(await kept()).toEqual([]);
});

describe("a subscription", () => {
  const visits = () => outside.asked.filter((address) => !address.endsWith(".pem"));

  test("to a topic of ours is confirmed, at the address that belongs to it, and noted", async () => {
    expect(await bring(snsRequest(confirmation()))).toBe(200);
    const asked = new URLSearchParams({ Action: "ConfirmSubscription", TopicArn: topic, Token: "2336412f37" });
    expect([visits(), await kept()]).toEqual([[`${snsHost}/?${asked}`], []]);
    const [noted] = await context.db.selectFrom("audit_events").selectAll().execute();
    expect(noted).toMatchObject({ actor: "webhook", detail: topic });
  });

  test.each([
    "http://169.254.169.254/latest/meta-data/",
    `http://${snsHost}/?Action=ConfirmSubscription`,
    `https://${snsHost}.evil.example/?Action=ConfirmSubscription`,
    `https://${snsHost}@evil.example/`,
    `https://${snsHost}:444/`,
    "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription",
  ])("that is to be confirmed at %s is not (8.34)", async (SubscribeURL) => {
    expect(await bring(snsRequest(confirmation({ SubscribeURL })))).toBe(401);
    expect([visits(), outside.resolved]).toEqual([[], [snsHost]]);
  });

  test("does what it is for, whatever else its address asks of SNS", async () => {
    const SubscribeURL = `https://${snsHost}/?Action=DeleteTopic&TopicArn=${topic}`;
    expect(await bring(snsRequest(confirmation({ SubscribeURL })))).toBe(200);
    expect(visits()[0]).toContain("Action=ConfirmSubscription");
  });

  test("that SNS does not take now is asked for again", async () => {
    answers.confirmation = 500;
    expect(await bring(snsRequest(confirmation()))).toBe(500);
    answers.confirmation = 302;
    expect(await bring(snsRequest(confirmation()))).toBe(500);
    expect(await context.db.selectFrom("audit_events").selectAll().execute()).toEqual([]);
  });

  test("that ended is noted, and nothing is fetched for it", async () => {
    expect(await bring(snsRequest(confirmation({ Type: "UnsubscribeConfirmation" })))).toBe(200);
    expect([visits(), await kept()]).toEqual([[], []]);
    expect(await context.db.selectFrom("audit_events").selectAll().execute()).toHaveLength(1);
  });

  test("is followed by a notice that is no event", async () => {
    const Message = "Successfully validated SNS topic for Amazon SES event publishing.";
    expect(await bring(snsRequest(notice({ Message })))).toBe(200);
    expect(await kept()).toEqual([]);
  });
});
