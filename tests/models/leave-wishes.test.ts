import { describe, expect, test } from "vitest";
import { leaveWish } from "#app/models/leaveWishes.ts";

describe("a reply asks to leave", () => {
  test.each([
    "Unsubscribe",
    "Please unsubscribe me from this newsletter.",
    "please take me off this list, thanks",
    "Hi, could you remove me from your mailing list? I get too much mail.",
    "Remove my address from your database.",
    "I'd like to be removed from the list.",
    "How do I unsubscribe?",
    "STOP SENDING ME THIS",
    "I no longer want to receive your newsletter.",
    "I don’t want to receive these emails anymore.",
    "Please do not send me any more emails.",
    "Please don't send me these mails any more",
    "Opt me out.",
    "cancel my subscription please",
    "Take me off your list.",
    "Bitte melden Sie mich ab.",
    "Bitte nehmen Sie mich aus dem Verteiler.",
    "Ich möchte den Newsletter abbestellen.",
    "Ich möchte keine weiteren E-Mails mehr erhalten.",
    "Bitte abmelden",
    "Merci de me désabonner.",
    "Je ne souhaite plus recevoir vos messages.",
    "Désinscription svp",
    "Por favor, quiero darme de baja.",
    "No quiero recibir más correos.",
    "Vorrei cancellarmi: cancellatemi dalla lista.",
    "Non desidero più ricevere la newsletter.",
    "Quero cancelar a minha inscrição.",
    "Não quero mais receber estes e-mails.",
    "Graag uitschrijven.",
    "Wilt u mij afmelden?",
    "Proszę o wypisanie mnie z listy.",
    "Отпишите меня, пожалуйста.",
    "Не присылайте мне больше писем.",
    "Відпишіть мене.",
    "Avregistrera mig tack.",
    "Afmeld mig venligst.",
    "Meld meg av nyhetsbrevet.",
    "Poistakaa minut listalta.",
    "Odhlásit prosím.",
    "Leiratkozom.",
    "Dezabonare",
    "Διαγραφή παρακαλώ.",
    "Beni listeden çıkarın.",
    "配信停止をお願いします。",
    "请取消订阅。",
    "수신거부",
    "Vui lòng hủy đăng ký.",
    "הסירו אותי מהרשימה, הסר אותי",
    "إلغاء الاشتراك",
  ])("%s", (text) => {
    expect(leaveWish(text)).not.toBeNull();
  });

  test.each([
    "",
    "Great issue, thank you!",
    "Please don't unsubscribe me, I was only on holiday.",
    "I would never unsubscribe from this.",
    "My friend wants to know how people unsubscribe from Facebook.",
    "The unsubscribe button works fine, I tested it for a friend.",
    "Your article about unsubscribe rates was good.",
    "It would take me a long time to answer that.",
    "This will take me off guard every time!",
    "Bitte melden Sie mich nicht ab, ich lese Sie gern.",
    "The article said that people stop reading.",
    "Ne me désabonnez pas !",
    "Por favor no me quiten nada del texto.",
    "You should remove the comma in the third line.",
    "> Please unsubscribe me\n\nI did not write that.",
    "I love it!\n\nOn Mon, 23 Nov 2026 The Briefing wrote:\n> To leave, unsubscribe me here",
    "Thanks!\n\n-- \nTo be removed from my list, write unsubscribe",
    "Danke!\n\nAm 23.11.2026 um 10:00 schrieb The Briefing:\nNewsletter abbestellen",
  ])("not by: %s", (text) => {
    expect(leaveWish(text)).toBeNull();
  });

  test("in a line that an editor is shown", () => {
    expect(leaveWish("Hello,\nplease take me  off this list.\nThanks")).toBe("please take me off this list.");
  });

  test("is found out soon, however long the text is", () => {
    const began = performance.now();
    for (const piece of ["remove me ", "no longer want ", "please \n", ">", "don't "]) leaveWish(piece.repeat(100_000));
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
