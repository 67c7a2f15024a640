import type { Context } from "#app/context.server.ts";
import { readIncoming } from "#app/models/conversations/reading.server.ts";
import { receiveReply, type IncomingReply } from "#app/models/conversations/receiving.server.ts";
import type { ReplyTarget } from "#app/models/conversations/threading.server.ts";

type Written = {
  from: string;
  text: string;
  subject?: string;
  /** More header lines. */
  headers?: string[];
  kind?: IncomingReply["kind"];
  inboundId?: number | null;
};

/** A reader's mail as a program would send it. */
export function aMail({ from, text, subject = "Re: Robots learn to pack", headers = [] }: Written): Buffer {
  const head = [`From: ${from}`, "To: replies@replies.example.org", `Subject: ${subject}`, "MIME-Version: 1.0"];
  const type = headers.some((line) => /^content-type:/i.test(line)) ? [] : ["Content-Type: text/plain; charset=utf-8"];
  return Buffer.from([...head, ...type, ...headers, "", text].join("\r\n"));
}

/** Has a mail come to the signed address that names a target. @returns its conversation and message */
export async function aReply(context: Context, target: ReplyTarget | null, mail: Written) {
  const { kind = "reply", inboundId = null } = mail;
  const reply = await readIncoming(aMail(mail));
  return receiveReply(context, { kind, inboundId, at: context.clock(), target, reply });
}
