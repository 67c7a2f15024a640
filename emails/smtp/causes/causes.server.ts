import type { ReplyCategory } from "#app/models/replyCategories.ts";
import { mailboxDisabled, mailboxFull, moved, noSuchUser, noSuchUserElsewhere } from "./phrases.server.ts";
import {
  aboutRecipient,
  authenticationUndecided,
  badContent,
  greylisted,
  nameDenied,
  namedInMessage,
  nameTrouble,
  nameUndecided,
  noConnection,
  noSuchDomain,
  notAuthenticated,
  relayRefused,
  senderRefused,
  systemTrouble,
  tlsTrouble,
  tlsWanted,
  tooFast,
  overLimit,
  unwanted,
} from "./sitePhrases.server.ts";
import { serverWords, type ServerWords } from "./serverWords.server.ts";

/** Why a message was not taken. `hard`: for this address for good; `soft`: for now; `block`: because of us. */
export type Cause = {
  kind: "hard" | "soft" | "block";
  category: ReplyCategory;
  /** The name of the row that decided. */
  rule: string;
  confidence: "certain" | "likely" | "guess";
};

type Row = {
  rule: string;
  code?: RegExp;
  enhanced?: RegExp;
  text?: RegExp;
  /** Words that the text must not have. */
  unless?: RegExp;
  is: Cause["kind"];
  /** True: it does not pass, though a code of class 4 stands beside it. */
  forGood?: true;
  category: ReplyCategory;
  confidence?: Cause["confidence"];
};

