import type { MailPart } from "./parts.server.ts";
import { header } from "./parts.server.ts";

/** Subjects of absence notes and automatic answers, at their start; more than twenty languages. */
const subjects = new RegExp(
  "^[\\s\"'«„\\[(*-]*(?:(?:auto|automat\\w*|re|aw|sv|vs)\\s*[:：]\\s*)?[\\s\"'\\[(*-]*(?:" +
    [
      "out of (?:the )?office|ooo\\b|o\\.o\\.o|automatic (?:reply|response|answer|e-?mail)|auto[- ]?(?:reply|response|respond\\w*|answer|generated|mated)|automated (?:reply|response|message|e-?mail|answer|acknowledg)|away from|i(?:'m| am) (?:away|out|on (?:leave|vacation|holiday))|on (?:vacation|holiday|leave|annual leave|parental leave|maternity)|(?:maternity|annual|parental|sick) leave|vacation (?:reply|message|notice|response|auto)|absence (?:notice|from)|not in (?:the )?office|currently (?:away|out)|away (?:message|notice|until)|thank you for (?:your (?:e-?mail|message|inquiry|enquiry|interest|request)|contacting|writing|reaching|getting in touch)|thanks for (?:your (?:e-?mail|message)|contacting|reaching)|(?:we have |we've |your )?(?:e-?mail |message |request |ticket |enquiry |inquiry )(?:received|has been received)|confirmation of receipt|acknowledgement of|i no longer work|no longer (?:with|at|employed)|i have left|new e-?mail address|change of (?:e-?mail )?address|my (?:e-?mail )?address has changed|\\[?(?:ticket|case|request) ?(?:id)?[:# ]",
      "abwesen|abwesend|automatische (?:antwort|rückmeldung|eingangs|e-?mail|abwesenheit|nachricht)|autom\\. antwort|nicht (?:im büro|im haus|am platz|da\\b|erreichbar)|(?:ich bin |im |in )?(?:urlaub|elternzeit|mutterschutz|ferien)|eingangsbestätigung|urlaubs|neue e-?mail-?adresse|außer haus",
      "absen(?:ce|t|te)\\b|réponse automatique|reponse automatique|message automatique|répondeur|accusé de réception|en (?:congé|congés|vacances|déplacement)|hors (?:du )?bureau|notification automatique|changement d'adresse",
      "respuesta autom|contestaci[oó]n autom|autorrespuesta|fuera de (?:la )?oficina|ausen(?:te|cia)|de vacaciones|mensaje autom|acuse de recibo|estoy (?:de vacaciones|fuera)",
      "risposta automatica|rispost[ae] automatic|fuori (?:sede|ufficio|dall'ufficio)|assen(?:te|za)|in ferie|autorisposta|messaggio automatico|sono (?:assente|in ferie|fuori)",
      "resposta autom|fora d[oe] escrit|ausência|férias|estou (?:ausente|de férias|fora)|mensagem autom|resposta automàtica",
      "automatisch(?:e)? (?:antwoord|bericht|beantwoording|reactie|ontvangst)|afwezig|niet (?:aanwezig|op kantoor)|vakantie|met verlof|ontvangstbevestiging|buiten kantoor",
      "autosvar|automatisk[t]? (?:svar|besvarelse|e-?post)|frånvar|ej på kontoret|inte på kontoret|på semester|fraværende|fravær|ikke (?:på kontoret|til stede|til stede)|ferie\\b|på ferie|ude af kontoret|automaattinen vastaus|poissa|poissaolo|lomalla|en ole paikalla|automaatvastus|automaatne vastus",
      "automatyczna odpowied|odpowied[zź] automatyczna|autoodpowied|nieobecno|poza biurem|urlop|jestem (?:nieobecn|na urlopie)|automatick[áaý]\\w* odpov|mimo kancel|nepřítomn|neprítomn|dovolen|házon kívül|automatikus válasz|szabadság|nem vagyok|răspuns automat|raspuns automat|concediu|în afara biroului",
      "автоматич\\p{L}* (?:ответ|відповідь|отговор|уведомление|сообщение)|автоответ|автовідповід|вне офиса|не в офисе|отсутств|в отпуске|отпуск|відсутн|у відпустці|извън офиса|отсъств|αυτόματη (?:απάντηση|απόκριση)|εκτός γραφείου|απουσ|automatski odgovor|automatsk|samodejni odgovor|odsot|odsut|izvan ureda|аутоматски одговор|automatinis atsakym|automātisk\\p{L}* atbild|ne biure|prombūtn",
      "otomatik (?:yan[ıi]t|cevap|mesaj)|ofis d[ıi][sş][ıi]|izinde|tatilde|自動(?:応答|返信|回覆|回复|送信)|不在(?:通知|連絡|の|届|中)?|休暇|自动(?:回复|答复|应答)|自動(?:回覆|答覆|回復)|外出|休假|不在办公室|假期|자동 ?(?:회신|응답|답장)|부재 ?중|휴가|trả lời tự động|tự động trả lời|vắng mặt|balasan otomatis|jawaban otomatis|di luar kantor|ตอบกลับอัตโนมัติ|ไม่อยู่|ข้อความตอบกลับอัตโนมัติ|תשובה אוטומטית|מענה אוטומטי|מחוץ למשרד|היעדרות|رد تلقائي|الرد التلقائي|خارج المكتب|پاسخ خودکار|स्वचालित उत्तर|स्वतः उत्तर|automātiska|sjálfvirkt svar",
    ].join("|") +
    ")",
  "iu",
);

