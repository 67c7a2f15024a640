import { expect, test } from "vitest";
import { fillEdition, markers } from "#emails/render/edition.server.ts";
import { htmlScale } from "#emails/render/htmlSize.server.ts";

test("a reader's HTML is measured as large as it is when it is made (E-10)", () => {
  const key = "0123456789abcdef".repeat(2);
  const { name, email, unsubscribeUrl, preferencesUrl } = markers(key);
  const html = `<p>Grüße, ${name}</p><a href="${unsubscribeUrl}">ü</a> ${email} ${name} <a href="${unsubscribeUrl}"><a href="${preferencesUrl}">`;
  const edition = { html, text: "", marker_key: key };
  const scale = htmlScale(edition);
  for (const name of ["", "Ana", "Zoë & <Söhne>", "機械 🤖", "\u202eabc", "x".repeat(300)]) {
    const reader = {
      name,
      email: "ana&bo@readers.example",
      unsubscribeUrl: "https://a.example/unsubscribe/x?a=1&b=2",
      preferencesUrl: "https://a.example/reader/x?a=1&b=2",
    };
    expect(scale(reader)).toBe(Buffer.byteLength(fillEdition(edition, reader).html));
  }
});
