import { header, type MailPart } from "./parts.server.ts";

const daemonBox =
  /^["'\s]*(mailer|mail)?[-_. ]?(daemon|system|deamon)\b|^mailer-daemon|^maildaemon|^mail[-_.]?(delivery|system|router|subsystem|admin)|^postmaster|^mdaemon|^mmdf|^uucp|^bounce|^delivery|^failure|^autodelivery|^noreply-?delivery|^nobody|^root@|^exchange|^micro?softexchange[0-9a-f]{8,}|^mail-?noreply|^undeliver|^returned/i;

const daemonName =
  /mail(er)?[- ]?(delivery|deliver|daemon|system|administrator|router|transfer|transport|subsystem|gateway)|delivery (subsystem|system|agent|status|notification|service|failure)|post ?master|system ?administrator|systemadministrator|administrateur (syst[eè]me|du syst)|administrador (del|do) sistema|amministratore (di )?sistema|systeembeheerder|microsoft outlook|microsoft exchange|mail system|internet mail|mail server|mailserver|smtp server|undeliver|bounce|почтовая служба|администратор|メール(配信|システム)|mail administrator|nachrichtenzustellung|системный|系统退信|系統退信|postmaster|mailbox service|mta\b/i;

const failedSubject = new RegExp(
  [
    "undeliver(?:ed|able)|not deliver(?:ed|able)|non[- ]?deliver|undelivered mail|un-?deliverable|delivery (?:status|failure|failed|notification|report|problem|error|has failed|unsuccessful|incomplete)|deliver(?:y|ing)[^:]{0,30} (?:fail|notification)|fail(?:ed|ure) (?:notice|to deliver|delivery|mail|message|notification|report)|failure notice|mail (?:delivery|system error|failure|could not|not delivered|error|undeliver|status report|rejected|delivery failed)|message (?:delivery|undeliver|could not|not delivered|bounced|status|rejected|failed|blocked|you sent blocked)|return(?:ed|ing) (?:mail|message|to sender|email|e-mail)|mail returned|bounced? (?:mail|message|e-?mail|action)|^bounce\\b|could not (?:be )?(?:deliver|sen[dt])|couldn't be delivered|unable to deliver|cannot (?:be )?(?:deliver|send)|user (?:unknown|not found)|unknown (?:user|recipient|address)|address (?:error|not found|unknown)|mailbox (?:full|unavailable|unknown)|delayed|delay(?:ed)? (?:mail|notice|notification)|^(?:mail )?warning:|still (?:being )?(?:retried|undelivered)|error sending|mail system error|nondeliverable|ndn:|permanent (?:delivery )?(?:failure|error)|rejected:|problem (?:delivering|sending)|notification d'état|mail failure|message status - undeliverable|failed mail|failed:|delivery to .{1,60} (?:failed|has)",
    "unzustellbar|nicht zu(?:gestellt|stellbar|geliefert)|zustell(?:ung|fehler|benachrichtigung|status)|übermittlung|fehlgeschlagen|rückläufer|unzustellbarkeit|mail ?zustellung|nicht (?:übermittelt|ausgeliefert)|non remis|non d[ée]livr|échec (?:de |d')|impossible (?:de |à )(?:remettre|délivrer|livrer|distribuer)|remise|notification de (?:remise|distribution|non)|non distribu|retour (?:à l'|de )|no (?:se )?(?:ha )?(?:podido|pudo|puede)? ?(?:ser )?(?:entreg|entregad)|no entregad|no se puede entregar|error (?:de|en la|al) (?:entrega|envío|enviar)|notificaci[oó]n (?:de|del) (?:entrega|estado)|fallo (?:de|en) |devuelto|mensaje devuelto|mancat[ao] (?:consegna|recapito)|non (?:è stato )?(?:recapit|consegn)|impossibile (?:recapitare|consegnare)|notifica (?:dello stato |di mancat)|errore (?:di )?consegna|n[aã]o (?:foi )?entreg|n[aã]o p[oô]de ser|falha (?:na|de) (?:entrega|envio)|devolvid|notifica[cç][aã]o de (?:status|estado|entrega)|onbestelbaar|niet (?:bezorgd|afgeleverd|bestelbaar)|bezorg(?:ing|fout)|aflever|niedostarcz|nie (?:mo[zż]na |zosta[lł]\\w* )?dostarcz|zwrot|b[lł][aą]d (?:dor[eę]cz|dostarcz)|niedor[eę]cz|не ?доставлен|недоставлен|не может быть доставлен|ошибка доставки|отчет о доставке|уведомление о (?:недоставке|доставке|статусе)|невозможно доставить|сбой доставки|возврат|teslim edil|iletilemedi|gönderilemedi|ej levererat|oleverer|kunde inte lever|kan ikke leveres|ikke leveret|ikke levert|ei voitu toimittaa|toimittamat|nedoručiteľ|nedoručiteln|nebylo (?:možné )?doručen|kézbesíthetetlen|nelivrat|nu a putut fi livrat|μη παραδοτ|配信(?:不能|エラー|失敗)|送信(?:エラー|失敗|できません)|届きません|宛先不明|エラーメール|配達|未配信|退信|退回|投递失败|投遞失敗|无法(?:投递|送达)|無法(?:投遞|傳遞|送達)|发送失败|寄送失敗|반송|전송 실패|배달 (?:실패|되지)|không (?:thể )?gửi|gagal (?:terkirim|dikirim)|לא נמסר|لم يتم",
  ].join("|"),
  "iu",
);

const failedWords = new RegExp(
  [
    "(?:could|can|was|were|has|have|will|is|are)(?:n't| ?not)(?: be| been)? (?:able to )?(?:be )?(?:deliver(?:ed|able)?|sent|reached|processed|relayed|completed|transmitted|forwarded)|can ?not be (?:delivered|reached)|unable to (?:be )?(?:deliver|send|relay|reach|process)|wasn't able to deliver|not able to (?:be )?deliver|couldn't deliver|failed to (?:deliver|send|reach)|failing to deliver|deliver(?:y|ing)[^.\\n]{0,80} (?:has |have |been )*(?:failed|fails|unsuccessful|delayed|aborted|suspended|problems?|errors?)|did(?:n't| not) (?:reach|get)|delivery (?:failed|errors?|problems?|failure|status notification)|undeliver(?:ed|able|y)|non-?deliver(?:y|able|ed)|failed (?:recipient|address|delivery|permanently)|following (?:address|recipient|addresses|recipients|destination)[^\\n]{0,60}(?:fail|problem|error|reject|unknown|could not|affected|invalid)|permanent(?:ly)? (?:fatal )?(?:error|fail)|fatal errors|returned to (?:you|sender)|being returned|has been returned|(?:message|mail)[^.\\n]{0,40} (?:was|has been|is being) (?:returned|bounced|rejected|refused|blocked)|was rejected by|rejected (?:by|for|your|recipient)|transcript of (?:the )?(?:session|attempts)|remote host said|(?:remote|smtp) (?:mail )?server (?:has )?(?:rejected|returned|replied|responded|error)|user (?:is )?unknown|no such (?:user|recipient|mailbox)|mailbox (?:is )?(?:full|unavailable|not found)|unknown (?:user|recipient|address)|(?:has )?not (?:yet )?been delivered|still (?:trying|undelivered|being retried)|had trouble delivering|your mail sent on|address (?:not found|couldn't be found)|recipient address rejected|(?:^|\\n)[^\\n]{0,120}\\b[45]\\d\\d[ -][45]\\.\\d\\.\\d|could not send|errors? occurred|an error (?:has )?occurred|bounced|warning message only|not delivered to|did not receive this message|failed to send|status: error|considered undeliverable",
    "nicht (?:zugestellt|übermittelt|ausgeliefert|zustellbar|gesendet|erreicht|zugestelt)|konnte[n]? nicht|unzustellbar|fehler bei der (?:übermittlung|zustellung)|zustellung[^.\\n]{0,60}fehlgeschlagen|n'a (?:pas )?(?:pu|été)[^.\\n]{0,30}(?:remis|délivré|distribué|livré|achemin)|n'a pas (?:pu )?(?:être |été )?|échec de (?:la )?(?:remise|distribution|livraison)|impossible de (?:remettre|délivrer|livrer|distribuer)|no (?:se )?(?:ha podido|pudo|puede|fue posible|ha sido posible|se entreg)|no (?:ha )?lleg|error (?:en|al|de) (?:la )?(?:entrega|entregar|enviar)|non (?:è stato|è|e'|ha|può)[^.\\n]{0,40}(?:recapit|consegn|raggiun|inviat)|impossibile (?:recapitare|consegnare|inviare)|n[aã]o (?:foi|p[oô]de|pode)[^.\\n]{0,40}(?:entreg|envi)|falha na entrega|(?:niet|kon niet)[^.\\n]{0,40}(?:bezorgd|afgeleverd|bestelbaar)|nie (?:mog[lł]a|mo[zż]e|zosta[lł]a?|uda[lł]o si[eę])[^.\\n]{0,40}(?:dostarcz|dor[eę]cz)|не (?:может быть|было|удалось|доставлен|смог\\p{L}*)[^.\\n]{0,40}|недоставлен|teslim edilemedi|iletilemedi|gönderilemedi|kunde inte|kunne ikke|ei voitu|nebylo možné|nelze doručit|nem sikerült|nu a putut|配信(?:でき|不能|エラー|に失敗)|送信(?:でき|に失敗|エラー)|届けられ|届きません|お届けでき|見つかりません|无法(?:投递|送达|发送)|未能(?:投递|送达)|退回|退信|被拒|無法(?:投遞|傳遞|送達|傳送)|전송(?:하지|되지|할 수)|반송|배달(?:하지|되지)|không (?:thể|được) (?:gửi|chuyển)|tidak dapat dikirim",
  ].join("|"),
  "iu",
);

/** Words with which programs begin a line of a bounce, and nobody else does. */
const programOpening = new RegExp(
  "(?:^|\\n)[\\s*-]{0,8}(?:" +
    [
      "(?:hi|hello)[.!,]? this is the|this message was created automatically by (?:the )?(?:mail|facebook|smtp|e-?mail)|message from [\\w.]+\\.?\\s+unable to deliver|this is the (?:mail system|postfix program|mail delivery agent|mail (?:server|transport)|courier)|this is (?:a|an) (?:delivery status notification|automatic\\w*[- ]generated delivery|automatic\\w* delivery)|the following addresses had|transcript of session|delivery has failed to these recipients|did not reach the following recipient|this report relates to a message you sent|this message was undeliverable due to|delivery to the following recipients? (?:has )?(?:failed|been delayed)|your mail message to the following address|the message (?:that )?you sent was undeliverable|(?:address not found|message (?:blocked|not delivered)|delivery (?:incomplete|failed|delayed)|recipient inbox full)|your message couldn't be delivered|your message to [^\\n]{1,100} couldn't be delivered|your message could not be delivered to|we had trouble delivering your message|message could not be delivered to|your message was not delivered|could not be delivered because of|it was not possible to deliver|the following recipients did not receive|diese (?:nachricht|e-mail) wurde automatisch (?:erstellt|erzeugt|generiert)|это (?:письмо|сообщение) создано автоматически|ce(?: message|tte?)[^\\n]{0,60} automatiquement par le (?:serveur|logiciel)",
    ].join("|") +
    ")",
  "iu",
);

const delayedWords =
  /\b(?:has|have|is|was|been|be|mail|message|delivery)[^.\n]{0,60} delayed\b|delayed \d+ hours|will (?:be|keep|continue|retry|try)[^.\n]{0,60} (?:retr|try|attempt|trying|deliver)|(?:we|i|gmail|it|server|system)(?:'ll| will) (?:retry|keep trying|try again|continue)|still (?:being retried|trying|undelivered|in the queue)|not yet been delivered|warning message only|do(?:n't| not) need to (?:resend|re-?send)|no action is required on your part|continue(?:s)? (?:to )?(?:try|attempt|retrying)|transient non-fatal|delivery attempts will continue|temporarily delayed|enqueued and undeliverable for|wird (?:weiter|erneut) versucht|verzögert|retardé|retrasad|ritard|atrasad|vertraagd|opóźni|задерж|отложен|попыт\p{L}* (?:будут|продолж)|försenad|forsinke|遅延|再送を(?:試|続|行)|延迟|延遲/iu;

const deliveredWords =
  /success\w* (?:been )?deliver|deliver\w* success|successful delivery|(?:was|were|been) delivered to (?:the )?(?:mailbox|recipient|following)|erfolgreich zugestellt|remis avec succès|entregado correctamente/i;

const givenUpWords =
  /giv(?:en|ing) up|permanent(?:ly)? (?:fatal )?(?:error|fail)|failed permanently|has failed|have failed|no (?:further|more) (?:delivery )?(?:attempts|retries)|will not (?:be retried|retry|try)|could not be delivered (?:for|after)|message expired|expired|(?<!non-)fatal errors|not going to try again|too long|(?:^|[^\d.])55\d[ -]|\b5\.[1-7]\.\d/i;

/** Signs that a machine writes about a mail that we sent. */
type BounceSigns = {
  /** The sender is a mail system, or there is none to answer. */
  machine: boolean;
  subject: boolean;
  words: boolean;
  /** The words are of a program that writes nothing but bounces. */
  program: boolean;
  delayed: boolean;
  /** It arrived. */
  delivered: boolean;
};

/** Looks for signs of a bounce in the head and in its own words, without the message that it returns. */
export function bounceSigns(message: MailPart, words: string): BounceSigns {
  const from = header(message, "from").slice(-1_000);
  const address = /([^\s<>"@]{1,100}@[^\s<>"@]{1,255})>?\s*$/.exec(from)?.[1] ?? from;
  const name = from.replace(address, "");
  const hasNoSender = /^<>$/.test((message.headers.get("return-path")?.[0] ?? "").trim());
  const isReport =
    message.headers.has("x-failed-recipients") || message.type === "multipart/report" || isSubmittedByMachine(message);
  const subject = header(message, "subject");
  const start = words.slice(0, 3_000);
  return {
    machine: hasNoSender || isReport || !from || daemonBox.test(address) || daemonName.test(name),
    subject:
      failedSubject.test(subject.slice(0, 300)) && !/^\s*(re|aw|sv|antw|rv|ref|odp|回复|答复)\s*:/i.test(subject),
    words: failedWords.test(start),
    program: programOpening.test(start.slice(0, 1_500).replace(/^[ \t]+/gm, "")),
    delayed:
      (delayedWords.test(start) || /\bdelay|warning:|verzöger|warnung/i.test(subject)) && !givenUpWords.test(start),
    delivered: deliveredWords.test(start),
  };
}

function isSubmittedByMachine(message: MailPart): boolean {
  const submitted = message.headers.get("auto-submitted")?.[0]?.trim() ?? "";
  return submitted !== "" && !/^no\b/i.test(submitted);
}

/** True when the signs together are those of a bounce; a person who quotes one has others (B-07). */
export function isBounce(message: MailPart, { machine, subject, words, program }: BounceSigns): boolean {
  const isAnswer = message.headers.has("in-reply-to") && !machine;
  if (isAnswer) return program && subject;
  const isDaemon = hasDaemonBox(message);
  return (machine && ((words && subject) || program)) || (subject && program) || (isDaemon && (words || subject));
}

function hasDaemonBox(message: MailPart): boolean {
  return (
    message.headers.has("x-failed-recipients") ||
    /mailer-?daemon|postmaster|mail delivery|mail system|mail administrator/i.test(header(message, "from"))
  );
}
