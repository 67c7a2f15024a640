import type { Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { isSameMailbox } from "#app/models/conversations/threading.server.ts";
import type { Report, Target } from "./reports.ts";

/**
 * Returns a failure as it counts for its reader, where it names another mailbox: the reader's own passed the mail on, to a
 * friend, an old account, or everybody behind an address of a group. Theirs took the mail, so it is never certain that it is
 * gone; and where the other is somewhere else altogether, it counts as one that may pass.
 */
export async function asPassedOn({ db }: Context, report: Report, target: Target | null): Promise<Report> {
  const { finalRecipient, originalRecipient } = report.references;
  const named = parseAddress((finalRecipient ?? originalRecipient ?? "").replace(/^rfc822;\s*/i, ""));
  if (report.kind !== "hard" || !target || "error" in named) return report;
  const reader = await db
    .selectFrom("subscribers")
    .select(["email_key", "domain"])
    .where("id", "=", target.subscriberId)
    .executeTakeFirst();
  if (!reader || isSameMailbox(reader.email_key, named.key)) return report;
  const told = { ...report, confidence: "likely" as const, rule: `${report.rule}, passed on`.slice(0, 200) };
  const [local = "", domain = ""] = named.key.split("@");
  // Servers of one organisation rewrite what they call a mailbox.
  const isNear = isWithin(domain, reader.domain) || isWithin(reader.domain, domain) || isLocal(reader.email_key, local);
  return isNear ? told : { ...told, kind: "soft" };
}

function isWithin(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`);
}

function isLocal(key: string, local: string): boolean {
  return key.split("@")[0] === local;
}
