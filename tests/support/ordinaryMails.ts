/** What people write below an issue, some of it in the words of bounces. */
const words = [
  "Thank you for the piece about mail servers. When a mailbox is full, who is told?",
  "My provider says 550 5.1.1 user unknown when I write to your author. Could you look?",
  "I could not open the link to the second article; the page was not found.",
  "Great issue! One correction: the address of the library does not exist any more.",
  "Your newsletter was delayed last week, it arrived on Tuesday. Why?",
  "Ich konnte den Artikel nicht lesen, die Seite wurde nicht gefunden.",
  "Der Text über unzustellbare Briefe war großartig, danke!",
  "Je n'ai pas pu lire l'article, la page est introuvable.",
  "No he podido abrir el enlace. ¿Me ayudan?",
  "Non sono riuscito ad aprire la pagina: casella piena di errori!",
  "Het artikel over de post die niet bezorgd werd was heel mooi.",
  "Статья о письмах, которые не были доставлены, очень понравилась.",
  "記事がとてもよかったです。宛先不明の手紙の話に感動しました。",
  "这期关于退信的文章写得很好。",
  "Please remove the comma in the third sentence. Otherwise: permanent error of grammar!",
  "I am going on holiday next week and look forward to reading you there.",
  "The delivery of the printed edition has failed twice. Who do I contact?",
  "Undeliverable is a wonderful word, thanks for the essay on it.",
  "You were rejected by our local paper's crossword: 'relay', five letters.",
  "Is the spam policy of our school to blame for the message being blocked?",
];

const subjects = [
  "Re: Issue 12",
  "AW: Ausgabe 12",
  "Re: Undeliverable: the week in letters",
  "A question about your mailbox article",
  "Delivery of the printed edition",
  "RE: [The Briefing] Returned mail, an essay",
  "Thanks!",
  "Warning: your issue made me late for work",
];

const notes = [
  [
    "Automatic reply: Issue 12",
    "I am out of the office with limited access to e-mail. Messages to this mailbox are not forwarded.",
  ],
  [
    "Out of office",
    "I'm away until Monday. If your message cannot wait, it could not be urgent enough for bo@far.example.",
  ],
  [
    "Abwesenheitsnotiz",
    "Ich bin nicht im Büro. Ihre Nachricht wird nicht weitergeleitet und konnte nicht gelesen werden.",
  ],
  ["Réponse automatique", "Je suis en congé, votre message n'a pas été remis à un collègue."],
  ["Respuesta automática", "Estoy fuera de la oficina. Su mensaje no se ha entregado a nadie más."],
  ["自動応答", "不在にしております。メールは配信されません。"],
];

const letters = [
  [
    "Mail delivery failed: how we fixed our servers",
    "Last week 550 errors. Here is the story. User unknown? No longer.",
  ],
  ["Your weekly digest", "The mailbox that was full; the recipient who was not found."],
  ["Delayed: our spring issue", "Your printed copy has been delayed and will be delivered on Friday."],
];

/** Two hundred and more mails that are no bounces: answers, absence notes and newsletters, in varied dress. */
export function ordinaryMails(): Buffer[] {
  const answers = subjects.flatMap((subject, s) => words.map((text, w) => answer(subject, text, s * words.length + w)));
  const absences = notes.flatMap(([subject, text]) =>
    heads.map((head) => mail([`Subject: ${subject}`, "From: Ana <ana@far.example>", ...head], text!)),
  );
  const news = letters.flatMap(([subject, text]) =>
    lists.map((list) => mail([`Subject: ${subject}`, "From: News <news@other.example>", ...list], text!)),
  );
  return [...answers, ...absences, ...news];
}

const heads = [
  ["Auto-Submitted: auto-replied"],
  ["X-Autoreply: yes"],
  ["Return-Path: <>", "Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All"],
  ["Precedence: auto_reply"],
  ["Return-Path: <>", "Precedence: bulk", "In-Reply-To: <issue-12.7@briefing.example>"],
  [],
];

const lists = [
  ["List-Id: <news.other.example>"],
  ["Precedence: bulk"],
  ["List-Unsubscribe: <https://other.example/u>"],
  ["Feedback-ID: 1:2:other"],
];

function answer(subject: string, text: string, n: number): Buffer {
  const quoted = "> Hello reader, the mailbox is full and the user unknown.\n> 550 5.1.1 This is the mail system.";
  const body = n % 3 === 0 ? text : `${text}\n\nOn Mon, 23 Nov 2026 The Briefing wrote:\n${quoted}`;
  const threads =
    n % 2 ? ["In-Reply-To: <issue-12.7@briefing.example>", "References: <issue-12.7@briefing.example>"] : [];
  const head = [`Subject: ${subject}`, `From: ${n % 5 ? "Ana" : "System Reader"} <reader${n}@far.example>`, ...threads];
  if (n % 4 === 3)
    return mail(
      [...head, "Content-Type: text/html; charset=utf-8"],
      `<p>${text}</p><blockquote>${quoted}</blockquote>`,
    );
  return mail(head, body);
}

function mail(head: string[], body: string): Buffer {
  return Buffer.from(["To: replies@replies.briefing.example", ...head, "", body, ""].join("\r\n"));
}
