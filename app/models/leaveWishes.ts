import { ownLines } from "./ownLines.ts";

const sources = [
  "(?:remove|delete|drop|strike) (?:me|my (?:e-?mail|address|name|e-?mail address|details)|us|this (?:e-?mail )?address)(?:$|[^\\p{L} ]| (?:from|off|please|at once|immediately|now|asap|as soon)\\b|[^\\n]{0,40}(?:list|newsletter|mailing|database|distribution|subscri))|take (?:me|my (?:e-?mail|address|name)|us) (?:off|out of)(?! (?:guard|balance|my feet|the hook|course))",
  "\\bunsubscribe(?: me| us| please|[.!]|$)|\\bun-?subscribe\\b(?=[^\\n]{0,30}(?:me|please|from|this))|(?:want|like|wish|need|trying|try|tried|how (?:do|can) i|asked|help me)(?: \\w+){0,3} (?:to )?(?:unsubscribe|opt[- ]out|be (?:removed|taken off))|\\bopt (?:me )?out\\b|cancel my (?:subscription|newsletter)|end my subscription|(?:stop|quit|cease|no more) (?:sending|mailing|emailing|e-mailing|writing|these|e-?mails|mails|newsletters?|spamming|messages)|do(?:n't| not) (?:send|mail|email|e-mail|write|contact)(?: to)? (?:me|us)?[^\\n]{0,20}(?:anymore|any more|again|any longer|more|further|e-?mails|newsletters?|mails)|don't want (?:to (?:receive|get)|your|these|this)[^\\n]{0,40}(?:mail|newsletter|message|anymore|any more)|no longer (?:want|wish|interested|care)[^\\n]{0,60}(?:receive|get|newsletter|mail|list|subscri)|off (?:of )?(?:your|this|the) (?:mailing |e-?mail |distribution )?list",
  "(?:bitte )?(?:\\p{L}+ )?(?:abmelden|austragen|abbestellen|entfernen sie mich|löschen sie (?:mich|meine)|streichen sie mich|nehmen sie mich (?:bitte )?(?:von|aus)|nehmt mich (?:bitte )?(?:von|aus)|meld(?:e|en) (?:sie )?mich (?:bitte )?ab|trag(?:e|en) (?:sie )?mich (?:bitte )?aus)|(?:keine|nicht) (?:weiteren |mehr )?(?:e-?mails|mails|newsletter|nachrichten|rundbriefe?)[^\\n]{0,30}(?:mehr|erhalten|bekommen|schicken|senden|zusenden)|aus (?:dem|ihrem|eurem) verteiler|(?:newsletter|abo|abonnement)[^\\n]{0,30}(?:abbestellen|kündigen|abmelden)",
  "(?:me |se )?désabonne(?:r|z|ment)?|désinscri(?:re|vez|ption|s)|(?:retirez|supprimez|enlevez|radiez|retirer|supprimer|enlever|rayez)[- ](?:moi|mon|moi de|me)|ne (?:plus|souhaite plus|veux plus|désire plus)[^\\n]{0,30}(?:recevoir|envoy|m'envoy|m'écri)|arrêtez de m|cessez de m",
  "(?:dar(?:me)? de baja|darse de baja|denme de baja|dadme de baja|dame de baja|me den de baja|solicito (?:la )?baja|quiero (?:la )?baja)|(?:borr(?:en|ar|a|e)|elimin(?:en|ar|a|e)|quit(?:en|ar|a|e)|retir(?:en|ar|e))(?:me|nme)?[^\\n]{0,15}(?:de (?:la|su|esta|vuestra|tu) lista|mi (?:correo|dirección|e-?mail))|no (?:quiero|deseo) (?:recibir|más)|(?:dejen|deja|dejad) de (?:enviar|mandar)|no me (?:envíen|envien|manden|envies|mandes) más",
  "cancella(?:re la mia iscrizione|temi|mi|rmi|te(?: il)? mio|re la mia iscrizione|re il mio)|disiscriv|toglie(?:temi|rmi)|togli(?:mi|etemi)|rimuove(?:temi|rmi)|rimuovi(?:mi)|non (?:voglio|desidero|intendo) (?:più )?(?:ricevere|più)|annullare (?:la mia|l')iscrizione|smett(?:ete|ila|etela) di",
  "descadastr|(?:remov(?:am|a|er|e)|retir(?:em|ar|e|a)|exclu(?:am|a|ir)|tir(?:em|e|ar|a))(?:-me| meu| o meu| me)?[^\\n]{0,20}(?:da (?:sua |vossa )?lista|meu e-?mail|o meu e-?mail|meu nome)|cancelar (?:a )?(?:minha )?(?:assinatura|subscrição|inscrição)|não (?:quero|desejo) (?:mais )?receber|parem de (?:me )?enviar",
  "(?:uitschrijven|afmelden|schrijf (?:mij|me) (?:a\\.?u\\.?b\\.? |alstublieft )?uit|meld (?:mij|me) (?:a\\.?u\\.?b\\.? )?af|haal (?:mij|me) (?:a\\.?u\\.?b\\.? )?(?:van|uit)|verwijder (?:mij|me|mijn)|geen (?:mails?|e-?mails?|nieuwsbrie\\p{L}*) meer)",
  "(?:wypisa[ćc]|wypisz(?:cie)?|prosz[eę] (?:o )?(?:wypisanie|usuni[eę]ci?e?|usun[aą][ćc])|usu[nń](?:cie)? m(?:nie|ój|oj)|rezygnuj[eę]|nie chc[eę] (?:wi[eę]cej |ju[zż] )?otrzymywa[ćc]|anulowa[ćc] subskrypcj)",
  "отпи(?:шите|сать|саться|ска)|отпис(?:ываюсь|аться)|(?:удалите|уберите|исключите|вычеркните) (?:меня|мой|мою|наш)|(?:больше )?не (?:присылайте|шлите|отправляйте|пишите)|не (?:хочу|желаю) (?:больше )?получать|прекратите (?:рассыл|присыл|слать|отправ)|відпи(?:шіть|сати)|видаліть мене",
  "avregistrera|avprenumerera|(?:ta|tag) bort (?:mig|min)|avsluta (?:min )?prenumeration|sluta skicka|vill inte (?:längre )?(?:ha|få)|afmeld|fjern mig|meld meg av|fjern meg|slett meg|peru(?:uta|kaa)? (?:tilaus|uutiskirje)|poistakaa minut|odhlás(?:it|te|iť)|zrušit odběr|leiratkoz|töröljenek|dezabon|ștergeți-mă|διαγρ(?:άψτε|αφή)|αφαιρέστε με",
  "(?:aboneliğimi|beni|listeden|üyeliğimi)[^\\n]{0,30}(?:iptal|çıkar|sil)|配信(?:を)?(?:停止|解除|中止)|(?:購読|登録|メルマガ|メール)[^\\n]{0,12}(?:解除|停止|やめ|不要|いりません)|退会|解約|退订|退訂|取消(?:订阅|訂閱)|不要再(?:发|發|寄)|(?:别|不要)(?:再)?给我发|移除我|(?:수신|구독)[^\\n]{0,6}(?:거부|취소|해지|중단)|그만 보내|hủy (?:đăng ký|nhận)|berhenti (?:berlangganan|mengirim)|הסר(?:ה|ו)? אותי|תסירו אותי|إلغاء (?:الاشتراك|اشتراكي)|إزالة (?:بريدي|عنواني)|لا أريد (?:استلام|تلقي)|ألغوا اشتراكي|احذفوا? (?:اسمي|بريدي|عنواني)",
];

