import type { ReplyCategory } from "#app/models/replyCategories.ts";
import { readReply } from "#emails/smtp/replies.server.ts";
import type { Report } from "../reports.ts";

type Verdict = Pick<Report, "kind" | "category" | "confidence">;

/** A refusal's meaning by where its cause lies, when the service says that it is for good. */
const forGood: Record<ReplyCategory, Verdict["kind"]> = {
  accepted: "soft",
  address: "hard",
  mailbox: "soft",
  block: "block",
  content: "block",
  setup: "block",
  rate: "soft",
  greylist: "soft",
  temporary: "soft",
  connection: "soft",
  unknown: "soft",
};

/** A full mailbox empties; one that is closed does not. */
const closed = /\b(disabled|inactive|not active|deactivated|suspended|closed|no longer (in use|valid))\b/i;
const noSuchAddress = /user (is )?unknown|unknown user|no such|does not exist|not found|invalid (recipient|address)/i;

/**
 * Judges a bounce that a service has told, by the receiving server's words where there are any: many services call it
 * permanent when a server refuses *us* (STANDARDS 3.2).
 * @param permanent what the service says
 * @param status enhanced code, like `5.1.1`
 */
export function judgeBounce(permanent: boolean, status: string | null, diagnostic: string | null): Verdict {
  const words = (diagnostic ?? "").replace(/^\s*(smtp|x-[\w-]+)\s*;\s*/i, "");
  const code = codeIn(words, status);
  if (code === null)
    return permanent
      ? { kind: "hard", category: "address", confidence: "likely" }
      : { kind: "soft", category: "temporary", confidence: "likely" };
  const { verdict: category } = readReply(code, [status, words].filter(Boolean).join(" "), "RCPT");
  if (!permanent && forGood[category] === "hard") return { kind: "soft", category, confidence: "likely" };
  if (permanent && category === "mailbox" && closed.test(words))
    return { kind: "hard", category, confidence: "likely" };
  const isCertain =
    /^5\.1\.([0-36]|10)$/.test(status ?? "") || noSuchAddress.test(words) || forGood[category] !== "hard";
  return { kind: forGood[category], category, confidence: isCertain ? "certain" : "likely" };
}

function codeIn(words: string, status: string | null): number | null {
  const [, code] = /(?:^|\s|\()([45]\d\d)(?=[\s\-;:)]|$)/.exec(words.slice(0, 200)) ?? [];
  if (code) return Number(code);
  const [, group] = /^([45])\./.exec(status ?? "") ?? /\b([45])\.\d{1,3}\.\d{1,3}\b/.exec(words) ?? [];
  return group ? Number(group) * 100 + 50 : null;
}