/** Words of one provider that mean there what they mean nowhere else. */
const ofProviders: Row[] = [
  {
    rule: "gmail-receives-too-quickly",
    text: /receiving mail (too quickly|at a rate)|prevents additional messages from being delivered/,
    is: "soft",
    category: "rate",
  },
  { rule: "name-server-denies", text: /\bnxdomain\b/, is: "hard", category: "address", forGood: true },
  {
    rule: "sender-not-verified",
    text: /sender verif\w* fail|sender verify|verification failed for \(addr\)|(complete|verify) (the )?sender|sender callout/,
    is: "block",
    category: "setup",
  },
  { rule: "gmail-unusual-rate", text: /unusual rate of unsolicited/, is: "block", category: "rate" },
  {
    rule: "microsoft-unknown-recipient",
    text: /recipient address rejected: access denied|as\(2018\d+\)/,
    enhanced: /^5\.4\.1$/,
    is: "hard",
    category: "address",
  },
  {
    rule: "microsoft-closed-recipient",
    text: /resolver\.rst\.(auth|not ?authori[sz]ed|restricted|sender|nota)|restrictedtorecipientspermission|(do(es)?n't|not) have permission to (send|post)|only accepts? (messages|mail) from|not (been )?(authori[sz]ed|allowed|permitted) to (send|post)( mail| messages)? to (this|the) (recipient|group|list|user|mailbox)|moderat/,
    is: "soft",
    category: "mailbox",
  },
  {
    rule: "microsoft-block",
    text: /\bs3(140|150)\b|banned sending ip|block list \(s3|5\.7\.(60[6-9]|6[1-4]\d|511|513|75\d)/,
    is: "block",
    category: "block",
  },
  {
    rule: "yahoo-block",
    text: /\[(ts0\d|tss\d+|bl\d+|gl01|ph01)\]|temporarily deferred due to (user complaints|unexpected volume)|message not (allowed|accepted for policy)/,
    is: "block",
    category: "block",
  },
  {
    rule: "t-online-block",
    text: /ask your postmaster for help or to contact tosa/,
    is: "block",
    category: "block",
  },
  {
    rule: "mail-ru-suspended",
    text: /local mailbox .{0,80}is unavailable: (account is disabled|user is (terminated|blocked|suspended))/,
    is: "hard",
    category: "mailbox",
  },
  {
    rule: "orange-unknown",
    text: /adresse d.?au moins un destinataire invalide|ofr(004)?_4(01|02|16)\b/,
    is: "hard",
    category: "address",
  },
  { rule: "orange-full", text: /ofr(004)?_417\b/, is: "soft", category: "mailbox" },
  { rule: "orange-block", text: /ofr\d*_(10[1-9]|2\d\d|5\d\d|999)\b/, is: "block", category: "block" },
];

/** A lookup that found nothing: what looked for it may have been wrong, so it takes two such mails. */
const denied = { unless: nameUndecided, is: "hard", category: "address", confidence: "likely" } as const;

/** Text that says more than a code beside it, which many servers choose wrongly. */
const textBeforeCode: Row[] = [
  { rule: "tls-trouble", text: tlsTrouble, unless: tlsWanted, is: "soft", category: "connection" },
  { rule: "authentication-undecided", text: authenticationUndecided, is: "soft", category: "temporary" },
  { rule: "named-in-message", text: namedInMessage, unless: noSuchUser, is: "block", category: "content" },
  {
    rule: "domain-in-code-of-policy",
    enhanced: /^[45]\.7\./,
    text: noSuchDomain,
    unless: aboutRecipient,
    is: "block",
    category: "block",
    confidence: "likely",
  },
  { rule: "greylisted", text: greylisted, unless: /\bunknown\b/, is: "soft", category: "greylist" },
  {
    rule: "full-in-code-of-address",
    enhanced: /^[45]\.[12]\./,
    text: mailboxFull,
    unless: /rate|too (many|fast) (conn|mess)/,
    is: "soft",
    category: "mailbox",
  },
  {
    rule: "disabled-in-code-of-mailbox",
    enhanced: /^[45]\.2\.[01]$/,
    text: mailboxDisabled,
    unless: /temporar|currently disabled/,
    is: "hard",
    category: "mailbox",
  },
  {
    rule: "list-in-code-of-address",
    enhanced: /^5\.1\./,
    text: /spamhaus|spamcop|blacklist|block ?list|\brbl\b|dnsbl|reputation|\bas spam\b|spam (message|content|detected)/,
    is: "block",
    category: "block",
  },
  {
    rule: "sender-in-code-of-address",
    enhanced: /^[45]\.(1\.[078]|[0457]\.\d+)$/,
    text: senderRefused,
    unless: noSuchUser,
    is: "block",
    category: "setup",
  },
  {
    rule: "our-host-in-any-code",
    text: /reverse (dns|lookup|host)|\brdns\b|\bptr\b|your (reverse )?host ?name|your ip( address)? (is not|has no|could not|does not)/,
    is: "block",
    category: "setup",
  },
  {
    rule: "relay-in-any-code",
    text: relayRefused,
    unless: /user unknown|no such user|unknown user|mailbox unavailable/,
    is: "block",
    category: "setup",
  },
];

/** Codes that servers use for what RFC 3463 says. */
const exactCodes: Row[] = [
  { rule: "code-lookup-denied", enhanced: /^[45]\.4\.[34]$/, text: nameDenied, ...denied },
  { rule: "code-name-trouble", enhanced: /^[45]\.4\.[34]$/, text: nameTrouble, is: "soft", category: "connection" },
  { rule: "code-no-mailbox", enhanced: /^[45]\.1\.1$/, is: "hard", category: "address", confidence: "certain" },
  { rule: "code-no-domain", enhanced: /^[45]\.1\.(2|10)$/, is: "hard", category: "address", confidence: "certain" },
  { rule: "code-bad-address", enhanced: /^[45]\.1\.3$/, is: "hard", category: "address", confidence: "certain" },
  { rule: "code-moved", enhanced: /^[45]\.1\.6$/, is: "hard", category: "address", confidence: "certain" },
  { rule: "code-sender", enhanced: /^[45]\.1\.[78]$/, is: "block", category: "setup", confidence: "certain" },
  { rule: "code-full", enhanced: /^[45]\.2\.2$/, is: "soft", category: "mailbox", confidence: "certain" },
  { rule: "code-too-large-for-it", enhanced: /^[45]\.2\.3$/, is: "soft", category: "mailbox", confidence: "certain" },
  { rule: "code-too-large", enhanced: /^[45]\.3\.4$/, is: "soft", category: "content", confidence: "certain" },
  { rule: "code-no-dns-name", enhanced: /^5\.4\.310$/, is: "hard", category: "address", confidence: "certain" },
  { rule: "code-loop", enhanced: /^[45]\.4\.(6|14)$/, is: "soft", category: "temporary", confidence: "certain" },
  { rule: "code-expired", enhanced: /^[45]\.4\.(7|316)$/, is: "soft", category: "connection", confidence: "certain" },
  {
    rule: "code-not-authenticated",
    enhanced: /^[45]\.7\.(2[0-9]|3[0-2]|40|509|515)$/,
    is: "block",
    category: "setup",
    confidence: "certain",
  },
  { rule: "code-rate", enhanced: /^[45]\.7\.28$/, is: "block", category: "rate", confidence: "certain" },
];

/** Words that tell the cause where no code decided. */
const texts: Row[] = [
  {
    rule: "text-disabled-for-now",
    text: mailboxDisabled,
    unless: /^(?!.*(temporar|currently disabled))/,
    is: "soft",
    category: "mailbox",
  },
  { rule: "text-lookup-denied", text: nameDenied, ...denied },
  { rule: "text-name-trouble", text: nameTrouble, is: "soft", category: "connection" },
  { rule: "text-full", text: mailboxFull, unless: /rate limit|too many connections/, is: "soft", category: "mailbox" },
  { rule: "text-too-large", text: overLimit, is: "soft", category: "content" },
  { rule: "text-no-mailbox", text: noSuchUser, unless: senderRefused, is: "hard", category: "address" },
  { rule: "text-no-mailbox-elsewhere", text: noSuchUserElsewhere, is: "hard", category: "address" },
  { rule: "text-disabled", text: mailboxDisabled, unless: senderRefused, is: "hard", category: "mailbox" },
  { rule: "text-moved", text: moved, is: "hard", category: "address" },
  {
    rule: "text-no-domain",
    text: noSuchDomain,
    unless: senderRefused,
    is: "hard",
    category: "address",
  },
  { rule: "text-sender", text: senderRefused, is: "block", category: "setup" },
  { rule: "text-not-authenticated", text: notAuthenticated, is: "block", category: "setup" },
  { rule: "text-too-fast", text: tooFast, is: "soft", category: "rate" },
  { rule: "text-unwanted", text: unwanted, is: "block", category: "block" },
  { rule: "text-no-connection", text: noConnection, is: "soft", category: "connection" },
  { rule: "text-content", text: badContent, is: "block", category: "content" },
  { rule: "text-system", text: systemTrouble, is: "soft", category: "temporary" },
];

/** Codes that say a little, and then the class of a code alone. */
const looseCodes: Row[] = [
  { rule: "code-address", enhanced: /^[45]\.1\./, is: "hard", category: "address", confidence: "likely" },
  { rule: "code-mailbox", enhanced: /^[45]\.2\./, is: "soft", category: "mailbox", confidence: "likely" },
  { rule: "code-system", enhanced: /^[45]\.3\.[1-9]/, is: "soft", category: "temporary", confidence: "likely" },
  { rule: "code-no-route", enhanced: /^5\.4\.4$/, is: "hard", category: "address", confidence: "likely" },
  { rule: "code-network", enhanced: /^[45]\.4\.[1-9]/, is: "soft", category: "connection", confidence: "likely" },
  { rule: "code-protocol", enhanced: /^[45]\.5\.[1-9]/, is: "block", category: "content", confidence: "guess" },
  { rule: "code-content", enhanced: /^[45]\.6\./, is: "block", category: "content", confidence: "likely" },
  { rule: "code-policy", enhanced: /^[45]\.7\./, is: "block", category: "block", confidence: "likely" },
  { rule: "basic-deferred", code: /^4/, is: "soft", category: "temporary", confidence: "likely" },
  { rule: "basic-full", code: /^552$/, is: "soft", category: "mailbox", confidence: "guess" },
  { rule: "basic-mailbox-name", code: /^55[013]$/, is: "hard", category: "address", confidence: "guess" },
  { rule: "basic-login", code: /^(530|53[458])$/, is: "block", category: "setup", confidence: "guess" },
  { rule: "basic-refused", code: /^(554|521|571|577)$/, is: "block", category: "block", confidence: "guess" },
  { rule: "class-for-now", enhanced: /^4\./, is: "soft", category: "temporary", confidence: "guess" },
];

/**
 * Every cause, in the order of STANDARDS 3.2: rule of a provider, exact code, text, loose code. A few texts come before
 * codes, where servers use one code for several things.
 */
const causes: Row[] = [...ofProviders, ...textBeforeCode, ...exactCodes, ...texts, ...looseCodes];

/**
 * The cause that a server's words give, at the time of SMTP or in a bounce; null when they tell none.
 * @param codes enhanced codes (RFC 3463) that stand beside the text, like the `Status` of a report
 * @param forGood false when the refusal is of class 4: whatever it says may pass
 */
export function causeOf(text: string, codes: string[] = [], forGood?: boolean): Cause | null {
  const words = serverWords(text, codes);
  const row = causes.find((one) => fits(one, words));
  if (!row) return null;
  const { rule, category } = row;
  const confidence = row.confidence ?? (words.enhanced.length || words.code ? "certain" : "likely");
  const passes = row.is === "hard" && !row.forGood && !(forGood ?? words.forGood);
  return { kind: passes ? "soft" : row.is, category, rule, confidence: passes ? "likely" : confidence };
}

function fits(row: Row, { code, enhanced, text }: ServerWords): boolean {
  return (
    (!row.code || (code !== null && row.code.test(code))) &&
    (!row.enhanced || enhanced.some((one) => row.enhanced!.test(one))) &&
    (!row.text || row.text.test(text)) &&
    (!row.unless || !row.unless.test(text))
  );
}
