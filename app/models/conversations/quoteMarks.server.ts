/**
 * Lines that programs put above what they quote: “On … wrote:”, by language. Each is tried on up to three lines joined,
 * at most 400 characters.
 */
const attributions: RegExp[] = [
  /^(On|At|In a message dated)\s.{5,}\s(wrote|writes|said)\s?:$/i,
  /^(Am|Um|Den)\s.{5,}\s(schrieb|hat .{1,80} geschrieben)(\s.{1,120})?\s?:$/i,
  /^Le\s.{5,}\s(a écrit|écrit)\s?:$/i,
  /^El\s.{5,}\s(escribió|ha escrito)\s?:$/i,
  /^(Il|In data|Il giorno)\s.{5,}\s(ha scritto|scrive)\s?:$/i,
  /^(Em|No dia|A)\s.{5,}\s(escreveu|escribiu|va escriure)\s?:$/i,
  /^(Op|In)\s.{5,}\s(schreef|het volgende geschreven)(\s.{1,120})?\s?:$/i,
  /^(Den|På|Kl\.?)\s.{5,}\s(skrev|skreiv)(\s.{1,120})?\s?:$/i,
  /^.{5,}\s(kirjoitti|napisał|napisała|napisał\(a\)|napsal|napsala|napsal\(a\)|napísal|napísal\(a\))\s?:$/i,
  /^.{5,}\s(yazdı|şunu yazdı|írta|ezt írta|a scris|je napisao|je napisala|je napisao\/la|rakstīja|rašė|kirjutas)\s?:$/i,
  /^.{5,}\s(пишет|написал|написала|написал\(а\)|пише|написав|написала|написа)\s?:$/i,
  /^.{5,}\s(έγραψε|đã viết|menulis|napisal|napisala)\s?:$/i,
  /^.{3,}(כתב|כתבה|כתב\/ה|‏כתב)(\s.{1,120})?\s?:$/,
  /^.{0,200}(كتب|كتبت|كَتب|نوشت)(\s.{1,160})?\s?[:：]$/,
  /^.{3,}(写道|寫道|写到|来信)\s?[：:]$/,
  /^.{3,}(のメール|書きました|書いた|からのメッセージ)\s?[：:]?$/,
  /^.{3,}(님이 작성|님이 씀|작성)\s?[：:]?$/,
];

/** Any language: a date, an address in angle brackets, and a colon at the end. */
const datedAddress = /^(?=.*\d{1,4}[./\-年 ,]).{4,}<[^<>\s]{1,200}@[^<>\s]{1,200}>[^<>]{0,80}[:：]$/;

/** True of one line, or of lines that were joined, that introduce what is quoted below. */
export function isAttribution(line: string): boolean {
  if (line.length > 400 || !/[:：\p{Lo}]$/u.test(line)) return false;
  return datedAddress.test(line) || attributions.some((form) => form.test(line));
}

const fromNames =
  "From|Von|De|Da|Van|Från|Fra|Lähettäjä|Od|Kimden|Gönderen|Feladó|Expeditor|От|От кого|Від|Από|מאת|من|差出人|发件人|寄件者|보낸 사람|Pengirim|Từ|Remitente|Expéditeur|Absender|Mittente|Afzender";
const sentNames =
  "Sent|Date|Gesendet|Datum|Envoyé|Enviado|Enviada em|Enviada|Enviado el|Fecha|Data|Inviato|Verzonden|Skickat|Sendt|Dato|Lähetetty|Päivämäärä|Wysłano|Odesláno|Gönderildi|Gönderme Tarihi|Tarih|Elküldve|Dátum|Trimis|Отправлено|Дата|Надіслано|Ημερομηνία|נשלח|תאריך|تاريخ|التاريخ|تاريخ الإرسال|أرسلت|送信日時|日付|日期|发送时间|寄件日期|보낸 날짜|날짜|To|An|À|Para|Aan|Till|Til|Do|Кому|收件人|宛先|Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp";
