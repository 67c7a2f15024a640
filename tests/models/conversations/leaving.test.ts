import { expect, test } from "vitest";
import { asksToLeave } from "#app/models/conversations/leaving.server.ts";

test.each([
  "Unsubscribe",
  "Please unsubscribe me, thanks. Ana",
  "please take me off this list",
  "Remove my email address from your list",
  "Stop sending me these",
  "I no longer want to receive your emails.",
  "STOP",
  "Bitte nehmen Sie mich von der Liste.",
  "Bitte aus dem Verteiler löschen, nehmen Sie mich raus aus dem Verteiler",
  "Hiermit möchte ich den Newsletter abbestellen.",
  "Ich möchte keine Mails mehr bekommen",
  "Merci de me désabonner.",
  "Je ne souhaite plus recevoir vos messages",
  "Quiero darme de baja",
  "No deseo recibir más correos",
  "Vorrei cancellare la mia iscrizione",
  "Graag uitschrijven",
  "Не присылайте мне больше писем",
  "أرجو إلغاء اشتراكي",
  "请退订",
])("“%s” asks to get no more", (words) => {
  expect(asksToLeave(words)).not.toBeNull();
});

test.each([
  "Great issue, thank you!",
  "Please don't unsubscribe me, I only changed jobs.",
  "I unsubscribed by mistake, please subscribe me again.",
  "Why was I sent this twice?",
  "Do robots ever stop? The list of them is long.",
  "Ich melde mich nächste Woche mit einem Leserbrief.",
  "Le robot ne s'arrête pas.",
  "Could you remove the duplicate paragraph from the article?",
  `${"I read about how people unsubscribe from everything these days and thought about it. ".repeat(10)}`,
])("“%s” does not", (words) => {
  expect(asksToLeave(words)).toBeNull();
});

test("a subject asks only where the reader typed it", () => {
  expect(asksToLeave("", "Unsubscribe")).toBe("Unsubscribe");
  expect(asksToLeave("Thanks, as ever.", "Re: Unsubscribe rates of robots")).toBeNull();
});