/** First lines that a machine writes, or that a person leaves with one. */
const machineLines = new RegExp(
  [
    "this is an? (?:automat\\w+|auto[- ]?(?:generated|reply|response|mated)|system[- ]generated) |(?:automat(?:ed|ic(?:ally)?)|auto)[- ]?(?:generated|response|reply|message|e-?mail|acknowledg\\w+)|please do not (?:reply|respond) to this|do not reply to this|this (?:mailbox|inbox|e-?mail address|address) is (?:not |un)(?:monitored|attended|being monitored)|your (?:message|e-?mail|request|enquiry|inquiry) has been received|we (?:have |'ve )?received your (?:message|e-?mail|request|enquiry|inquiry)|thank you for contacting|a (?:ticket|case|request) has been (?:created|opened)",
    "dies ist eine automati|automatisch (?:erstellt|generiert|erzeugt|versand|versendet|verschickt)|bitte (?:antworten sie nicht|nicht auf diese)|ihre (?:nachricht|e-?mail|anfrage) (?:ist (?:bei uns )?eingegangen|wurde empfangen|haben wir erhalten)|réponse automatique|message automatique|généré automatiquement|merci de ne pas répondre|nous avons bien reçu votre|ne pas répondre à ce|respuesta automática|mensaje (?:generado )?automátic|no responda a este|hemos recibido su (?:mensaje|correo)|risposta automatica|messaggio automatico|generat[oa] automaticamente|non rispondere a questo|abbiamo ricevuto (?:la sua|il suo|il tuo)|resposta automática|mensagem automática|não responda|recebemos (?:sua|a sua|o seu)|automatisch (?:gegenereerd|bericht|antwoord)|niet (?:te )?(?:antwoorden|beantwoorden)|wij hebben uw (?:bericht|e-?mail) ontvangen|wiadomość (?:została )?(?:wygenerowana )?automatyczn|prosimy nie odpowiadać|автоматическ\\p{L}* (?:ответ|сообщение|уведомление)|не отвечайте на это|ваше (?:письмо|сообщение) получено|自動(?:返信|応答|配信|送信)|このメールに返信|自动回复|系统自动|请勿回复|自動回覆|請勿回覆|자동으로 발송|자동 응답|발신 ?전용",
  ].join("|"),
  "iu",
);

