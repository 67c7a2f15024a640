const newAddressWords = new RegExp(
  [
    "new (?:e-?mail )?(?:address|e-?mail|mailbox)|(?:e-?mail|address)[^.\\n]{0,40}(?:has |have |was |will be |is )?(?:been )?chang(?:ed|ing)|(?:moved|switched|migrated|changed|am now)[^.\\n]{0,40}(?:to|address|at|e-?mail)|(?:no longer|not)[^.\\n]{0,60}(?:use|using|used|valid|active|monitored|in use|check)[^\\n]{0,200}(?:use|send|write|reach me|contact me|update|e-?mail me)|update (?:your|my|the)[^.\\n]{0,40}(?:address|contact|records)|can now be reached|reach me (?:now )?at|replaced by|please try|try <?[^\\s@]+@",
    "neue (?:e-?mail[- ]?)?adresse|neuer? e-?mail|e-?mail-?adresse (?:hat sich|wurde)[^.\\n]{0,20}geändert|ab sofort[^.\\n]{0,40}(?:unter|an)|nouvelle adresse|nouveau (?:mail|courriel)|adresse (?:e-?mail |mail )?a changé|changé d'adresse|nueva (?:dirección|direccion|cuenta)|nuevo (?:correo|e-?mail|mail)|cambiado de (?:correo|dirección)|nuovo indirizzo|nuova (?:e-?mail|mail|casella)|novo (?:endereço|e-?mail)|mudei de (?:e-?mail|endereço)|nieuw (?:e-?mail)?adres|nieuwe (?:e-?mail|mail)|ny (?:e-?post|e-?mail|mail)?-?adress?e?|nye? e-?post|uusi (?:sähköposti|osoite)|now[yea]\\w* (?:adres|e-?mail)|нов(?:ый|ая|ой) (?:адрес|почт|e-?mail|электрон)|адрес изменил|yeni (?:e-?posta|adres|mail)|nov(?:á|ý|ou) (?:e-?mail|adres)|új e-?mail|nou[aă]? (?:adres|e-?mail)|νέα (?:διεύθυνση|ηλεκτρ)|新しい(?:メール)?アドレス|アドレス(?:が|を)変(?:わり|更)|新(?:的)?(?:邮箱|郵箱|地址|邮件地址|電子郵件)|새(?:로운)? (?:메일|이메일|주소)",
  ].join("|"),
  "iu",
);

/**
 * The new address that a note tells, or null: one that stands shortly after words about a new one and is not an old one.
 * @param old addresses that it cannot be
 */
export function newAddressIn(text: string, old: (string | null)[]): string | null {
  const known = new Set(old.map((one) => one?.toLowerCase()));
  const flat = text.slice(0, 4_000).replace(/\s+/g, " ");
  let from = 0;
  for (let found = newAddressWords.exec(flat); found; found = newAddressWords.exec(flat.slice(from))) {
    const rest = flat.slice(from + found.index, from + found.index + found[0].length + 160);
    const told = (rest.match(/[^\s<>"'(),;:[\]]{1,64}@[^\s<>"'(),;:[\]/]{1,200}\.[\p{L}]{2,20}/giu) ?? [])
      .map((one) => one.replace(/[.>]+$/, ""))
      .find((one) => !known.has(one.toLowerCase()));
    if (told) return told;
    from += found.index + Math.max(1, found[0].length);
  }
  return null;
}
