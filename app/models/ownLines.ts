/** Lines with which mail programs introduce what they quote. */
const quoteBegins =
  /^(?:[-_]{2,}\s*(?:original|forwarded|weitergeleitete|ursprüngliche|message d'origine|mensaje|messaggio|mensagem|oorspronkelijk|исходное|пересылаемое)|[>|]|_{10,}\s*$|(?:on|am|le|el|il|em|op|den|på|w dniu|dnia|в|пт|пн|вт|ср|чт|сб|вс)\b.{4,160}(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev|napisał\p{L}*|пишет|написал\p{L}*|kirjoitti|yazdı)(?:\s*:?\s*|.{1,80}:\s*)$|.{0,120}(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev|napisał\p{L}*|пишет|написал\p{L}*)\s*:\s*$|(?:from|von|de|da|van|från|fra|od|от|发件人|差出人|보낸 사람)\s*[:：].{1,200}@|-- ?$|\d{4}年.{1,60}[:：]$|在.{1,80}写道[:：])/iu;

/** The lines that a writer wrote, without quotes and signatures; at most 20,000 characters. */
export function ownLines(text: string): string {
  const lines = text.slice(0, 20_000).split("\n", 1_000);
  const kept: string[] = [];
  for (const line of lines) {
    const plain = line.trim().slice(0, 400);
    if (/^[>|]/.test(plain)) continue;
    if (kept.length && quoteBegins.test(plain)) break;
    kept.push(line);
  }
  return kept.join("\n").trim();
}
