import type { PrivacyFacts } from "#app/i18n/privacyFacts.ts";

/** Returns the privacy policy in German, as Markdown. */
export function de({
  name,
  responsible,
  contact,
  readerUrl,
  linkWorks,
  reminded,
  mostMails,
  mailsKept,
  counted,
  traced,
  changeEnds,
  undoable,
  lettersKept,
  deliveriesKept,
  repliesKept,
  broughtKept,
  reportsKept,
  forgotten,
  alsoKept,
  alsoSpared,
}: PrivacyFacts): string {
  return `${name} ist ein Newsletter. Diese Seite sagt, was wir über Sie speichern, wenn Sie ihn abonnieren, warum, wie lange, und wie Sie es löschen lassen.

## Wer verantwortlich ist

${responsible}

Schreiben Sie zu allem auf dieser Seite an ${contact}.

## Was wir speichern, und warum

- **Ihre E-Mail-Adresse**, und Ihren Namen, wenn wir ihn bekommen haben: um Ihnen den Newsletter zu schicken.
- **Was Sie gewählt haben**: die Listen, die Themen, wie oft er kommt, eine Pause. Danach richtet sich, was wir Ihnen schicken.
- **Wie Sie eingewilligt haben**, und jede spätere Änderung: den Wortlaut, den Sie gesehen haben, die Seite, das Wort in ihrer Adresse, das sagt, woher Sie kamen, die Zeit, die Internetadresse (IP-Adresse) und den Namen des Browsers, von denen das kam. Das Gesetz verlangt, dass wir Ihre Einwilligung nachweisen können. Jeder Schritt ist ein Beleg, der durch eine Prüfsumme mit dem vorigen verkettet ist, sodass niemand ihn unbemerkt ändern kann. Die Internetadresse und der Name des Browsers werden ${traced} daraus gelöscht; der Beleg bleibt.
- **Was wir Ihnen geschickt haben**: welche Ausgabe, wann, und was der Mailserver geantwortet hat. So schicken wir nichts doppelt und können Ihnen sagen, warum eine Ausgabe gekommen ist oder nicht.
- **Das letzte Zeichen von Ihnen**, und wann: dass Sie geantwortet, etwas auf Ihrer Seite geändert, gesagt haben, dass Sie dabeibleiben, oder einen Link angeklickt haben, wo das gezählt wird. So können wir fragen, ob Sie das noch möchten, statt ins Leere zu schreiben.
- **Warum Sie abbestellt haben**, wenn Sie es uns sagen. Sie müssen es nicht.${alsoKept}

Wo nichts anderes steht, ist die Grundlage für all das Ihre Einwilligung, die Sie jederzeit widerrufen können; für den Nachweis der Einwilligung ist es unsere Pflicht, sie zu belegen.

## Doppelte Bestätigung

Was in unser Formular eingetragen wird, wartet etwa eine Sekunde, bis unser Versand es aufnimmt. Dann geht eine E-Mail an die Adresse, mit einem Link, der ${linkWorks} lang gilt; wenn niemand antwortet, folgt ${reminded} höchstens eine Erinnerung. Sonst kommt nichts, es sei denn, Sie drücken den Knopf, zu dem der Link führt. Eine Adresse, die schon angemeldet ist, bekommt keine solche E-Mail.

Damit niemand Sie mit solchen E-Mails überfluten kann, merken wir uns ${mailsKept} lang, dass an eine Adresse geschrieben wurde: In dieser Zeit bekommt sie nicht mehr als ${mostMails} davon, wer auch immer sie einträgt. Außerdem zählen wir Anmeldungen und Suchanfragen je Netz. All das speichern wir als Prüfwerte unter geheimem Schlüssel, aus denen sich keine Adresse lesen lässt, und die Zählungen werden spätestens ${counted} gelöscht. Wenn sehr viele Anmeldungen eingehen, bitten wir Ihren Browser zuerst um eine kurze Berechnung. Sie läuft mit einem Skript von uns, und kein fremder Server ist daran beteiligt.

## Was wir nicht tun

- Keine Cookies für Leserinnen und Leser, keine Werbung, und niemand wird auf dieser Website verfolgt. Sie zählt nach Tagen, wie oft jede Seite abgerufen wird, welche anderen Websites hierher führten und welche Wörter ihre Suche nicht fand: nur Zahlen und Wörter, ohne wer gefragt hat.
- Nichts auf diesen Seiten wird von anderen geladen. Schriften und Bilder kommen von dieser Website.
- Ihre Adresse wird nicht verkauft, vermietet oder weitergegeben.${alsoSpared}

Außer zu uns und zu dem, der diese Website für uns betreibt, gelangt Ihre Adresse nur zu dem Mailserver, der den Newsletter zu Ihrem bringt.

## Ihre eigene Seite

In jeder Ausgabe steht ein Link zu einer Seite, die nur für Sie ist, ohne Passwort. Dort sehen und ändern Sie, was Sie bekommen: Listen, Themen, jede Ausgabe oder einmal im Monat die Überschriften, eine Pause, Ihren Namen, Ihre Adresse. Sie können alles ansehen, was über Sie gespeichert ist, es als Datei (JSON) mitnehmen und es löschen. Keine E-Mail zur Hand? [Fordern Sie den Link an](${readerUrl}). Eine E-Mail kann weitergeleitet werden: Ihr Name, eine neue Adresse, das über Sie Gespeicherte und das Löschen stehen deshalb hinter einem frischen Link, den Sie auf Wunsch per E-Mail bekommen.

Eine neue Adresse gilt, sobald beide Adressen zugestimmt haben; sonst wird der Wunsch ${changeEnds} gelöscht.

## Wie Sie abbestellen

In jeder Ausgabe steht ein Abmeldelink, und die meisten Mailprogramme zeigen einen eigenen Knopf. Ein Klick und ein Knopf, kein Konto. Es gilt sofort, auch für eine Ausgabe, die gerade verschickt wird. Erst danach fragen wir nach einem Grund, und Sie können ihn weglassen. Ein Versehen lässt sich ${undoable} lang rückgängig machen.

## Wie lange wir es speichern

Wir speichern Ihre Adresse, solange Sie abonniert haben. Danach speichern wir sie, als beendet gekennzeichnet, mit dem Nachweis Ihrer Einwilligung, damit wir zeigen können, dass E-Mails gewünscht waren, als sie verschickt wurden, und dass sie aufgehört haben. Sie bekommen nichts mehr von uns. Eine Adresse, die niemand bestätigt hat, wird ${forgotten} gelöscht. Welche Ausgaben Sie bekommen haben, wird ${deliveriesKept} zu einer bloßen Zahl; andere E-Mails an Sie, etwa Bestätigungen, sind ${lettersKept} vergessen. Antworten Sie auf eine Ausgabe, so wird, was Sie geschrieben und was wir geantwortet haben, spätestens ${repliesKept} gelöscht. Kamen Sie mit einer Liste von einem anderen Dienst, so wird die Datei dieser Liste spätestens ${broughtKept} gelöscht und der Bericht, was aus ihren Zeilen wurde, ${reportsKept}.

Auf Ihrer eigenen Seite können Sie jederzeit alles über sich löschen oder uns darum bitten. Dann wird Ihnen nichts mehr geschickt, und Ihre Adresse, Ihr Name, Ihre Einstellungen und Ihre Gründe werden gelöscht. Was bleibt, sagt nicht, wer Sie sind: ein Prüfwert der Adresse unter geheimem Schlüssel, damit wir ihr nicht wieder schreiben, es sei denn, Sie bestätigen ein neues Abonnement; eine Zeile ohne Namen und Adresse, damit die Zahlen einer Ausgabe weiter stimmen; und die Belege ohne Namen, Adresse, Internetadresse und Browser.

Wenn Sie eine Ausgabe als Spam melden oder Ihr Mailserver sagt, dass es die Adresse nicht gibt, behalten wir ebenfalls einen Prüfwert der Adresse unter geheimem Schlüssel, damit wir ihr nicht wieder schreiben.

## Ihre Rechte

Sie können eine Kopie dessen verlangen, was wir über Sie gespeichert haben, es berichtigen oder löschen lassen, seine Verwendung einschränken lassen, ihr widersprechen und es mitnehmen. Das meiste davon können Sie auf Ihrer eigenen Seite tun. Zu allem anderen schreiben Sie an ${contact}. Wenn Sie meinen, dass wir mit Ihren Daten falsch umgehen, können Sie sich auch bei der Datenschutzbehörde an Ihrem Wohnort beschweren.
`;
}
