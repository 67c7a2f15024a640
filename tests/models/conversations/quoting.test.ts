import { describe, expect, test } from "vitest";
import { textOfHtml } from "#app/models/conversations/htmlText.server.ts";
import { inertHtml } from "#app/models/conversations/inertHtml.server.ts";
import { ownWordsOf, partsOfReply } from "#app/models/conversations/quoting.server.ts";

const own = (text: string) => ownWordsOf(partsOfReply(text));
const kinds = (text: string) => partsOfReply(text).map(({ kind }) => kind);

describe("what a reader says stands apart from what is quoted", () => {
  test.each([
    ["Gmail", "On Mon, Nov 23, 2026 at 9:00 AM The Robotics Briefing <editors@briefing.example.org> wrote:"],
    ["Gmail, broken", "On Mon, Nov 23, 2026 at 9:00 AM The Robotics Briefing\n<editors@briefing.example.org> wrote:"],
    ["Apple Mail, German", "Am 23.11.2026 um 09:00 schrieb The Robotics Briefing <editors@briefing.example.org>:"],
    ["Thunderbird, German", "Am 23.11.26 um 09:00 schrieb The Robotics Briefing:"],
    ["French", "Le lun. 23 nov. 2026 à 09:00, The Robotics Briefing <editors@briefing.example.org> a écrit :"],
    ["Spanish", "El lun, 23 nov 2026 a las 9:00, The Robotics Briefing (<editors@briefing.example.org>) escribió:"],
    ["Italian", "Il giorno lun 23 nov 2026 alle ore 09:00 The Robotics Briefing ha scritto:"],
    ["Portuguese", "Em seg., 23 de nov. de 2026 às 09:00, The Robotics Briefing escreveu:"],
    ["Dutch", "Op ma 23 nov 2026 om 09:00 schreef The Robotics Briefing <editors@briefing.example.org>:"],
    ["Swedish", "Den mån 23 nov. 2026 kl 09:00 skrev The Robotics Briefing <editors@briefing.example.org>:"],
    ["Polish", "pon., 23 lis 2026 o 09:00 The Robotics Briefing <editors@briefing.example.org> napisał(a):"],
    ["Czech", "po 23. 11. 2026 v 9:00 odesílatel The Robotics Briefing <editors@briefing.example.org> napsal:"],
    ["Turkish", "The Robotics Briefing, 23 Kas 2026 Pzt, 09:00 tarihinde şunu yazdı:"],
    ["Russian", "пн, 23 нояб. 2026 г. в 09:00, The Robotics Briefing <editors@briefing.example.org>:"],
    ["Russian, Apple", "23 нояб. 2026 г., в 9:00, The Robotics Briefing написал(а):"],
    ["Arabic", "في الاثنين، ٢٣ نوفمبر ٢٠٢٦ في ٩:٠٠ ص تمت كتابة ما يلي بواسطة كتب The Robotics Briefing:"],
    ["Japanese", "2026年11月23日(月) 9:00 The Robotics Briefing <editors@briefing.example.org>:"],
    ["Chinese", "The Robotics Briefing <editors@briefing.example.org> 于2026年11月23日周一 09:00写道："],
    ["Korean", "2026년 11월 23일 (월) 오전 9:00, The Robotics Briefing님이 작성:"],
  ])("below the line that %s puts above a quotation", (_client, line) => {
    const marked = `Robots do not pack.\n\n${line}\n\n> Robots learn to pack\n> Two warehouses\n`;
    expect(own(marked)).toBe("Robots do not pack.");
    expect(kinds(marked)).toEqual(["words", "quoted"]);
    // Without marks, as from an HTML part: all below it is the mail before.
    expect(own(`Robots do not pack.\n\n${line}\n\nRobots learn to pack\nTwo warehouses`)).toBe("Robots do not pack.");
  });

  test.each([
    ["Outlook", "From: The Robotics Briefing <editors@briefing.example.org>\nSent: Monday, November 23, 2026 9:00 AM"],
    ["Outlook, German", "Von: The Robotics Briefing\nGesendet: Montag, 23. November 2026 09:00\nAn: Ana"],
    ["Outlook, French", "De : The Robotics Briefing\nEnvoyé : lundi 23 novembre 2026 09:00\nÀ : Ana"],
    ["Outlook, ruled", "________________________________\nFrom: The Robotics Briefing\nSent: Monday"],
    ["Outlook, bold", "*From:* The Robotics Briefing\n*Sent:* Monday, November 23"],
    ["Outlook, old", "-----Original Message-----\nRobots learn to pack"],
    ["Outlook, old German", "-----Ursprüngliche Nachricht-----\nRobots learn"],
    ["Arabic", "من: The Robotics Briefing\nتاريخ الإرسال: الاثنين\nإلى: آنا"],
    ["Japanese", "差出人: The Robotics Briefing\n送信日時: 2026年11月23日"],
  ])("below the headers of %s", (_client, block) => {
    const text = `Robots do not pack.\n\n${block}\n\nRobots learn to pack\nTwo warehouses`;
    expect(own(text)).toBe("Robots do not pack.");
  });

  test("words between quoted lines and below them stay words", () => {
    const text = "> Robots learn to pack.\n\nThey do not.\n\n> Two warehouses\n\nThree, in fact.";
    expect(kinds(text)).toEqual(["quoted", "words", "quoted", "words"]);
    expect(own(text)).toBe("They do not.\n\nThree, in fact.");
  });

  test("signatures of people and of programs stand apart, and sentences that look like them do not", () => {
    expect(own("Good piece.\n\n-- \nAna Torres\nPort of Rotterdam")).toBe("Good piece.");
    expect(own("Good piece.\n\nSent from my iPhone\n\nOn 23 Nov 2026, at 09:00, The Briefing wrote:\n> x")).toBe(
      "Good piece.",
    );
    expect(own("Guter Text.\n\nVon meinem iPhone gesendet")).toBe("Guter Text.");
    expect(own("Sent from my iPhone is what they write.\nIt annoys me.")).toContain("annoys");
    expect(own("On Monday I wrote:\nnothing came of it. Or so they said")).toContain("nothing came of it");
    expect(own("Three things are missing:\n- prices\n- dates")).toContain("prices");
    expect(own("From: the beginning I liked it.\nAnd to: the end.")).toContain("liked");
  });

  test("a reply that is nothing but a quotation has no words", () => {
    expect(own("> Robots learn to pack")).toBe("");
    expect(own("")).toBe("");
  });

  test.each([
    ["marks without end", `${">".repeat(100_000)}`],
    ["a line without end", `On ${"a ".repeat(100_000)}`],
    ["colons", "From:\n".repeat(50_000)],
    ["rules", `${"_".repeat(50)}\n`.repeat(8000)],
    ["attributions", "On Mon, Nov 23, 2026 at 9:00\n".repeat(8000)],
    ["a program's lines", "Sent from my iPhone\n".repeat(8000)],
    ["angles", `${"<".repeat(200_000)}`],
  ])("%s are read in a moment", (_what, text) => {
    const begun = performance.now();
    partsOfReply(text);
    textOfHtml(text);
    expect(performance.now() - begun).toBeLessThan(4000);
  });
});

