import type { ReplyCategory } from "#app/models/replyCategories.ts";
import { causeOf } from "./causes/causes.server.ts";

export type { ReplyCategory };

/**
 * The stage of a reply: nodemailer's `command`. Before RCPT a reply is about all mail, from there on about one reader.
 */
export type Stage = "connection" | "MAIL" | "RCPT" | "DATA";

/** The result of one hand-over; `reply` is the server's text, or ours when there was none. */
export type Outcome = {
  /**
   * `accepted`: 250 after the dot. `refused`: 5xx, never again the same message. `deferred`: 4xx, or the connection was
   * lost inside the body; safe to retry. `returned`: the server took nothing of it and said nothing about this reader;
   * back to the queue as if never claimed. `uncertain`: the body went out and no reply came. `stop`: the server refuses
   * us, not this reader; it must not count as any reader's attempt.
   */
  kind: "accepted" | "refused" | "deferred" | "returned" | "uncertain" | "stop";
  verdict: ReplyCategory;
  code: number | null;
  reply: string;
  stage?: Stage;
};

type Rule = {
  code?: RegExp;
  enhanced?: RegExp;
  text?: RegExp;
  stage?: Stage;
  kind: Outcome["kind"];
  verdict: ReplyCategory;
};

const tooFast =
  /\b(rate|throttl|too (many|fast|much)|(exceed|reach)\w*[^.]*(limit|quota|connections|messages)|(connection|message|sending)s? (rate|limit|quota)|slow down|unusual (rate|volume|traffic))/i;
const notOurs =
  /relay(ing)?( access)? (is )?(denied|not permitted|not allowed|prohibited)|(not|un)able to relay|cannot relay/i;
/** The limit of this connection is reached; the next connection continues. */
const sessionIsOver = /\b(this|per|same|single|one) (smtp |mail )?(session|connection)\b/i;

/**
 * Replies that are no refusal of a reader, in the order of the table: the first row that matches decides (T-04, T-06,
 * T-08). A refusal and a bounce tell their reason in the same words, all in `causeOf`.
 */
const table: Rule[] = [
  { code: /^2/, kind: "accepted", verdict: "accepted" },
  { code: /^(421|4\d\d)$/, enhanced: /^4\.7\.28$/, kind: "deferred", verdict: "rate" },
  { code: /^(421|45[0124])$/, text: sessionIsOver, kind: "deferred", verdict: "connection" },
  { code: /^(421|45[0124])$/, text: tooFast, kind: "deferred", verdict: "rate" },
  { code: /^45[01]$/, text: /gr[ae]y-?list/i, kind: "deferred", verdict: "greylist" },
  // A command out of sequence is not a refusal.
  { code: /^503$/, kind: "deferred", verdict: "temporary" },
  { code: /^(530|534|535|538)$/, kind: "stop", verdict: "setup" },
  {
    code: /^(4|5)/,
    text: /authentication required|must authenticate|auth(entication)? failed/i,
    kind: "stop",
    verdict: "setup",
  },
  { code: /^5/, text: notOurs, kind: "stop", verdict: "setup" },
  { code: /^5/, stage: "MAIL", kind: "stop", verdict: "setup" },
  { code: /^5/, stage: "connection", kind: "stop", verdict: "setup" },
  // Our domain's SPF, DKIM, DMARC, PTR or TLS: the next reader at that provider gets the same reply.
  { code: /^5/, enhanced: /^5\.7\.(2[3-9]|3[0-2]|40|509|515)$/, kind: "stop", verdict: "setup" },
  {
    code: /^5/,
    text: /\b(spf|dkim|dmarc|ptr record|reverse dns)\b.*\b(fail|require|must|miss|not |no )/i,
    kind: "stop",
    verdict: "setup",
  },
  { code: /^4/, kind: "deferred", verdict: "temporary" },
];

/**
 * Interprets a server's reply.
 * @param code the basic code, like 550
 * @param reply its text on one line; an enhanced code (RFC 3463) in it counts
 */
export function readReply(code: number, reply: string, stage?: Stage): Outcome {
  const enhanced = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1] ?? "";
  const fits = (rule: Rule) =>
    (!rule.code || rule.code.test(String(code))) &&
    (!rule.enhanced || rule.enhanced.test(enhanced)) &&
    (!rule.text || rule.text.test(reply)) &&
    (!rule.stage || rule.stage === stage);
  const { kind, verdict } = table.find(fits) ?? refusal(code, reply, stage);
  // Before RCPT, a request to slow down concerns all mail.
  return { kind: kind === "deferred" && stage === "MAIL" ? "returned" : kind, verdict, code, reply, stage };
}

/** The category of a refusal; where neither text nor code tell it, the stage does. */
function refusal(code: number, reply: string, stage?: Stage): Pick<Outcome, "kind" | "verdict"> {
  // A code outside of SMTP's, like 999, tells nothing; the same message may be retried.
  if (code < 500 || code > 599) return { kind: "deferred", verdict: "temporary" };
  const cause = causeOf(reply);
  if (cause && cause.confidence !== "guess")
    return { kind: "refused", verdict: refusedCategory[cause.category] ?? cause.category };
  return { kind: "refused", verdict: code === 550 && stage === "RCPT" ? "address" : "content" };
}

/** Categories that a final refusal cannot have: it is not tried again, and our set-up was looked at before. */
const refusedCategory: Partial<Record<ReplyCategory, ReplyCategory>> = {
  setup: "block",
  rate: "mailbox",
  greylist: "block",
  temporary: "content",
  connection: "content",
};

const tooManyConnections = /\btoo many ([a-z]+ )*(connections|sessions)\b/i;

/**
 * True when a reply asks for fewer connections, or may do so. That may be a 421, which closes one (RFC 5321 3.8), for
 * policy or without a reason; or a request to slow down before the reader was named. Greylisting is none, nor is the end
 * of a connection that has carried its share.
 */
export function asksForFewer({ code, verdict, reply, stage }: Omit<Outcome, "kind">): boolean {
  if (code === null || code < 400 || code > 499 || verdict === "connection" || verdict === "greylist") return false;
  if (tooManyConnections.test(reply)) return true;
  const isPolicy = /\b4\.7\.\d/.test(reply);
  if (code === 421) return isPolicy || verdict === "rate" || !/\b4\.\d\.\d/.test(reply);
  return (verdict === "rate" || isPolicy) && (stage === "connection" || stage === "MAIL");
}
