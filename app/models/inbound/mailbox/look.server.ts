import { createHash } from "node:crypto";
import type { FetchMessageObject, ImapFlow } from "imapflow";
import type { Context } from "#app/context.server.ts";
import { openReference } from "#app/models/mailReferences.server.ts";
import { mostBytesOf, receiveInbound } from "../receiving.server.ts";
import { headerAddresses, askedFields, headerFieldsIn, looksLikeReport, type HeaderFields } from "./fields.ts";
import { readKeyword, type Shelves } from "./folders.server.ts";

/** How far a folder was looked through; it lives as long as the process. */
export type Looked = {
  /** The folder's UIDVALIDITY: with another one, all numbers mean other mails (RFC 9051 2.3.1.1). */
  validity: bigint;
  /** The highest number that was looked at. */
  upTo: number;
};

/** The result of one look; `left`: mails that are none of our business. */
export type MailboxTally = { read: number; unreadable: number; left: number };

/** Mails whose headers are asked for at once. */
const atOnce = 200;
/** Bytes of a mail that is too large to be understood: people look at them. */
const beginning = 64_000;

/**
 * Looks at everything in the open folder that was not looked at. A mail for us is kept first and moved then, so that none is
 * lost between; after a kill it is read again, and known by its bytes. All else stays as it is, unread.
 * @returns with how far it came; `looked` itself is not changed
 * @throws what the connection or the database throws: then the same is looked at again
 */
export async function lookThroughMailbox(
  context: Context,
  client: ImapFlow,
  shelves: Shelves,
  looked: Looked | null,
): Promise<{ looked: Looked; tally: MailboxTally }> {
  const { uidValidity: validity } = client.mailbox as { uidValidity: bigint };
  let upTo = looked?.validity === validity ? looked.upTo : 0;
  const tally: MailboxTally = { read: 0, unreadable: 0, left: 0 };
  const numbers = (await client.search({ uid: `${upTo + 1}:*` }, { uid: true })) || [];
  // `7:*` names the last mail even where its number is 5.
  const fresh = numbers.filter((uid) => uid > upTo).sort((a, b) => a - b);
  for (let i = 0; i < fresh.length; i += atOnce) {
    const some = fresh.slice(i, i + atOnce);
    const wanted = { uid: true, size: true, flags: true, headers: askedFields };
    for (const mail of await client.fetchAll(some.join(), wanted, { uid: true }))
      tally[await take(context, client, shelves, mail)] += 1;
    upTo = some.at(-1)!;
  }
  return { looked: { validity, upTo }, tally };
}

async function take(
  context: Context,
  client: ImapFlow,
  shelves: Shelves,
  mail: FetchMessageObject,
): Promise<keyof MailboxTally> {
  const fields = headerFieldsIn(mail.headers ?? Buffer.alloc(0));
  if (mail.flags?.has(readKeyword) || mail.flags?.has("\\Deleted") || !isOurs(context, fields)) return "left";
  const size = mail.size ?? 0;
  const sentTo = recipientsIn(fields);
  const most = mostBytesOf(context, sentTo, size);
  const wanted = { start: 0, maxLength: size > most ? beginning : most + 1 };
  const fetched = await client.fetchOne(String(mail.uid), { source: wanted }, { uid: true });
  // Somebody has moved it meanwhile.
  if (!fetched || !fetched.source) return "left";
  const raw = fetched.source;
  await receiveInbound(context, [
    {
      ...{ door: "mailbox", provider: null, raw, size },
      dedupeKey: `mail:${createHash("sha256").update(raw).digest("hex")}`,
      sentFrom: senderIn(fields),
      sentTo,
    },
  ]);
  // Its server may be wrong about its size.
  const isTooLarge = Math.max(size, raw.length) > most;
  await shelves.put(mail.uid, isTooLarge ? "Unreadable" : "Read");
  return isTooLarge ? "unreadable" : "read";
}

/** The envelope's sender, empty for the null sender. A server that does not write it down says nothing about a program. */
function senderIn(fields: HeaderFields): string {
  return headerAddresses(fields, fields.has("return-path") ? "Return-Path" : "From")[0] ?? "";
}

/** Where a mail was sent to, as its server noted it, before whom it names. */
function recipientsIn(fields: HeaderFields): string[] {
  const noted = ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "Resent-To"];
  return headerAddresses(fields, ...noted, "To", "Cc");
}

/** Mail of somebody else's may lie in the same mailbox: only reports, and mail with one of our references, are for us. */
function isOurs(context: Context, fields: HeaderFields): boolean {
  return looksLikeReport(fields) || recipientsIn(fields).some((address) => openReference(context, address) !== null);
}
