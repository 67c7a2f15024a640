import { Fragment, useContext, type ReactNode } from "react";
import { dirOf } from "#app/i18n/direction.ts";
import { directionOf, type Direction } from "#app/i18n/languages.ts";
import { messagesIn, textPieces, type Messages, type MessageValues } from "#app/i18n/messages.ts";
import { SiteContext, type Site } from "./SiteContext.ts";
import { frameData } from "./frame.ts";

/** The words of the briefing's language. */
export function useWords(): Messages {
  return messagesIn(useContext(SiteContext).language);
}

/** The `dir` of what somebody wrote, which may be in another script than the page. */
export function useDir(): (text: string) => Direction | "auto" {
  const around = directionOf(useContext(SiteContext).language);
  return (text) => dirOf(text, around);
}

/** The same for a page's title and description, from what `meta` is told of the frame around the page. */
export function wordsFor(matches: readonly { handle?: unknown; data: unknown }[]): Messages {
  const frame = frameData<() => { site: Site | null }>(matches, "site");
  return messagesIn(frame?.site?.language ?? "en");
}

type SaidProps<V> = {
  /** The text, given what is filled in: `(values) => words("leave.goesTo", values)`. */
  text: (values: V) => string;
  values?: V;
  /** What stands for `<tag>…</tag>` in the text. */
  tags: Record<string, (inner: string) => ReactNode>;
};

/** A text with elements in it. */
export function Said<V extends MessageValues>({ text, values, tags }: SaidProps<V>) {
  return textPieces(text, values).map((piece, i) => (
    <Fragment key={i}>{typeof piece === "string" ? piece : (tags[piece.tag]?.(piece.words) ?? piece.words)}</Fragment>
  ));
}

/** Whose subscription it is and to what: both keep their own direction in a text of the other. */
export const forSubscription = { email: strong, list: strong };

function strong(inner: string) {
  return (
    <strong>
      <bdi>{inner}</bdi>
    </strong>
  );
}
