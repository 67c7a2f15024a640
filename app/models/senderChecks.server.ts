/** A check of a mail's sender by the mail server that took it in; null: none that counts. */
export type SenderCheck = "passed" | "failed" | null;

/** The most bytes of a head that are looked at. */
const longestHead = 64_000;

/**
 * Reads what our own mail server found out about a mail's From (RFC 8601): DMARC's answer, or where it gives none, whether DKIM or
 * SPF proved a domain that fits. Only a field with the server's own name counts, because anybody writes others.
 * @param server that name (`AUTHSERV_ID`); null: nobody checks
 */
export function senderCheckIn(raw: Buffer, server: string | null): SenderCheck {
  if (server === null) return null;
  const fields = headOf(raw);
  const named = fields.find(([name, value]) => name === "authentication-results" && serverOf(value) === server);
  if (!named) return null;
  const froms = fields.filter(([name]) => name === "from").map(([, value]) => value);
  const domain = /@([a-z0-9.-]+)[^@]*$/.exec(froms[0] ?? "")?.[1];
  if (froms.length !== 1 || !domain) return "failed";
  const results = named[1].split(";").slice(1);
  const dmarc = results.map((one) => /^\s*dmarc\s*=\s*(\w+)/.exec(one)?.[1]).find((one) => one !== undefined);
  if (dmarc === "pass") return "passed";
  if (dmarc === "fail") return "failed";
  return results.some((one) => proves(one, domain)) ? "passed" : "failed";
}

/** The fields of a head, small, without comments, each on one line. */
function headOf(raw: Buffer): [string, string][] {
  const head = raw.toString("latin1", 0, Math.min(raw.length, longestHead)).replaceAll("\r\n", "\n");
  const lines = head
    .split("\n\n", 1)[0]!
    .replace(/\n[ \t]+/g, " ")
    .toLowerCase();
  return lines.split("\n").flatMap((line): [string, string][] => {
    const colon = line.indexOf(":");
    return colon > 0 ? [[line.slice(0, colon).trim(), line.slice(colon + 1).replace(/\([^()]*\)/g, " ")]] : [];
  });
}

/** The name of the server; a version may stand behind it. */
function serverOf(value: string): string {
  return /^\s*"?([^\s";]+)/.exec(value)?.[1] ?? "";
}

/** True for a result by which DKIM or SPF proves a domain that is the sender's, above it or below it. */
function proves(result: string, domain: string): boolean {
  const passed = /^\s*(?:dkim|spf)\s*=\s*pass\b/.test(result);
  const named = /\b(?:header\.d|header\.i|smtp\.mailfrom)\s*=\s*"?(?:[^\s"@]*@)?([a-z0-9.-]+)/.exec(result)?.[1];
  if (!passed || !named?.includes(".")) return false;
  return named === domain || domain.endsWith(`.${named}`) || named.endsWith(`.${domain}`);
}
