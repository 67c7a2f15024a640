/** Sentences that ask to be left alone, by language; tried on short words of a reader's own. */
const asking: RegExp[] = [
  /\b(unsubscribe|unsubscribed|unsub|opt[- ]?out)\b/i,
  /\b(take|remove|delete|drop|get) (me|my (e-?mail|address|name)|this (e-?mail|address))( address)? (off|from|out of)\b/i,
  /\b(stop|quit|cease) (sending|mailing|e-?mailing|spamming)\b/i,
  /\b(no longer|don[’']t|do not) (want|wish) to (receive|get|be)\b.{0,40}\b(mails?|e-?mails?|news\w*|these|this|it|subscribed|list)\b/i,
  /\bcancel (my|the|this) subscription\b/i,
  /\b(no|keine) (more|weiteren?) (mails?|e-?mails?|news\w*)\b/i,
  /(^|\s)(abbestell\w*|abmeld\w*|austragen|kündig\w*)(\s|$|[.,!])/i,
  /\b(nehmen|nimm|streichen|entfernen|löschen|tragen)\b.{0,40}\b(verteiler|liste|adresse)\b/i,
  /\bmelden? (sie )?mich( bitte)?( vom .{1,40}| hiermit)? ab\b/i,
  /\bmöchte\b.{0,40}\b(keine?|nicht mehr)\b.{0,40}\b(mails?|e-?mails?|news\w*|erhalten|bekommen)\b/i,
  /(désabonn|désinscri|me retirer de|ne (souhaite|veux) plus recevoir|arrêtez de m[’']envoyer|supprimez? (mon|mes) (adresse|coordonnées))/i,
  /(darme de baja|dar de baja|denme de baja|désuscri|cancelar (mi|la) suscripción|no (deseo|quiero) (recibir|seguir recibiendo)|eliminar? mi (correo|dirección))/i,
  /(cancell(atemi|a la mia iscrizione|are la mia iscrizione)|disiscri|non (voglio|desidero) (più )?ricevere|toglietemi dalla lista)/i,
  /(cancelar (a )?minha (subscrição|assinatura|inscrição)|descadastr|não (quero|desejo) (mais )?receber|remov(er|a|am) (o )?meu e-?mail)/i,
  /(uitschrijven|afmelden|schrijf mij uit|meld mij af|geen (mails?|e-?mails?|nieuwsbrie\w*) meer)/i,
  /(avregistrera|avprenumerera|afmeld mig|meld meg av|avmeld|peruuta tilaus)/i,
  /(wypisa(ć|nie)|rezygnuję|proszę o usunięcie|odhlásit|odhlaste mě|leiratkoz)/i,
  /(отпис(ать|ите|ывать)|отписка|удалите (меня|мой адрес)|не присылайте|відпис(ати|іть))/i,
  /(abonelikten çık|listeden çıkar|aboneliğimi iptal)/i,
  /(إلغاء (الاشتراك|اشتراكي)|ألغ(وا|ي)? اشتراكي|احذفوني|إزالة (بريدي|عنواني)|لا أريد (استلام|تلقي)|أوقفوا)/,
  /(取消订阅|退订|取消訂閱|退訂|配信停止|購読(を)?解除|구독 ?(취소|해지))/,
];

/** Words that turn it around: somebody who wants to stay, or writes about it. */
const refusing =
  /\b(don[’']t|do not|never|not) (want to )?(unsubscribe|opt[- ]?out|take me off|remove me|cancel)\b|\b(accidentally|by mistake|versehentlich|par erreur|por error)\b|\bwhy (was|am|have) i\b|\b(re-?subscribe|subscribe me again)\b|\bnicht (abbestellen|abmelden)\b|\bne (me )?désabonnez pas\b/i;

/** A longer letter that has such a word somewhere is about something else. */
const longestWords = 600;

/**
 * Finds out whether a reader asks, in words of their own, to get no more. A guess that a person is shown and decides: it ends
 * nothing by itself.
 * @param words without quotations and signatures: each of our mails has such words in its footer
 * @returns the line that asks, at most 200 characters; null for none
 */
export function asksToLeave(words: string, subject = ""): string | null {
  const own = words.trim();
  if (own.length > longestWords || refusing.test(own)) return null;
  const lines = own.split("\n").map((line) => line.trim());
  const found = lines.find((line) => asking.some((form) => form.test(line)));
  if (found) return found.slice(0, 200);
  const bare = /^(stop|remove|leave|abmeldung|kündigung|baja|désinscription)[.!]*$/i;
  if (bare.test(own)) return own;
  // A reply has the subject of the issue; only one that was typed asks by itself.
  const typed = /^(re|aw|antw|sv)\s?:/i.test(subject) ? "" : subject.trim();
  return own.length < 80 && /^(unsubscribe|abmelden|abbestellen|désabonnement|desuscribir|baja)\b/i.test(typed)
    ? typed.slice(0, 200)
    : null;
}