const fromLine = new RegExp(`^(${fromNames})\\s?[:：]\\s?\\S`, "i");
const sentLine = new RegExp(`^(${sentNames})\\s?[:：]`, "i");

/**
 * True where the headers of a quoted mail begin, as Outlook and others write them: from whom, and when or to whom.
 * @param lines this line and those after it; stars of bold type do not count
 */
export function beginsHeaders(lines: string[]): boolean {
  const [first = "", ...next] = lines.map((line) =>
    line
      .replace(/^\s*\*+|\*+\s*$/g, "")
      .replace(/:\*+/, ":")
      .trim(),
  );
  return fromLine.test(first) && next.slice(0, 4).some((line) => sentLine.test(line));
}

const originals =
  "Original Message|Original Appointment|Forwarded message|Begin forwarded message|Reply message|Ursprüngliche Nachricht|Originalnachricht|Weitergeleitete Nachricht|Message d[’']origine|Message original|Message transféré|Mensaje original|Mensaje reenviado|Messaggio originale|Messaggio inoltrato|Mensagem original|Mensagem encaminhada|Oorspronkelijk bericht|Doorgestuurd bericht|Ursprungligt meddelande|Oprindelig meddelelse|Opprinnelig melding|Alkuperäinen viesti|Wiadomość oryginalna|Původní zpráva|Eredeti üzenet|Orijinal İleti|Исходное сообщение|Пересылаемое сообщение|Оригінальне повідомлення|Αρχικό μήνυμα|הודעה מקורית|الرسالة الأصلية|رسالة أصلية|元のメッセージ|原始邮件|原始郵件|원본 메시지|원본 메일";
const separator = new RegExp(`^(-|–|—|_){2,}\\s*(${originals})\\s*(-|–|—|_){2,}$|^(${originals})\\s?[:：]$`, "i");

/** True of a line above a whole mail that is quoted below, without marks. */
export function isSeparator(line: string): boolean {
  return line.length <= 120 && separator.test(line);
}

/** Lines that a program adds at the end of what somebody wrote. */
const programLines: RegExp[] = [
  /^(Sent|Written) (from|with|via|by) (my|Mail|Yahoo|Proton|Outlook|Samsung|Huawei|BlackBerry|a mobile|the)\b.{0,80}$/i,
  /^Get Outlook for \w+/i,
  /^(Von|Gesendet (von|mit|aus)) .{1,60}( gesendet)?\.?$/i,
  /^(Diese Nachricht wurde von|Holen Sie sich Outlook) .{1,80}$/i,
  /^(Envoyé|Télécharger Outlook|Obtenez Outlook) (de(puis)?|à partir|avec|pour) .{1,60}$/i,
  /^(Enviado|Enviada) (desde|do|de|a partir) .{1,60}$/i,
  /^(Inviato|Scarica Outlook) (da|per|con) .{1,60}$/i,
  /^(Verzonden|Verstuurd|Verstuurd) (vanaf|met|van) .{1,60}$/i,
  /^(Skickat från|Sendt fra|Lähetetty) .{1,60}$/i,
  /^(Wysłane z|Odesláno z|Отправлено (с|из)|Надіслано з) .{1,60}$/i,
  /^(أُرسل|أرسلت|تم الإرسال|مرسل) من .{1,60}$/,
  /^(iPhone|iPad|Android)(から送信| 에서 보냄)$/,
  /^(发自我的|從我的|从我的|나의) ?.{1,40}$/,
];

/** True of a line that a program signs with, like “Sent from my iPhone”. */
export function isProgramLine(line: string): boolean {
  if (line.length > 140) return false;
  const bare = line.replace(/[<[(]?https?:\/\/\S{1,100}[>\])]?/g, "").trim();
  // “From Monday on I am away” is somebody's own sentence: such a line names a device or a program.
  const isOfDevice =
    /iphone|ipad|android|outlook|mail|samsung|galaxy|handy|mobil|mobile|telefon|phone|yahoo|proton|جوال|هاتف|手机|手機|smartphone/i;
  return programLines.some((form) => form.test(bare)) && isOfDevice.test(bare);
}
