const head = "From: Ana <ana@readers.example>\r\nSubject: Re: Robots\r\nMIME-Version: 1.0\r\n";

/** An answer like most. */
export const smallMail = Buffer.from(`${head}Content-Type: text/plain\r\n\r\nThey do not.\r\n`);

const size = 9_900_000;

/** A mail of almost 10 MB, written in pieces so that making it takes little more than it does. */
function filled(before: string, piece: string, after = ""): Buffer {
  const raw = Buffer.alloc(size, piece);
  raw.write(before);
  raw.write(after, size - after.length);
  return raw;
}

const mixed = `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nThey do not.\r\n--b\r\n`;
const line = (letters: string) => `${letters.repeat(Math.ceil(76 / letters.length))}\r\n`;

/** Answers of 10 MB, made to take much memory, or just large; by what they are. */
export const largeMails: Record<string, () => Buffer> = {
  "a photograph in base64": () =>
    filled(
      `${mixed}Content-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n`,
      line("/9j4"),
      "\r\n--b--\r\n",
    ),
  "a photograph in lines of four letters": () =>
    filled(`${mixed}Content-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n`, "/9j4\n"),
  "a file in quoted-printable": () =>
    filled(
      `${mixed}Content-Type: text/csv; name=a.csv\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`,
      "=C3=A9",
    ),
  "plain text": () => filled(`${head}Content-Type: text/plain\r\n\r\n`, line("word ")),
  "empty lines": () => filled(`${head}Content-Type: text/plain\r\n\r\nThey do not.\r\n`, "\n"),
  "one line": () => filled(`${head}Content-Type: text/plain\r\n\r\n`, "word "),
  "text in base64": () =>
    filled(`${head}Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n`, line("d29yZCB3b3Jk")),
  HTML: () => filled(`${head}Content-Type: text/html\r\n\r\n`, "<p>word</p>\r\n"),
  "HTML that never closes": () => filled(`${head}Content-Type: text/html\r\n\r\n`, "<"),
  "a head without an end": () => filled(`${head}X-First: `, "X-Field: word\r\n"),
  "one field without an end": () => filled("Subject: ", "word "),
  "senders without an end": () => filled(`${head}To: `, "a@b.example, "),
  "parts without an end": () => filled(`${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n`, "--b\r\n\r\nx\r\n"),
  "files without an end": () =>
    filled(
      `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n`,
      "--b\r\nContent-Type: image/png; name=a.png\r\n\r\nx\r\n",
    ),
  "levels without an end": () =>
    filled(
      `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n`,
      "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n",
    ),
  "mails in mails": () => filled(`${head}Content-Type: message/rfc822\r\n\r\n`, "Content-Type: message/rfc822\r\n\r\n"),
};
