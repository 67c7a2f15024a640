import { parseAddress } from "#app/models/addresses.server.ts";
import { isSameMailbox } from "#app/models/conversations/threading.server.ts";
import type { Report } from "./reports.ts";

/**
 * Returns a failure as it counts for its reader, where it names another mailbox: the reader's own passed the mail on, to a
 * friend, an old account, or everybody behind an address of a group. Theirs took the mail, so it is never certain that it is
 * gone; and where the other is somewhere else altogether, it counts as one that may pass.
 * @param reader whom the report is about; `key`: the address as it is compared
 */
export function asPassedOn(report: Report, reader: { key: string; domain: string } | null): Report {
  const { finalRecipient, originalRecipient } = report.references;
  if (report.kind !== "hard" || !reader) return report;
  const named = parseAddress((finalRecipient ?? originalRecipient ?? "").replace(/^rfc822;\s*/i, ""));
  if ("error" in named || isSameMailbox(reader.key, named.key)) return report;
  const told = { ...report, confidence: "likely" as const, rule: `${report.rule}, passed on`.slice(0, 200) };
  const [local = "", domain = ""] = named.key.split("@");
  // Servers of one organisation rewrite what they call a mailbox.
  const isNear = isWithin(domain, reader.domain) || isWithin(reader.domain, domain) || isLocal(reader.key, local);
  return isNear ? told : { ...told, kind: "soft" };
}

function isWithin(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`);
}

function isLocal(key: string, local: string): boolean {
  return key.split("@")[0] === local;
}
