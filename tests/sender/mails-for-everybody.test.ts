import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { languages } from "#app/i18n/languages.ts";
import { mailRules } from "#app/models/preflight/accessibility.server.ts";
import { htmlTree } from "#app/models/preflight/htmlTree.server.ts";
import { renderEdition } from "#emails/render/edition.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { article, body, content, markerKey } from "../emails/samples.ts";
import { blockSamples } from "../support/block-samples.ts";
import { everyKind, everyMail } from "../support/every-mail.ts";
import { read } from "../support/places.ts";

/** The rules that a mail breaks, in words. */
function brokenIn(html: string): string[] {
  const tree = htmlTree(html);
  return Object.entries(mailRules).flatMap(([name, { breaks }]) => breaks(tree).map((why) => `${name}: ${why}`));
}

const tags = [...Object.keys(languages), "en-US", "de-CH"];

describe("every rule of the Email Markup Consortium's report that a program can check holds", () => {
  test.each(tags)("in every mail there is, in %s", async (language) => {
    const { kinds, raw } = await everyMail({ language });
    expect(kinds).toEqual(everyKind);
    for (const message of raw) {
      const { html, subject } = await simpleParser(message);
      expect([subject, brokenIn(html || "")]).toEqual([subject, []]);
    }
  });

  test.each(tags)("with every kind of block, in full and as a summary, in %s", async (language) => {
    const everyBlock = body(...blockSamples.flatMap(({ markdown }) => read(markdown).content ?? []));
    const given = content();
    const edition = content({
      briefing: { ...given.briefing, language },
      intro: everyBlock,
      articles: [
        article({ slug: "full", display: "full", body: everyBlock }),
        article({ slug: "summary" }),
        ...given.articles,
      ],
    });
    const { html } = await renderEdition(loadTemplates(), edition, markerKey);
    expect(brokenIn(html)).toEqual([]);
  });
});
