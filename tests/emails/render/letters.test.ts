import { describe, expect, test } from "vitest";
import {
  renderConfirmation,
  renderWelcome,
  type ConfirmationMail,
  type WelcomeMail,
} from "#emails/render/letters.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { ana, content, origin } from "../samples.ts";

const templates = loadTemplates();
const { briefing, timeZone } = content();

const confirmation = (changes: Partial<ConfirmationMail> = {}) =>
  renderConfirmation(templates, {
    briefing,
    listName: "Weekly",
    confirmUrl: `${origin}/confirm/AbCdEfGh0123456789`,
    requestedAt: Date.UTC(2026, 10, 23, 8, 12),
    timeZone,
    email: ana.email,
    expiresDays: 7,
    ...changes,
  });

const welcome = (changes: Partial<WelcomeMail> = {}) =>
  renderWelcome(templates, {
    briefing,
    listName: "Weekly",
    unsubscribeUrl: ana.unsubscribeUrl,
    preferencesUrl: ana.preferencesUrl,
    latestIssue: { number: 11, subject: "The warehouse that runs at night", url: `${origin}/issues/11` },
    email: ana.email,
    ...changes,
  });

describe("a confirmation", () => {
  test("C-04: both parts say who asked, where and when, and what happens if nothing is done", async () => {
    const { html, text, subject } = await confirmation();
    expect(subject).toBe("Confirm your subscription to The Robotics Briefing");
    for (const part of [html, text.replace(/\n/g, " ")]) {
      expect(part).toContain("On 23 November 2026, 09:12 CET");
      expect(part).toContain("ana.ruiz@example.org");
      expect(part).toContain(origin);
      expect(part).toContain("If it was not you, do nothing.");
      expect(part).toContain("7 days");
      expect(part).toContain("12 rue des Écoles");
    }
  });

  test("C-04: nothing advertises, nothing is fetched, and the only ways lead to the confirmation, the site and its privacy policy", async () => {
    const { html } = await confirmation();
    expect(html).not.toContain(briefing.pitch);
    expect(html).not.toMatch(/<img|unsubscribe|fonts\.googleapis|url\(/i);
    const hrefs = new Set([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href));
    expect([...hrefs]).toEqual([`${origin}/confirm/AbCdEfGh0123456789`, `${origin}/`, `${origin}/privacy`]);
  });

  test("E-15: one button of 44 px at least, and the plain link beside it", async () => {
    const { html, text } = await confirmation();
    const [button = "", ...more] = html.match(/<a [^>]*>\s*Confirm my subscription\s*<\/a>/g) ?? [];
    expect(more).toEqual([]);
    const [, size, line] = /font-size:(\d+)px;.*line-height:(\d+)%/.exec(button)!;
    const [, padding] = /padding:(\d+)px/.exec(button)!;
    expect((Number(size) * Number(line)) / 100 + 2 * Number(padding)).toBeGreaterThanOrEqual(44);
    expect(html).toContain(`>${origin}/confirm/AbCdEfGh0123456789</a>`);
    expect(text).toContain(`(${origin}/confirm/AbCdEfGh0123456789)`);
  });

  test("E-11, E-12, E-14, E-16: it is as well made as an issue", async () => {
    const { html } = await confirmation();
    expect(html).toMatch(/<html lang="en" dir="ltr"/);
    expect(html.match(/<h1\b/g)).toHaveLength(1);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain("[data-ogsc]");
    for (const [table] of html.matchAll(/<table\b[^>]*>/g)) expect(table).toContain('role="presentation"');
    expect(await confirmation()).toEqual(await confirmation());
  });

  test("22, 23: names stay words", async () => {
    const name = 'A <b>"$&"</b> {{confirmUrl}} </mj-text>';
    const { html, subject, text } = await confirmation({ briefing: { ...briefing, name }, listName: name });
    expect(html).not.toContain("<b>");
    expect(html).toContain("{{confirmUrl}} &lt;/mj-text&gt;");
    expect(subject).toContain(name);
    expect(text.replace(/\s+/g, " ")).toContain(name);
  });

  test("an address or link that is none is refused", async () => {
    await expect(confirmation({ confirmUrl: "javascript:alert(1)" })).rejects.toThrow();
    await expect(confirmation({ email: "a@x.example, b@x.example" })).rejects.toThrow();
  });
});

describe("a welcome", () => {
  test("says what comes, shows the latest issue and the way out, in both parts", async () => {
    const { html, text, subject } = await welcome();
    expect(subject).toBe("Welcome to The Robotics Briefing");
    for (const part of [html, text.replace(/\n/g, " ")]) {
      expect(part).toContain("ana.ruiz@example.org is now subscribed to The Robotics Briefing (Weekly)");
      expect(part).toContain("issue 11, “The warehouse that runs at night”");
      expect(part).toContain(`${origin}/issues/11`);
      expect(part).toContain(ana.unsubscribeUrl);
      expect(part).toContain(ana.preferencesUrl);
    }
  });

  test("a list with the briefing's own name is not named beside it", async () => {
    const listName = "the robotics briefing";
    for (const { html, text } of [await confirmation({ listName }), await welcome({ listName })])
      for (const part of [html, text.replace(/\n/g, " ")]) {
        expect(part).toMatch(/(receive|subscribed to) The Robotics Briefing\./);
        expect(part).not.toContain("(the");
      }
  });

  test("before the first issue it promises none", async () => {
    const { html, text } = await welcome({ latestIssue: null });
    expect(html + text).not.toContain("latest");
  });
});