const absentLines = new RegExp(
  [
    "i(?:'m| am|'ll be| will be| shall be)? (?:currently |presently |now |temporarily )?(?:be )?(?:out of (?:the )?office|on (?:annual |maternity |paternity |parental |sick |medical )?(?:leave|vacation|holidays?)|away from (?:the |my )?(?:office|desk|e-?mail)|away (?:until|from|on|and)|out (?:until|from|on|this|of the country)|travell?ing (?:until|and|with)|not in (?:the )?office)|out of (?:the )?office (?:until|from|and|with|on|this)|limited access to (?:my )?e-?mail|no access to (?:my )?e-?mail|will (?:respond|reply|get back|answer|return)[^.\\n]{0,60} (?:when i|upon my|on my|after my|once i|as soon as i)[^.\\n]{0,20}(?:return|back)|i no longer work (?:for|at|here)|(?:is|has|am) no longer (?:with|employed|working|at) ",
    "(?:ich )?(?:bin|befinde mich|werde)[^.\\n]{0,60}(?:nicht im (?:büro|haus)|abwesend|im urlaub|außer haus|in elternzeit|auf dienstreise|nicht erreichbar|in mutterschutz|nicht am arbeitsplatz)|(?:je suis|je serai|actuellement)[^.\\n]{0,60}(?:absent|en (?:congé|vacances|déplacement|arrêt)|hors du bureau)|(?:estoy|estaré|me encuentro|me encontraré)[^.\\n]{0,60}(?:de vacaciones|fuera de (?:la )?oficina|ausente|de baja|de viaje)|(?:sono|sarò)[^.\\n]{0,60}(?:assente|in ferie|fuori (?:ufficio|sede))|(?:estou|estarei|encontro-me)[^.\\n]{0,60}(?:ausente|de férias|fora do escritório|em férias)|(?:ik ben|ben ik)[^.\\n]{0,60}(?:afwezig|met vakantie|op vakantie|met verlof|niet (?:aanwezig|op kantoor))",
    "(?:jag är|jeg er)[^.\\n]{0,60}(?:inte på kontoret|på semester|ledig|tjänstledig|ikke på kontoret|på ferie|bortrest|fraværende|ikke til stede)|(?:olen)[^.\\n]{0,40}(?:lomalla|poissa|vapaalla)|jestem[^.\\n]{0,40}(?:nieobecn|na urlopie|poza biurem)|(?:нахожусь|буду|я)[^.\\n]{0,40}(?:в отпуске|вне офиса|отсутств\\p{L}*|у відпустці)|(?:jsem|budu)[^.\\n]{0,40}(?:mimo kancelář|na dovolené|nepřítom)|szabadságon|házon kívül|sunt (?:în|plecat)[^.\\n]{0,20}concediu|λείπω|βρίσκομαι εκτός|(?:ofis dışında|izinde|tatilde)(?:yim)?|不在(?:に|と|です)|休暇(?:を|中)|(?:出张|出差|休假|外出|请假)[^。\\n]{0,20}|부재중|휴가 ?중|出社(?:いた)?し(?:ません|ておりません)|đang (?:nghỉ|vắng)|sedang cuti|אני (?:בחופשה|לא במשרד)|أنا (?:خارج المكتب|في إجازة)",
  ].join("|"),
  "iu",
);

const challengeWords = new RegExp(
  [
    "(?:to|in order to|before)[^.\\n]{0,80}(?:deliver|release|receive|accept)[^.\\n]{0,80}(?:click|follow|confirm|verify|reply to this|visit|answer)|(?:click|follow|use|visit)[^.\\n]{0,60} (?:link|button|here|below)[^.\\n]{0,60} (?:to|so (?:that )?)[^.\\n]{0,60}(?:deliver|confirm (?:that )?you|verify (?:that )?you|prove|be (?:delivered|released)|authenticate|add yourself)|(?:confirm|verify|prove) (?:that )?you(?:'re| are) (?:a )?(?:human|real|person|not a (?:robot|spammer|machine))|(?:your|the) (?:message|e-?mail|mail) (?:is|has been|was) (?:being )?(?:held|quarantined|waiting|placed in|on hold|pending|blocked)[^.\\n]{0,80}(?:until|confirm|approv|verif|authori|pending|awaiting|sender)|(?:sender|e-?mail) (?:verification|authentication|confirmation) (?:required|request|needed)|challenge[- ]response|spam ?arrest|boxbe|tmda\\b|mailinblack|choicemail|spamlion|0spam|knowspam|sanebox challenge|uol antispam|antispam uol|bitbounce|approved senders? list|(?:guest|allowed|approved|white) ?list[^.\\n]{0,60}(?:click|confirm|reply|request)|only accepts? (?:mail|messages|e-?mail) from (?:known|approved|people)",
    "bestätigen sie[^.\\n]{0,60}(?:absender|zustell|mensch)|(?:pour|afin)[^.\\n]{0,60}(?:délivr|remis|transmis|distribu)[^.\\n]{0,80}(?:cliqu|authentifi|confirm)|(?:cliquez|authentifi\\p{L}*|vous identifier)[^.\\n]{0,80}(?:message|mail|e-?mail)[^.\\n]{0,60}(?:remis|délivré|transmis|distribué|parvien|livré)|(?:confirme|haga clic|clique)[^.\\n]{0,80}(?:para que|entreg)|confirma(?:r|ção)[^.\\n]{0,60}(?:remetente|remitente|mensagem)",
  ].join("|"),
  "iu",
);

