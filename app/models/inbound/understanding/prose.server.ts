/** One recipient of a bounce in prose, and what is said of them. */
export type ProseBounce = { address: string | null; words: string; lines: string[] };

/** Lines after which a bounce shows the message that it is about. */
const copyBegins =
  /^[\s>|*=_-]*(?:below this line is a copy of (?:the|your)|this is a copy of (?:the|your)|(?:the )?(?:header|body|first \S+ lines) of the original message|-* ?(?:the )?(?:your |possibly truncated )?(?:original|returned|unsent|undelivered|failed) (?:message|mail|header|text)s?\b(?! (?:was|could|follow|has|sent|is|to|received|from|cannot))|(?:original|returned|undelivered|unsent) message (?:header|text|body|follow|below|attached)s?|returned message|message headers? follow|undelivered message|unsent message (?:below|follows)|a copy of (?:your|the) (?:original )?message|copy of (?:the )?(?:original|your) message|non-?delivered information|original message (?:headers?|follows|source)|below is a copy of the original message|included is a copy of the message|----- ?original|----- ?forwarded|--- ?forwarded|message header|return-path:|received: (?:from|by)|reporting-mta:|the text of your message|mensaje original|message d'origine|ursprüngliche nachricht|(?:der|die) (?:kopf|header|ursprüngliche)|-{3,} ?(?:kopie|copie|copia)|possibly truncated original|en-t[êe]tes? (?:de message|du message|d')|encabezados de mensaje|kopfzeilen|original-nachricht|исходное сообщение|заголовк\p{L}* (?:исходного|письма)|копия (?:письма|сообщения)|元のメッセージ|原始邮件|原始郵件)/iu;

const addressSource = "[^\\s<>\"'(),;:\\[\\]|*]{1,64}@[^\\s<>\"'(),;:\\[\\]|*]{1,253}";
const anyAddress = new RegExp(addressSource, "u");

/** A line that names a recipient and little else. */
const headline = new RegExp(
  `^[ >*•·-]{0,12}(?:(?:smtp|failed|final|recipient(?:'s)?|recipient address|address(?:ed)?(?: to)?|to|e-?mail|user|intended|an|für|à|destinataire|destinatario|empfänger|получатель|адрес|宛先|could not be delivered to|delivery to|\\d{1,2}[.)])(?: ?[:=] ?| )){0,3}[ <("'\`\\[*]{0,4}(?:smtp:|mailto:|rfc822; ?)?(${addressSource})[ >)"'\`\\]*]{0,4}(?:<(?:mailto:)?${addressSource}> ?)?(?:[:;,.(=-].{0,400}|on \\S.{0,40})?$`,
  "iu",
);

/** Characters of a bounce's own words that are looked at. */
const mostWords = 12_000;

/** The words of a bounce without the message that it returns. */
export function ownWords(text: string): string {
  const lines = text.slice(0, 40_000).split("\n", 1_500);
  const end = lines.findIndex((line, place) => place > 0 && line.length < 200 && copyBegins.test(line));
  return (end > 0 ? lines.slice(0, end) : lines).join("\n").slice(0, mostWords);
}

/** The head of the message that a bounce in prose returns, as lines; empty when it returns none. */
export function returnedText(text: string): string {
  const lines = text.slice(0, 60_000).split("\n", 2_000);
  const first = lines.findIndex((line) => line.length < 200 && copyBegins.test(line));
  return first < 0 ? "" : lines.slice(first).join("\n");
}

/**
 * The recipients that a bounce in prose names, each with the words that follow it. Without one that stands by itself, all
 * words are about the first address that is named.
 * @param known addresses of the report's head (`X-Failed-Recipients`)
 */
export function proseBounces(words: string, known: string[] = []): ProseBounce[] {
  const lines = words.split("\n").map((line) => line.trimEnd());
  const starts = lines.flatMap((line, place) => {
    const address = line.length < 600 && line.includes("@") ? headline.exec(line.replace(/\s+/g, " "))?.[1] : undefined;
    return address && !isOurs(address) ? [{ place, address: clean(address) }] : [];
  });
  const blocks = starts.map(({ place, address }, n) => {
    const until = starts.slice(n + 1).find((next) => next.address !== address)?.place ?? lines.length;
    return { address, place, lines: lines.slice(place, until).filter((line) => line.trim()) };
  });
  const whole = lines.filter((line) => line.trim());
  const byAddress = new Map<string, ProseBounce>();
  for (const block of blocks) {
    const before = byAddress.get(block.address.toLowerCase());
    const kept = before && before.lines.length >= block.lines.length ? before.lines : block.lines;
    byAddress.set(block.address.toLowerCase(), { address: block.address, words: "", lines: kept });
  }
  const named = [...byAddress.values()].slice(0, 50);
  if (named.length <= 1) {
    const address = known[0] ?? named[0]?.address ?? firstAddress(whole);
    return [{ address, words: whole.join("\n"), lines: whole }];
  }
  return named.map((one) => ({ ...one, words: one.lines.join("\n") }));
}

function firstAddress(lines: string[]): string | null {
  const found = lines.map((line) => anyAddress.exec(line)?.[0]).find((one) => one && !isOurs(one));
  return found ? clean(found) : null;
}

function isOurs(address: string): boolean {
  return /^(postmaster|mailer-daemon|abuse|support|helpdesk|hostmaster|admin|noc)@/i.test(address);
}

function clean(address: string): string {
  return address.replace(/^mailto:|^smtp:/i, "").replace(/[.,;:>]+$/, "");
}
