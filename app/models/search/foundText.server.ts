import { textAndNotes, type Body } from "#app/models/body.ts";
import { linesIn } from "#app/models/sections.ts";
import type { EditionSection, IssueContent } from "#emails/render/issueContent.server.ts";

/** Returns the words of a body that can be found. A sign before each footnote tells it from the sentences of the text in an excerpt. */
export function textFound(body: Body): string {
  const { text, notes } = textAndNotes(body);
  return [text, ...notes.filter(Boolean).map((note) => `· ${note}`)].join("\n");
}

/** Returns a source's name and site. */
export function sourceLine({ title, url }: { title: string; url: string }): string {
  const site = URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, "") : "";
  return [title, site].filter(Boolean).join(" · ");
}

/** Returns an issue's own words, in the order of the issue, with the headlines of its articles. */
export function issueText({ intro, sections, outro }: IssueContent): string {
  const parts = sections.flatMap(({ heading, text, pieces }) => [
    heading,
    textFound(text),
    ...pieces.map(wordsOfPiece),
  ]);
  return [textFound(intro), ...parts, textFound(outro)].filter((part) => part !== "").join("\n");
}

function wordsOfPiece(piece: EditionSection["pieces"][number]): string {
  if (piece.kind === "article") return `${piece.headline}\n${piece.dek}`;
  return piece.kind === "poll" ? linesIn(piece).join("\n") : sourceLine({ title: piece.text, url: piece.url });
}
