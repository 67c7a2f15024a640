import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { ConsentWording } from "#app/components/ui/ConsentWording.tsx";
import { SiteContext } from "#app/components/ui/Site.tsx";
import { languages, messagesIn } from "#app/i18n/messages.ts";
import type { ConsentEvent } from "#app/models/consent/record.server.ts";
import { ConsentChain } from "#app/routes/_public.reader.$token_.data/ConsentChain.tsx";

const at = Date.UTC(2026, 10, 23, 8, 5);
const signedUp: ConsentEvent = {
  ...{
    seq: 7,
    hash: "ab".repeat(32),
    kind: "signed-up",
    list: "Weekly",
    at,
    source: "/articles/robots",
    method: "form",
  },
  ...{ wording: "No spam.", version: 2, language: "en", detail: null, letter: null, address: "ana@readers.example" },
  ...{ name: "Ana", ip: "192.0.2.7", userAgent: null, tracesUntil: at + 30 * 86_400_000, tracesErased: false },
};

function page(events: ConsentEvent[], language = "en"): string {
  const site = { name: "", pitch: "", language, timeZone: "Europe/Amsterdam", consent: "" };
  return renderToStaticMarkup(
    <SiteContext.Provider value={site}>
      <ConsentChain events={events} />
    </SiteContext.Provider>,
  );
}

function said(html: string): string {
  return html
    .replace(/<[^>]+>/g, " ")
    .replace(/[\u2068\u2069]/g, "")
    .replace(/\s+/g, " ");
}

describe("what a reader sees of their consent (C-02)", () => {
  test("is every step with words, version, page, address, and where it came from while that is kept", () => {
    const words = said(page([signedUp]));
    for (const one of [
      "You asked for it",
      "Weekly",
      "23 November 2026, 09:05 CET",
      "You were shown: “No spam.”",
      "Version 2 of this text",
      "On the page /articles/robots",
      "For ana@readers.example",
      "From the internet address 192.0.2.7, which we erase on 23 December 2026",
      "Receipt 7 abababababababab…",
    ])
      expect(words).toContain(one);
  });

  test("names nobody of ours, and says what is erased", () => {
    const imported = { ...signedUp, kind: "imported", source: "import of fair.csv by script (root)" } as const;
    const ended = { ...signedUp, seq: 8, kind: "ended", source: "operator Ruth", wording: "", version: null } as const;
    const words = said(page([imported, { ...ended, ip: null, tracesUntil: null, tracesErased: true }]));
    expect(words).toContain("What was declared: “No spam.”");
    expect(words).toContain("By our staff, from a file");
    expect(words).toContain("The internet address it came from has been erased.");
    expect(words).not.toMatch(/Ruth|script|root|fair\.csv/);
  });

  test("tells when somebody agreed, or left, where an import brought them from", () => {
    const imported = { ...signedUp, kind: "imported", detail: "2021-02-03T10:12:00.000Z" } as const;
    const ended = { ...signedUp, seq: 8, kind: "ended", detail: "2022-07-08T09:00:00.000Z" } as const;
    const words = said(page([imported, ended]));
    expect(words).toContain("You had agreed on 3 February 2021");
    expect(words).toContain("You had left on 8 July 2022");
    expect(words).not.toContain("T10:12");
  });

  test("shows a list or a text that looks like markup as what it is", () => {
    const html = page([{ ...signedUp, list: "<b>", wording: "<script>x</script> {{text}} $t(site)" }]);
    expect(html).not.toMatch(/<b>|<script/);
    expect(said(html)).toContain("&lt;script&gt;x&lt;/script&gt; {{text}} $t(site)");
  });

  test.each(Object.keys(languages))("is in the briefing's language (%s)", (language) => {
    const kinds = ["signed-up", "confirmed", "imported", "ended", "paused", "resumed", "erased", "undone"] as const;
    const html = page(
      kinds.map((kind, i) => ({ ...signedUp, seq: i + 1, kind })),
      language,
    );
    expect(html).not.toMatch(/consent\.|undefined|\{\{/);
    expect(html).toContain(messagesIn(language)("consent.title"));
    if (language !== "en") expect(html).not.toContain("You ");
  });

  test("is said to be nothing when nothing is recorded", () => {
    expect(said(page([]))).toContain("Nothing is recorded.");
  });
});

describe("the text beside the sign-up button", () => {
  const shown = (text: string, language = "en") =>
    renderToStaticMarkup(
      <SiteContext.Provider value={{ name: "", pitch: "", language, timeZone: "UTC", consent: text }}>
        <ConsentWording text={text} />
      </SiteContext.Provider>,
    );

  test.each(Object.keys(languages))("links the privacy policy it speaks of (%s) (C-13)", (language) => {
    const words = messagesIn(language);
    const html = shown(words("consent.signUp"), language);
    expect(html).toMatch(new RegExp(`<a [^>]*href="/privacy"[^>]*>${words("consent.policy")}</a>`));
    expect(html.replace(/<[^>]+>/g, "")).toBe(words("consent.signUp"));
  });

  test("has the link behind it when it does not speak of it", () => {
    expect(shown("Once a week.")).toMatch(/^Once a week\. \(<a [^>]*href="\/privacy"[^>]*>privacy policy<\/a>\)$/);
  });
});
