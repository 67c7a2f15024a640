import type { ReportReferences } from "../reports.ts";
import { decodeBytes, decodeTransfer } from "./decoding.server.ts";
import { allParts, isMessage, type MailPart } from "./parts.server.ts";
import { returnedText } from "./prose.server.ts";

/** The fields that tell to whom a message went; `true` for lists of addresses. */
const recipientFields = [
  ...["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-rcpt-to", "x-forwarded-to", "x-delivered-to"],
  ...["to", "cc", "resent-to", "apparently-to"],
];

/** Fields of a returned message that may carry our address with a token. */
const senderFields = ["return-path", "x-envelope-from", "envelope-from", "errors-to", "reply-to", "original-mail-from"];

const addresses = /[^\s<>"'(),;:[\]]{1,100}@[^\s<>"'(),;:[\]]{1,253}/g;

const most = 20;

/** The head of the message that a report is about, as fields by lower-case name. */
export type ReturnedHead = Map<string, string[]>;

/**
 * The head of the message that a report is about: of an attached message, or of one that is shown below a bounce in prose.
 * @param text what can be read of the report
 */
export function returnedHead(message: MailPart, text: string): ReturnedHead {
  const attached = allParts(message).find(({ type, parts }) => isMessage(type) && parts[0]);
  const head = attached?.parts[0]?.headers;
  if (head?.size) return head;
  // A bounce that was returned itself, or a part that claims another type.
  const loose = allParts(message).find(
    ({ parts, body }) => !parts.length && /^(message-id|received):/im.test(body.slice(0, 20_000)),
  );
  const shown = loose ? decodeTransfer(loose.body, loose.headers.get("content-transfer-encoding")?.[0] ?? "") : text;
  return headOf(returnedText(shown.replace(/\r\n?/g, "\n")) || shown);
}

const wanted = new Set([
  ...recipientFields,
  ...senderFields,
  "message-id",
  "feedback-id",
  "list-unsubscribe",
  "references",
]);

function headOf(text: string): ReturnedHead {
  const head: ReturnedHead = new Map();
  let last: string[] | null = null;
  for (const line of text.slice(0, 60_000).split("\n", 2_000)) {
    const [, name, value] = /^[\s>|]{0,8}([A-Za-z][\w-]{1,40}):[ \t]*(.*)$/.exec(line) ?? [];
    if (name) {
      last = null;
      if (!wanted.has(name.toLowerCase())) continue;
      last = head.get(name.toLowerCase()) ?? [];
      last.push(value!.slice(0, 1_000));
      head.set(name.toLowerCase(), last);
    } else if (last && /^[\s>|]*[ \t]\S/.test(line)) last[last.length - 1] += ` ${line.trim()}`;
    else last = null;
  }
  return head;
}

/** Everything that may tell of which delivery a message speaks (B-03). */
export function referencesOf(
  message: MailPart,
  returned: ReturnedHead,
  more: Partial<ReportReferences> = {},
  words = "",
): ReportReferences {
  const own = message.headers;
  return {
    sentTo: unique([
      ...found(own, recipientFields, addresses),
      ...found(returned, senderFields, addresses),
      ...(more.sentTo ?? []),
    ]),
    envelopeId: more.envelopeId ?? null,
    messageIds: unique(
      [
        ...found(returned, ["message-id"], /<[^<>\s]{1,300}>/g),
        ...found(own, ["in-reply-to", "references"], /<[^<>\s]{1,300}>/g),
      ].concat(more.messageIds ?? []),
    ),
    feedbackIds: unique(found(returned, ["feedback-id"], /\S[^\n]{0,300}/g)),
    listUnsubscribe: unique(found(returned, ["list-unsubscribe"], /(?:https?|mailto):[^\s<>"]{1,1000}/g)),
    queueIds: unique([...(more.queueIds ?? []), ...queueIdsIn(words)]),
    providerMessageId: more.providerMessageId ?? null,
    originalRecipient: more.originalRecipient ?? null,
    finalRecipient: more.finalRecipient ?? null,
  };
}

/** Names of a message in a queue, as servers write them for people: Exim's, Postfix's, sendmail's. */
function queueIdsIn(words: string): string[] {
  const named = words
    .slice(0, 20_000)
    .matchAll(
      /(?:message identifier is|(?:queue|mail|message)[- ]?(?:id|identifier)(?: is)?|queued as|\bid)\s?[:=]?\s+<?([\w-]{8,40})(?![\w@.-])/gi,
    );
  return [...named].map(([, id]) => id!).filter((id) => /\d/.test(id));
}

function found(head: ReturnedHead, names: string[], what: RegExp): string[] {
  return names.flatMap((name) =>
    (head.get(name) ?? []).slice(0, most).flatMap((value) => decodeBytes(value.slice(0, 4_000)).match(what) ?? []),
  );
}

function unique(values: string[]): string[] {
  return [...new Set(values.map((value) => value.trim()))].slice(0, most);
}
