import { describe, expect, test } from "vitest";
import { languages } from "#app/i18n/messages.ts";
import {
  renderAddressNotice,
  renderAddressQuestion,
  renderAddressTaken,
  renderReaderLink,
} from "#emails/render/readerLetters.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { content, origin } from "../samples.ts";

const templates = loadTemplates();
const { briefing } = content();
const url = `${origin}/reader/AbCdEfGh0123456789`;
const about = (name: string, language: string) => ({
  ...{ briefing: { ...briefing, name, language }, old: "an•••@readers.example", next: "bo@readers.example" },
  ...{ url, days: 7 },
});

const letters = {
  link: (name: string, language: string) => renderReaderLink(templates, about(name, language).briefing, url, 1),
  old: (name: string, language: string) => renderAddressNotice(templates, about(name, language)),
  new: (name: string, language: string) => renderAddressQuestion(templates, about(name, language)),
  taken: (name: string, language: string) => renderAddressTaken(templates, about(name, language)),
};

describe.each(Object.entries(letters))("the letter %s", (_, render) => {
  test("asks one thing with one button, the plain link beside it, in both parts (E-01, E-15)", async () => {
    const { html, text, subject } = await render(briefing.name, "en");
    expect(subject).toContain(briefing.name);
    expect(html.match(/<h1\b/g)).toHaveLength(1);
    expect(html.split(`href="${url}"`)).toHaveLength(3);
    expect(html).toContain(`>${url}</a>`);
    expect(text).toContain(`(${url})`);
    for (const part of [html, text]) expect(part).toContain("12 rue des Écoles");
  });

  test.each(Object.keys(languages))("is written in %s, in its direction", async (language) => {
    const { html, text } = await render(briefing.name, language);
    expect(html).toContain(`<html lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}"`);
    expect(html + text).not.toMatch(/reader\.mail|\{\{|undefined/);
    const english = await render(briefing.name, "en");
    if (language !== "en") expect(text.split("\n")[0]).not.toBe(english.text.split("\n")[0]);
  });

  test("in a language that we have no words in, it is English and says so", async () => {
    expect((await render(briefing.name, "nl")).html).toContain('<html lang="en" dir="ltr"');
  });

  test("22, 23: names stay words", async () => {
    const name = 'A <b>"$&"</b> {{url}} $t(reader.title) </mj-text>';
    const { html, text } = await render(name, "en");
    expect(html).not.toContain("<b>");
    expect(html).toContain("{{url}} $t(reader.title) &lt;/mj-text&gt;");
    expect(text.replace(/\s+/g, " ")).toContain(name);
  });
});