const challengeSubject =
  /(?:confirm|verif|authenticat|authoriz|bestätig|authentifi|approv)\w*[^\n]{0,40}(?:required|request|needed|your (?:message|e-?mail|identity|delivery)|erforderlich|message|mail|absender|expéditeur)|please confirm|action required|\[?(?:boxbe|spam ?arrest|tmda|antispam uol|mailinblack)|whitelist|challenge/iu;

/** Why a message is one that a machine answered with, or null: the rule, and how sure it is. */
type Automatic = {
  kind: "auto-reply" | "challenge";
  rule: string;
  line: string;
  confidence: "certain" | "likely";
};

/**
 * Looks whether a machine wrote it: the head first, then the subject, then the first lines (RFC 3834).
 * @param text what its writer wrote, without what is quoted
 */
export function automaticAnswer(message: MailPart, text: string): Automatic | null {
  const first = text.trim().slice(0, 1_500);
  const subject = header(message, "subject").slice(0, 300);
  const byHead = headSign(message);
  const isAnswer = /^\s*(re|aw|sv|vs|antw|rv|ref|odp|tr|回复|答复)\s*[:：]/i.test(subject);
  if (
    challengeWords.test(first) &&
    (byHead ||
      challengeSubject.test(subject) ||
      (!isAnswer && /\b(spam|unknown sender|first time|whitelist|challenge)/i.test(first)))
  )
    return { kind: "challenge", rule: "challenge", line: subject, confidence: byHead ? "certain" : "likely" };
  if (byHead) return { kind: "auto-reply", ...byHead, confidence: "certain" };
  const start = subjects.exec(subject);
  if (start && !/^\s*(re|aw|sv|vs)\s*[:：]/i.test(subject))
    return { kind: "auto-reply", rule: "automatic-subject", line: subject, confidence: "likely" };
  const opening = first.slice(0, 600);
  const said = machineLines.exec(opening) ?? absentLines.exec(opening.slice(0, 300));
  if (said) return { kind: "auto-reply", rule: "automatic-words", line: said[0], confidence: "likely" };
  return null;
}

function headSign(message: MailPart): { rule: string; line: string } | null {
  const { headers } = message;
  const field = (name: string) => headers.get(name)?.[0]?.trim() ?? "";
  const submitted = field("auto-submitted");
  if (submitted && !/^no\b/i.test(submitted)) return { rule: "auto-submitted", line: `Auto-Submitted: ${submitted}` };
  const named = autoFields.find((name) => headers.has(name) && !/^(no|none|false)$/i.test(field(name)));
  if (named) return { rule: "auto-header", line: `${named}: ${field(named)}` };
  const precedence = field("precedence");
  if (/^(auto[_-]?reply|bulk|junk|list)/i.test(precedence))
    return { rule: "precedence", line: `Precedence: ${precedence}` };
  const list = ["list-id", "list-unsubscribe", "list-post", "list-help", "feedback-id"].find((name) =>
    headers.has(name),
  );
  if (list) return { rule: "mailing", line: `${list}: ${field(list)}` };
  if (/autoresponder/i.test(field("delivered-to")) || /autoresponder/i.test(field("x-post-messageclass")))
    return { rule: "auto-header", line: "autoresponder" };
  if (message.type === "multipart/report" && /disposition/i.test(message.parameters.get("report-type") ?? ""))
    return { rule: "read-receipt", line: message.type };
  return null;
}

const autoFields = [
  ...["x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-auto-responder", "x-autogenerated"],
  ...["x-auto-response-suppress", "x-autoreply-from", "x-mail-autoreply", "x-autoreply-domain", "x-facebook-notify"],
  ...[
    "x-ms-exchange-generated-message-source",
    "x-ms-exchange-inbox-rules-loop",
    "x-vacation",
    "x-away",
    "x-loop-autoreply",
  ],
];
