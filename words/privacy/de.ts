import type { Facts } from "../privacy.ts";

/** In German. */
export function de({ name, responsible, contact, linkWorks, forgotten }: Facts): string {
  return `${name} ist ein Newsletter. Diese Seite sagt, was wir über Sie speichern, wenn Sie ihn abonnieren, warum, und wie Sie es löschen lassen.

## Wer verantwortlich ist

${responsible}

Schreiben Sie zu allem auf dieser Seite an ${contact}.

## Was wir speichern, und warum

- **Ihre E-Mail-Adresse**, und Ihren Namen, wenn wir ihn bekommen haben: um Ihnen den Newsletter zu schicken.
- **Wie Sie eingewilligt haben**: den Wortlaut, den Sie gesehen haben, die Seite, die Zeit und die Internetadresse (IP-Adresse), von der Anmeldung und Bestätigung kamen. Das Gesetz verlangt, dass wir Ihre Einwilligung nachweisen können.
- **Was wir Ihnen geschickt haben**: welche Ausgabe, wann, und was der Mailserver geantwortet hat. So schicken wir nichts doppelt und können Ihnen sagen, warum eine Ausgabe gekommen ist oder nicht.

Grundlage für all das ist Ihre Einwilligung, die Sie jederzeit widerrufen können; für den Nachweis der Einwilligung ist es unsere Pflicht, sie zu belegen.

## Doppelte Bestätigung

Wer auch immer Ihre Adresse in unser Formular einträgt: Sie bekommen eine E-Mail mit einem Link und sonst nichts, es sei denn, Sie drücken den Knopf, zu dem er führt. Der Link gilt ${linkWorks}. Damit das Formular nicht missbraucht wird, zählen wir Anmeldungen je Netz; gezählt wird mit einem Prüfwert unter geheimem Schlüssel, nicht mit der Internetadresse selbst.

## Was wir nicht tun

- Keine Zählpixel und keine verfolgten Links: Wir wissen nicht, ob Sie eine Ausgabe geöffnet oder was Sie angeklickt haben.
- Keine Cookies für Leserinnen und Leser, keine Werbung, keine Auswertung von Besuchen auf dieser Website.
- Nichts auf diesen Seiten wird von anderen geladen. Schriften und Bilder kommen von dieser Website.
- Ihre Adresse wird nicht verkauft, vermietet oder weitergegeben.

Außer zu uns und zu dem, der diese Website für uns betreibt, gelangt Ihre Adresse nur zu dem Mailserver, der den Newsletter zu Ihrem bringt.

## Wie Sie abbestellen

In jeder Ausgabe steht ein Abmeldelink, und die meisten Mailprogramme zeigen einen eigenen Knopf. Ein Klick und ein Knopf, kein Konto, keine Frage nach Gründen. Es gilt sofort, auch für eine Ausgabe, die gerade verschickt wird.

## Wie lange wir es speichern

Wir speichern Ihre Adresse, solange Sie abonniert haben. Danach speichern wir sie, als beendet gekennzeichnet, mit dem Nachweis Ihrer Einwilligung und des Verschickten, damit wir zeigen können, dass E-Mails gewünscht waren, als sie verschickt wurden, und dass sie aufgehört haben. Sie bekommen nichts mehr von uns. Eine Adresse, die niemand bestätigt hat, wird ${forgotten} gelöscht.

Wir löschen all das, wenn Sie uns darum bitten. Wenn Sie eine Ausgabe als Spam melden oder Ihr Mailserver sagt, dass es die Adresse nicht gibt, behalten wir einen Prüfwert der Adresse unter geheimem Schlüssel, aus dem sie sich nicht lesen lässt, damit wir ihr nicht wieder schreiben.

## Ihre Rechte

Sie können eine Kopie dessen verlangen, was wir über Sie gespeichert haben, es berichtigen oder löschen lassen, seine Verwendung einschränken lassen, ihr widersprechen und es mitnehmen. Schreiben Sie an ${contact}. Wenn Sie meinen, dass wir mit Ihren Daten falsch umgehen, können Sie sich auch bei der Datenschutzbehörde an Ihrem Wohnort beschweren.
`;
}