const asks = sources.map((source) => new RegExp(source, "iu"));

/** Words before a wish to leave that turn it into its opposite or into a report of something else. */
const refuses =
  /(?:(?:don't|do not|never|please don't|not|won't|will not|didn't|did not|wouldn't|no need to|why would i|i'd never|instead of|without|nicht|niemals|ne|no quiero|non voglio|não quero|niet|nie|не (?:надо|нужно|хочу|буду)|не)(?: \p{L}+){0,4}|(?:how|why|whether|if|when|that|where) (?:(?:do|did|does|can|could|would)(?! i\b)|some|many|other|people|readers?|your|they|he|she|someone|my (?:\p{L}+))(?: \p{L}+){0,6}|(?:article|piece|story|text|chapter|section|paragraph|bug|feature|button|link|page|process|rate|rates|number|friend|colleague|mother|husband|wife)(?: \p{L}+){0,4}) $/iu;

/** Words after it that say the same. */
const takesBack =
  /^[^\n.]{0,30}(?:works? (?:fine|well)|button (?:is|works|at)|link (?:is|works|at)|rate|page (?:is|works)|nicht\b(?! mehr))/iu;

/**
 * Finds the wish of a writer to get no more issues: said by themselves, neither quoted nor denied, in more than twenty
 * languages. A guess, made for showing an editor a button and not for acting on.
 * @param text the readable text of a reply
 * @returns the line that says it, at most 200 characters; null for none
 */
export function leaveWish(text: string): string | null {
  const own = ownLines(text.replace(/[’‘`´]/g, "'")).slice(0, 3_000);
  const flat = own.replace(/[ \t]+/g, " ");
  for (const one of asks) {
    const found = one.exec(flat);
    if (found && isMeant(flat, found.index, found[0])) return lineAt(flat, found.index);
  }
  return null;
}

/** Wishes that need a word of denial to be one. */
const saysNo =
  /no longer|no more|don't|do not|nicht|keine|ne plus|no (?:quiero|deseo|me)|non (?:voglio|desidero)|não|geen|nie |не /iu;

function isMeant(text: string, at: number, words: string): boolean {
  const before = text
    .slice(0, at)
    .split(/[.!?\n;。]/)
    .at(-1)!
    .toLowerCase();
  const plain = before
    .replace(/[,:"„“”]/g, " ")
    .replace(/ +/g, " ")
    .trimEnd();
  return (saysNo.test(words) || !refuses.test(`${plain} `)) && !takesBack.test(text.slice(at + words.length));
}

function lineAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf("\n", at) + 1).split("\n")[0]!;
  return line.trim().slice(0, 200);
}
