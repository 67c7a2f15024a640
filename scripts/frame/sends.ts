import type { Context } from "#app/context.server.ts";
import { nameOfSend, type SendName } from "#app/models/deliveries/sendNotices.server.ts";
import { sendOfIssue, type Send } from "#app/models/deliveries/sends.server.ts";
import { digestsOfMonth, sendOfDigest, type Digest } from "#app/models/digests/digests.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import { CommandFault, UsageFault } from "./faults.ts";
import { issueNumber } from "./issues.ts";

/** The options that select a send. */
export const sendOptions = {
  issue: { value: "N", help: "the issue's number" },
  digest: { value: "MONTH", help: "or a monthly digest, like 2026-11" },
  list: { value: "SLUG", help: "of which list, where several had a digest" },
} as const;

type Given = { issue?: string; digest?: string; list?: string };

/** The issue or digest that was selected, with its names for people and programs. */
export type Asked = ({ issue: Issue } | { digest: Digest }) & {
  /** Undefined while it has not been sent. */
  send: Send | undefined;
  name: Pick<SendName, "title" | "logged" | "facts">;
};

export async function askedSend(context: Context, { issue, digest, list }: Given): Promise<Asked> {
  if (issue !== undefined && digest !== undefined) throw new UsageFault("--issue and --digest do not go together.");
  if (list !== undefined && digest === undefined) throw new UsageFault("--list goes with --digest.");
  if (issue !== undefined) return ofIssue(context, await issueNumber(context, issue));
  if (digest !== undefined) return ofDigest(context, await digestOf(context, digest, list));
  throw new UsageFault("--issue N is missing, or --digest MONTH.");
}

async function ofIssue(context: Context, issue: Issue): Promise<Asked> {
  return { issue, send: sendOfIssue(issue), name: await nameOfSend(context, { kind: "issue", id: issue.id }) };
}

async function ofDigest(context: Context, digest: Digest): Promise<Asked> {
  return { digest, send: sendOfDigest(digest), name: await nameOfSend(context, { kind: "digest", id: digest.id }) };
}

async function digestOf(context: Context, month: string, list: string | undefined): Promise<Digest> {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new UsageFault(`--digest is a month like 2026-11, not “${month}”.`);
  const digests = await digestsOfMonth(context, month);
  const found = digests.filter((digest) => list === undefined || digest.list.slug === list);
  const [digest, ...others] = found;
  if (!digest) throw new CommandFault(`There is no digest of ${month}${list === undefined ? "" : ` of “${list}”`}.`);
  if (others.length === 0) return digest;
  throw new UsageFault(`Add --list: ${found.map((one) => one.list.slug).join(" or ")}.`);
}
