/** A server's words, taken apart. `text` is lower case, without addresses and names of hosts, which may say anything. */
export type ServerWords = { code: string | null; enhanced: string[]; text: string; forGood: boolean };

/** The most characters of an answer that are looked at. */
const most = 2_000;

/** An enhanced code that is no part of an address (192.5.1.1) or of a version (5.5.2653.13). */
const enhancedCode = /(?<![\d.])([245]\.[0-7]\.\d{1,3})(?![\d]|\.\d)/g;

/** A basic code where one may stand: at the start, after a colon, or before an enhanced one. */
const basicCode = /(?:^|[\s:;,"'(<[#=>])([245][0-5]\d)(?=[-\s:;,.)\]#]|$)/;

/** Lists of hosts that are not wanted: their names are words. */
const lists = /spamhaus|spamcop|barracuda|sorbs|uceprotect|rbl|dnsbl|abuse|surbl|invaluement|senderscore|proofpoint/;

/** The enhanced codes of a text, in its order. */
export function enhancedCodesIn(text: string): string[] {
  return [...text.slice(0, most).matchAll(enhancedCode)].map(([, code]) => code!);
}

/** Takes an answer apart; `codes` are what stands beside it, like the status of a report. */
export function serverWords(answer: string, codes: string[] = []): ServerWords {
  const short = answer.slice(0, most);
  const own = enhancedCodesIn(short);
  const all = [...new Set([...own.slice(0, 2), ...codes])].filter((code) => !code.startsWith("2"));
  // A code that says nothing counts only where no other does.
  const telling = all.filter((code) => !/^\d\.0\.0$/.test(code));
  const enhanced = telling.length ? telling : all;
  const code = basicCode.exec(short)?.[1] ?? null;
  const known = code?.startsWith("2") ? null : code;
  const classes = [known?.[0], own[0]?.[0], codes[0]?.[0]].filter((one) => one === "4" || one === "5");
  return { code: known, enhanced, text: plainWords(short), forGood: classes[0] !== "4" && !isForNow(classes) };
}

/** A status of class 4 beside an answer without codes. */
function isForNow(classes: (string | undefined)[]): boolean {
  return classes.length > 0 && classes.every((one) => one === "4");
}

function plainWords(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[‘’`´]/g, "'")
    .replace(/<?[^\s<>@"'(),;:[\]]{1,64}@[^\s<>@"'(),;:[\]]{1,255}>?/g, "(addr)")
    .replace(/(?<=(?:host|server|to|from|dns;|smtp;|while talking to) )[\w-]+(?:\.[\w-]+){1,8}(?=\W|$)/g, (name) =>
      lists.test(name) ? name : "host",
    )
    .replace(/[\w-]+(?:\.[\w-]+){1,8}(?= ?\[| said| \()/g, (name) => (lists.test(name) ? name : "host"))
    .replace(/\(in reply to [^)]{1,60}\)/g, "")
    .replace(/\s+/g, " ")
    .replace(/(?<= )(?:\d{3}[- ])(?=\d\.\d\.\d|[a-z])/g, "");
}
