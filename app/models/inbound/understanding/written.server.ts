/** Lines with which mail programs introduce what they quote. */
const quoteBegins =
  /^(?:[-_]{2,}\s*(?:original|forwarded|weitergeleitete|ursprüngliche|message d'origine|mensaje|messaggio|mensagem|oorspronkelijk|исходное|пересылаемое)|[>|]|_{10,}\s*$|(?:on|am|le|el|il|em|op|den|på|w dniu|dnia|в|пт|пн|вт|ср|чт|сб|вс)\b.{4,160}(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev|napisał\p{L}*|пишет|написал\p{L}*|kirjoitti|yazdı)\s*:?\s*$|.{0,120}(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev|napisał\p{L}*|пишет|написал\p{L}*)\s*:\s*$|(?:from|von|de|da|van|från|fra|od|от|发件人|差出人|보낸 사람)\s*[:：].{1,200}@|-- ?$|\d{4}年.{1,60}[:：]$|在.{1,80}写道[:：])/iu;

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

const sources = [
  "(?:please |pls |kindly )?(?:remove|delete|drop|strike|take) (?:me|my (?:e-?mail|address|name|e-?mail address|details)|us|this (?:e-?mail )?address)(?: (?:off|from|out of))?(?! (?:time|seriously|through|back|there|some|about|a\\b|there|long|years?|hours?))(?:$|[^\\p{L}]|[^\\n]{0,40}(?:list|newsletter|mailing|database|distribution|subscri))",
  "\\bunsubscribe(?: me| us| please|[.!]|$)|\\bun-?subscribe\\b(?=[^\\n]{0,30}(?:me|please|from|this))|(?:want|like|wish|need|trying|try|tried|how (?:do|can) i|asked|help me)(?: \\w+){0,3} (?:to )?(?:unsubscribe|opt[- ]out|be (?:removed|taken off))|\\bopt (?:me )?out\\b|cancel my (?:subscription|newsletter)|end my subscription|(?:stop|quit|cease|no more) (?:sending|mailing|emailing|e-mailing|writing|these|e-?mails|mails|newsletters?|spamming|messages)|do(?:n't| not) (?:send|mail|email|e-mail|write|contact)(?: to)? (?:me|us)?[^\\n]{0,20}(?:anymore|any more|again|any longer|more|further|e-?mails|newsletters?|mails)|don't want (?:to (?:receive|get)|your|these|this)[^\\n]{0,40}(?:mail|newsletter|message|anymore|any more)|no longer (?:want|wish|interested|care)[^\\n]{0,60}(?:receive|get|newsletter|mail|list|subscri)|off (?:of )?(?:your|this|the) (?:mailing |e-?mail |distribution )?list",
  "(?:bitte )?(?:\\p{L}+ )?(?:abmelden|austragen|abbestellen|entfernen sie mich|löschen sie (?:mich|meine)|streichen sie mich|nehmen sie mich (?:bitte )?(?:von|aus)|nehmt mich (?:bitte )?(?:von|aus)|meld(?:e|en) (?:sie )?mich (?:bitte )?ab|trag(?:e|en) (?:sie )?mich (?:bitte )?aus)|(?:keine|nicht) (?:weiteren |mehr )?(?:e-?mails|mails|newsletter|nachrichten|rundbriefe?)[^\\n]{0,30}(?:mehr|erhalten|bekommen|schicken|senden|zusenden)|aus (?:dem|ihrem|eurem) verteiler|(?:newsletter|abo|abonnement)[^\\n]{0,30}(?:abbestellen|kündigen|abmelden)",
  "(?:me |se )?désabonne(?:r|z|ment)?|désinscri(?:re|vez|ption|s)|(?:retirez|supprimez|enlevez|radiez|retirer|supprimer|enlever|rayez)[- ](?:moi|mon|moi de|me)|ne (?:plus|souhaite plus|veux plus|désire plus)[^\\n]{0,30}(?:recevoir|envoy|m'envoy|m'écri)|arrêtez de m|cessez de m",
  "(?:dar(?:me)? de baja|darse de baja|denme de baja|dadme de baja|dame de baja|me den de baja|solicito (?:la )?baja|quiero (?:la )?baja)|(?:borr(?:en|ar|a|e)|elimin(?:en|ar|a|e)|quit(?:en|ar|a|e)|retir(?:en|ar|e))(?:me|nme)?[^\\n]{0,15}(?:de (?:la|su|esta|vuestra|tu) lista|mi (?:correo|dirección|e-?mail))|no (?:quiero|deseo) (?:recibir|más)|(?:dejen|deja|dejad) de (?:enviar|mandar)|no me (?:envíen|envien|manden|envies|mandes) más",
  "cancella(?:temi|mi|rmi|te(?: il)? mio|re la mia iscrizione|re il mio)|disiscriv|toglie(?:temi|rmi)|togli(?:mi|etemi)|rimuove(?:temi|rmi)|rimuovi(?:mi)|non (?:voglio|desidero|intendo) (?:più )?(?:ricevere|più)|annullare (?:la mia|l')iscrizione|smett(?:ete|ila|etela) di",
  "descadastr|(?:remov(?:am|a|er|e)|retir(?:em|ar|e|a)|exclu(?:am|a|ir)|tir(?:em|e|ar|a))(?:-me| meu| o meu| me)?[^\\n]{0,20}(?:da (?:sua |vossa )?lista|meu e-?mail|o meu e-?mail|meu nome)|cancelar (?:a )?(?:minha )?(?:assinatura|subscrição|inscrição)|não (?:quero|desejo) (?:mais )?receber|parem de (?:me )?enviar",
  "(?:uitschrijven|afmelden|schrijf (?:mij|me) (?:a\\.?u\\.?b\\.? |alstublieft )?uit|meld (?:mij|me) (?:a\\.?u\\.?b\\.? )?af|haal (?:mij|me) (?:a\\.?u\\.?b\\.? )?(?:van|uit)|verwijder (?:mij|me|mijn)|geen (?:mails?|e-?mails?|nieuwsbrie\\p{L}*) meer)",
  "(?:wypisa[ćc]|wypisz(?:cie)?|prosz[eę] (?:o )?(?:wypisanie|usuni[eę]ci?e?|usun[aą][ćc])|usu[nń](?:cie)? m(?:nie|ój|oj)|rezygnuj[eę]|nie chc[eę] (?:wi[eę]cej |ju[zż] )?otrzymywa[ćc]|anulowa[ćc] subskrypcj)",
  "отпи(?:шите|сать|саться|ска)|отпис(?:ываюсь|аться)|(?:удалите|уберите|исключите|вычеркните) (?:меня|мой|мою|наш)|(?:больше )?не (?:присылайте|шлите|отправляйте|пишите)|не (?:хочу|желаю) (?:больше )?получать|прекратите (?:рассыл|присыл|слать|отправ)|відпи(?:шіть|сати)|видаліть мене",
  "avregistrera|avprenumerera|(?:ta|tag) bort (?:mig|min)|avsluta (?:min )?prenumeration|sluta skicka|vill inte (?:längre )?(?:ha|få)|afmeld|fjern mig|meld meg av|fjern meg|slett meg|peru(?:uta|kaa)? (?:tilaus|uutiskirje)|poistakaa minut|odhlás(?:it|te|iť)|zrušit odběr|leiratkoz|töröljenek|dezabon|ștergeți-mă|διαγρ(?:άψτε|αφή)|αφαιρέστε με",
  "(?:aboneliğimi|beni|listeden|üyeliğimi)[^\\n]{0,30}(?:iptal|çıkar|sil)|配信(?:を)?(?:停止|解除|中止)|(?:購読|登録|メルマガ|メール)[^\\n]{0,12}(?:解除|停止|やめ|不要|いりません)|退会|解約|退订|退訂|取消(?:订阅|訂閱)|不要再(?:发|發|寄)|(?:别|不要)(?:再)?给我发|移除我|(?:수신|구독)[^\\n]{0,6}(?:거부|취소|해지|중단)|그만 보내|hủy (?:đăng ký|nhận)|berhenti (?:berlangganan|mengirim)|הסר(?:ה|ו)? אותי|תסירו אותי|إلغاء الاشتراك|ألغوا اشتراكي|احذفوا? (?:اسمي|بريدي|عنواني)",
];

const asks = sources.map((source) => new RegExp(source, "iu"));

/** Words before a wish to leave that turn it into its opposite or into a report of something else. */
const refuses =
  /(?:(?:don't|do not|never|please don't|not|won't|will not|didn't|did not|wouldn't|no need to|why would i|i'd never|instead of|without|nicht|niemals|ne pas|ne me|no quiero|non voglio|não quero|niet|nie|не (?:надо|нужно|хочу|буду)|не)(?: \p{L}+){0,4}|(?:how|why|whether|if|when|that|where) (?:do|did|does|can|could|would|some|many|other|people|readers?|your|they|he|she|someone|my (?:\p{L}+))(?: \p{L}+){0,6}|(?:article|piece|story|text|chapter|section|paragraph|bug|feature|button|link|page|process|rate|rates|number|friend|colleague|mother|husband|wife)(?: \p{L}+){0,4}) $/iu;

/** Words after it that say the same. */
const takesBack = /^[^\n.]{0,30}(?:works? (?:fine|well)|button (?:is|works|at)|link (?:is|works|at)|rate|page (?:is|works)|nicht\b(?! mehr)|\?$)/iu;

/**
 * True when a reply asks that its writer gets no more issues: said by themselves, neither quoted nor denied. More than
 * twenty languages; made for showing an editor a button, not for acting on.
 * @param text the readable text of a reply
 */
export function asksToLeave(text: string): boolean {
  const own = ownLines(text.replace(/[’‘`´]/g, "'")).slice(0, 3_000);
  const flat = own.replace(/[ \t]+/g, " ");
  return asks.some((one) => {
    const found = one.exec(flat);
    if (!found) return false;
    const sentence = flat.slice(0, found.index).split(/[.!?\n;。]/).at(-1)!.toLowerCase();
    const after = flat.slice(found.index + found[0].length);
    const saysMoreThanNo = /no longer|no more|don't|do not|nicht|keine|ne plus|no (?:quiero|deseo|me)|non (?:voglio|desidero)|não|geen|nie |не /iu.test(found[0]);
    return (saysMoreThanNo || !refuses.test(`${sentence.replace(/[,:"„“”]/g, " ").replace(/ +/g, " ").trimEnd()} `)) && !takesBack.test(after);
  });
}

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
