import { parseAddress } from "#app/models/addresses.server.ts";
import { wordAddressFault } from "#app/models/faultWords.server.ts";
import { gmailBulk, providerNames, providerOf } from "#app/models/mailboxProviders.server.ts";
import { openKeySet } from "#app/models/seenKeys.server.ts";
import { issueMessage, type IssueMessageInput, type PreparedEdition } from "#emails/message/issueMessage.server.ts";
import type { Message } from "#emails/message/message.server.ts";
import { htmlScale } from "#emails/render/htmlSize.server.ts";
import type { KeptFindings, KeptNamed, KeptSizes } from "./findings.server.ts";

/** Gmail clips the HTML of a mail at this size (E-10). */
const gmailCut = 102 * 1024;
/** RFC 5322: the longest line of a header, in octets. */
const longestLine = 998;
const namedAtMost = 200;

export type TalliedReader = { id: number; email: string; email_key: string; name: string; domain: string };
type Tallied = Pick<KeptFindings, "readers" | "faults" | "duplicates" | "html" | "wire" | "providers">;

/**
 * Renders readers' messages one after the other and keeps only sums, so that memory is flat.
 * @param expected the approximate number of readers
 */
export function openTally(edition: PreparedEdition, expected: number) {
  const htmlOf = htmlScale(edition);
  const seen = openKeySet(expected);
  const [faults, duplicates] = [names(), names()];
  const [html, wire] = [range(), range()];
  const providers = new Map(providerNames.map((name) => [name, 0]));
  let readers = 0;
  return {
    take(reader: TalliedReader, input: IssueMessageInput): void {
      readers += 1;
      const provider = providerOf(reader.domain);
      providers.set(provider, providers.get(provider)! + 1);
      if (seen.add(input.messageId)) duplicates.add(reader.id, "Its Message-ID is another reader’s too.");
      const message = attempt(reader, () => issueMessage(edition, input));
      if ("unfit" in message) return faults.add(reader.id, message.unfit);
      const { unsubscribeUrl, preferencesUrl, answersUrl, counted, shareUrl } = input;
      const htmlBytes = htmlOf({ ...input.reader, unsubscribeUrl, preferencesUrl, answersUrl, counted, shareUrl });
      const fault = faultOf(message, htmlBytes);
      if (fault) return faults.add(reader.id, fault);
      html.add(htmlBytes, reader.id);
      wire.add(weigh(message), reader.id);
    },
    isTwin: ({ id }: TalliedReader) => duplicates.add(id, "Another subscriber has the same mailbox."),
    sums: (): Tallied => ({
      readers,
      faults: faults.sums(),
      duplicates: duplicates.sums(),
      html: html.sums(),
      wire: wire.sums(),
      providers: [...providers].map(([name, count]) => ({ name, readers: count })),
    }),
    passesGmailBulk: () => providers.get("Gmail")! > gmailBulk,
  };
}

function attempt({ email }: TalliedReader, write: () => Message): Message | { unfit: string } {
  try {
    return write();
  } catch (error) {
    const address = parseAddress(email);
    return {
      unfit: "error" in address ? wordAddressFault(address) : `It cannot be written: ${(error as Error).message}.`,
    };
  }
}

function weigh(message: Message): number {
  return message.size;
}

function faultOf({ head }: Message, htmlBytes: number): string | null {
  if (head.split("\r\n").some((line) => line.length > longestLine))
    return `A line of its headers is longer than ${longestLine} characters.`;
  if (htmlBytes > gmailCut) return `Its HTML has ${Math.ceil(htmlBytes / 1024)} KB; Gmail cuts mails off at 102 KB.`;
  return null;
}

/** Counts all, and keeps the first by name. */
function names() {
  const sums: KeptNamed = { count: 0, named: [] };
  return {
    add(reader: number, reason: string): void {
      sums.count += 1;
      if (sums.named.length < namedAtMost) sums.named.push({ reader, reason });
    },
    sums: () => sums,
  };
}

/** Messages differ only by names and addresses, so there are few different sizes for any number of readers. */
function range() {
  const counts = new Map<number, number>();
  let [smallest, largest] = [
    { bytes: Infinity, reader: 0 },
    { bytes: -1, reader: 0 },
  ];
  return {
    add(bytes: number, reader: number): void {
      counts.set(bytes, (counts.get(bytes) ?? 0) + 1);
      if (bytes < smallest.bytes) smallest = { bytes, reader };
      if (bytes > largest.bytes) largest = { bytes, reader };
    },
    sums: (): KeptSizes | null => (counts.size > 0 ? { smallest, median: medianOf(counts), largest } : null),
  };
}

function medianOf(counts: Map<number, number>): number {
  const sizes = [...counts].sort(([a], [b]) => a - b);
  const half = sizes.reduce((sum, [, count]) => sum + count, 0) / 2;
  let passed = 0;
  return sizes.find(([, count]) => (passed += count) >= half)![0];
}