describe("the text of a mail's HTML", () => {
  test("quotations of mail programs are marked, and nothing else is", () => {
    const gmail = `<div dir="ltr">Robots do not <b>pack</b>.<br><br>Ana</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Mon wrote:<br></div><blockquote class="gmail_quote"><div>Robots learn</div></blockquote></div>`;
    expect(own(textOfHtml(gmail))).toBe("Robots do not pack.\n\nAna");
    const outlook = `<div>Not <i>so</i>.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> The Briefing<br><b>Sent:</b> Monday<br></div><div>Robots learn</div>`;
    expect(own(textOfHtml(outlook))).toBe("Not so.");
    const yahoo = `<div>Yes.</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Monday</div><p>Robots</p></div>`;
    expect(own(textOfHtml(yahoo))).toBe("Yes.");
    const below = `<blockquote type="cite">Robots learn</blockquote><p>They do not.</p>`;
    expect(own(textOfHtml(below))).toBe("They do not.");
  });

  test("what is no text of a person is not read", () => {
    const html = `<html><head><title>No</title><style>p{}</style></head><body><script>no()</script><p>Caf&eacute; &amp; &#8364;5 &#0; &bogus;</p><!-- no --></body></html>`;
    expect(textOfHtml(html)).toBe("Café & €5 &bogus;");
    expect(textOfHtml("<p>a</p><p>b<ul><li>one<li>two</ul>")).toBe("a\n\nb\n- one\n- two");
    expect(textOfHtml("1 < 2 and <notclosed")).toContain("1 < 2 and");
    expect(textOfHtml("<script>never closed")).toBe("");
  });
});

test("HTML that is shown as it was sent has nothing that acts by itself, however it is put together", () => {
  const html = `<li<link>nk rel=dns-prefetch href=//x.example><SCRIPT>no()</SCRIPT><meta http-equiv=refresh><a href="//x">b</a><p style="color:red">c</p>`;
  const inert = inertHtml(html);
  expect(inert).not.toMatch(/<(link|script|meta|base)\b|\shref=/i);
  expect(inert).toContain(`<p style="color:red">c</p>`);
});
