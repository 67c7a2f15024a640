import { describe, expect, test } from "vitest";
import { languages } from "#app/i18n/languages.ts";
import { renderDigest } from "#emails/render/digest.server.ts";
import { renderEdition } from "#emails/render/edition.server.ts";
import { renderConfirmation, renderWelcome } from "#emails/render/letters.server.ts";
import { renderNotice, renderSignInLink } from "#emails/render/notice.server.ts";
import {
  renderAddressNotice,
  renderAddressQuestion,
  renderAddressTaken,
  renderAlreadySubscribed,
  renderReaderLink,
} from "#emails/render/readerLetters.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { visibleIn } from "../../support/visible.ts";
import { ana, content, markerKey, origin } from "../samples.ts";

const templates = loadTemplates();
const url = `${origin}/reader/AbCdEfGh0123456789`;

/** Every kind of mail there is, for a briefing in this language. */
async function mails(language: string): Promise<Record<string, { html: string }>> {
  const issue = content();
  const briefing = { ...issue.briefing, language };
  const change = { briefing, old: "an•••@readers.example", next: "bo@readers.example", url, days: 7 };
  const asked = { briefing, listName: "Weekly", confirmUrl: url, requestedAt: issue.date, timeZone: "UTC" };
  const articles = issue.articles.map(({ headline, dek, url, topics }) => ({ headline, dek, url, topics }));
  const month = [{ number: 7, subject: issue.subject, date: issue.date, url, articles }];
  return {
    issue: await renderEdition(templates, { ...issue, briefing }, markerKey),
    digest: await renderDigest(templates, { ...issue, briefing, month: "2026-11", issues: month }, false, markerKey),
    confirmation: await renderConfirmation(templates, { ...asked, email: ana.email, expiresDays: 7 }),
    reminder: await renderConfirmation(templates, { ...asked, email: ana.email, expiresDays: 7, reminder: true }),
    welcome: await renderWelcome(templates, {
      ...{ briefing, listName: "Weekly", unsubscribeUrl: url, preferencesUrl: url, latestIssue: null },
      email: ana.email,
    }),
    "reader-link": await renderReaderLink(templates, briefing, url, 1),
    "already-subscribed": await renderAlreadySubscribed(templates, briefing, url, 1),
    "address-old": await renderAddressNotice(templates, change),
    "address-new": await renderAddressQuestion(templates, change),
    "address-taken": await renderAddressTaken(templates, change),
    notice: renderNotice(briefing.name, "Nothing went out.", `${origin}/desk`),
    "sign-in": renderSignInLink(briefing.name, `${origin}/desk/sign-in/x`, 15),
  };
}

describe.each(Object.keys(languages))("E-20: in %s", (language) => {
  test("every mail of every kind has a hidden preheader of its own, long enough and not too long", async () => {
    const seen = new Set<string>();
    for (const [kind, { html }] of Object.entries(await mails(language))) {
      const body = html.slice(html.indexOf("<body"));
      const [hidden = "", ahead = ""] =
        /<div style="display:none[^>]*>([^<]*?)(?:&#847;[^<]*)?<\/div>/.exec(body) ?? [];
      expect(ahead.length, `${kind}: ${ahead}`).toBeGreaterThanOrEqual(40);
      expect(ahead.length, `${kind}: ${ahead}`).toBeLessThanOrEqual(131);
      expect(body.slice(0, body.indexOf(hidden)).replace(/<[^>]+>/g, ""), `${kind}: before it`).toMatch(/^\s*$/);
      expect(visibleIn(body.replace(hidden, "")), `${kind}: said once`).not.toContain(ahead);
      seen.add(ahead);
    }
    expect(seen.size).toBe(12);
  });
});
