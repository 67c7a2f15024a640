import type { Mark } from "#app/models/marks.ts";
import type { BlockPage } from "./page.ts";
import { allBelow, textBelow, type ForeignElement } from "./tree.server.ts";

/** Adds preformatted text: verse is lines of a paragraph, everything else is code with its language. */
export function addCode(one: ForeignElement, page: BlockPage, marks: readonly Mark[]): void {
  if (/(^|\s)(wp-block-verse|text|poetry)(\s|$)/.test(one.attributes.class ?? "")) return addVerse(one, page, marks);
  const text = textBelow(one).replace(/^\n/, "").trimEnd();
  if (text.trim() === "") return;
  const classes = [one, ...allBelow(one, ({ name }) => name === "code")].map((each) => each.attributes.class ?? "");
  const said = one.attributes["data-code-block-lang"] ?? one.attributes["data-lang"] ?? "";
  const named = /(?:^|\s)(?:lang(?:uage)?-|brush:\s*|highlight-source-)([\w+#.-]{1,30})/.exec(classes.join(" "))?.[1];
  const language = named ?? (/^[\w+#.-]{1,30}$/.test(said) ? said : null);
  page.add({ type: "codeBlock", attrs: { language }, content: [{ type: "text", text }] });
}

function addVerse(one: ForeignElement, page: BlockPage, marks: readonly Mark[]) {
  page.endLine();
  for (const [i, words] of textBelow(one).trim().split("\n").entries()) {
    if (i > 0) page.addInline({ type: "hardBreak" });
    page.addText(words, marks);
  }
  page.endLine();
}
