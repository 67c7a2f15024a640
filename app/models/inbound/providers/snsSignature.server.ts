import { createVerify, X509Certificate } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { hour } from "#app/models/durations.ts";
import { fetchSafely } from "#app/models/safeFetch.server.ts";
import type { WebhookRequest } from "./provider.server.ts";
import { isFresh } from "./signatures.server.ts";
import { ofTable, textAt, parsedTime, valueAt } from "./values.ts";

/** SNS tries again for an hour at most, and its time is that of the event. */
const window = hour;

/** The kinds of messages, with the fields that are signed, in their order. */
const signed: Record<string, string[]> = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
  UnsubscribeConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
};

const algorithms: Record<string, string> = { "1": "RSA-SHA1", "2": "RSA-SHA256" };

/**
 * Verifies a message of Amazon SNS. Anybody's topic gives validly signed messages, so a topic that is not in the list is
 * refused before anything is fetched for it.
 * @param topics the ARNs that are ours
 */
export async function isFromSns(
  context: Context,
  { headers }: WebhookRequest,
  topics: string[],
  message: unknown,
): Promise<boolean> {
  const type = textAt(message, "Type");
  const fields = ofTable(signed, type);
  const topic = textAt(message, "TopicArn");
  if (!fields || topic === null || !topics.includes(topic)) return false;
  const isTold = (name: string, value: string | null, needed: boolean) =>
    headers.get(name) === value || (!needed && headers.get(name) === null);
  if (!isTold("x-amz-sns-message-type", type, true)) return false;
  if (!isTold("x-amz-sns-message-id", textAt(message, "MessageId"), true)) return false;
  if (!isTold("x-amz-sns-topic-arn", topic, false)) return false;
  if (!isFresh(parsedTime(textAt(message, "Timestamp")), context.clock(), window)) return false;
  const algorithm = ofTable(algorithms, textAt(message, "SignatureVersion"));
  const address = certificateAddress(textAt(message, "SigningCertURL"), topic);
  const certificate = algorithm && address ? await certificateAt(context, address) : null;
  if (!algorithm || !certificate) return false;
  const verify = createVerify(algorithm);
  for (const name of fields) {
    const value = valueAt(message, name);
    if (typeof value === "string") verify.update(`${name}\n${value}\n`);
    else if (name !== "Subject") return false;
  }
  try {
    return verify.verify(certificate.publicKey, textAt(message, "Signature") ?? "", "base64");
  } catch {
    return false;
  }
}

/** The region of a topic's own SNS, so that nobody's address in another one is asked. */
function hostOf(topic: string): string {
  const [, partition = "", , region = ""] = topic.split(":");
  return `sns.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`;
}

/** @returns the address, spelled as it was checked; null for any that is not SNS's own */
function certificateAddress(given: string | null, topic: string): string | null {
  const [, name] = /^\/(SimpleNotificationService-[\w-]{1,100}\.pem)$/.exec(pathAt(given, hostOf(topic)) ?? "") ?? [];
  return name ? `https://${hostOf(topic)}/${name}` : null;
}

/** The path of an https address at exactly this host: no port, no user, no query, in no other spelling. */
function pathAt(given: string | null, host: string): string | null {
  const start = `https://${host}`;
  return given?.startsWith(`${start}/`) ? given.slice(start.length) : null;
}

/** The certificates of one process, by their addresses; Amazon has a new one about once a year. */
const kept = new WeakMap<Context["underWay"], Map<string, X509Certificate>>();
const mostKept = 20;

/** Fetches a certificate once. @returns null when there is none, or its time is over */
async function certificateAt(context: Context, address: string): Promise<X509Certificate | null> {
  const known = kept.get(context.underWay) ?? new Map<string, X509Certificate>();
  kept.set(context.underWay, known);
  const certificate = known.get(address) ?? (await fetchCertificate(context, address));
  if (certificate && known.size < mostKept) known.set(address, certificate);
  const now = context.clock();
  const isInTime = certificate && Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
  return isInTime ? certificate : null;
}

/** Many messages may come at once after a start; they wait for one request. */
async function fetchCertificate(context: Context, address: string): Promise<X509Certificate | null> {
  const name = `certificate ${address}`;
  const fetching =
    (context.underWay.get(name) as ReturnType<typeof fetchSafely> | undefined) ??
    fetchSafely(context, address, { redirects: 0 }).finally(() => context.underWay.delete(name));
  context.underWay.set(name, fetching);
  const fetched = await fetching;
  if ("error" in fetched) {
    context.log.warn({ error: fetched.error }, "the certificate of Amazon SNS cannot be fetched");
    return null;
  }
  try {
    const certificate = new X509Certificate(fetched.bytes);
    return certificate.publicKey.asymmetricKeyType === "rsa" ? certificate : null;
  } catch {
    return null;
  }
}

/**
 * Confirms a subscription to one of our topics, whose message was verified. The address is made of what was signed, at the
 * host that belongs to the topic.
 * @returns false when the message names another host
 * @throws when SNS does not take it
 */
export async function confirmSubscription(context: Context, message: unknown): Promise<boolean> {
  const topic = textAt(message, "TopicArn")!;
  const token = textAt(message, "Token") ?? "";
  if (pathAt(textAt(message, "SubscribeURL"), hostOf(topic)) === null) return false;
  const asked = new URLSearchParams({ Action: "ConfirmSubscription", TopicArn: topic, Token: token });
  const answer = await fetchSafely(context, `https://${hostOf(topic)}/?${asked}`, { redirects: 0 });
  if ("error" in answer) throw new Error(`Amazon SNS did not take the confirmation of ${topic}: ${answer.error}`);
  return true;
}
