import { Fragment, useContext, type ReactNode } from "react";
import { dirOf } from "#app/i18n/direction.ts";
import { directionOf, type Direction } from "#app/i18n/languages.ts";
import { messagesIn, textPieces, type Messages, type MessageValues } from "#app/i18n/messages.ts";
import { SiteContext, type Site } from "./SiteContext.ts";
import { frameData } from "./frame.ts";

/** Returns the texts in the briefing's language. */
export function useWords(): Messages {
  return messagesIn(useContext(SiteContext).language);
}

/** Returns the `dir` of a person's text, which may be in another script than the page. */
export function useDir(): (text: string) => Direction | "auto" {
  const around = directionOf(useContext(SiteContext).language);
  return (text) => dirOf(text, around);
}

/** Returns the texts for a page's title and description, from the `matches` of `meta`. */
export function wordsFor(matches: readonly { handle?: unknown; data: unknown }[]): Messages {
  const frame = frameData<() => { site: Site | null }>(matches, "site");
  return messagesIn(frame?.site?.language ?? "en");
}

type SaidProps<V> = {
  /** The text as a function of its values: `(values) => words("leave.goesTo", values)`. */
  text: (values: V) => string;
  values?: V;
  /** The elements for `<tag>…</tag>` in the text. */
  tags: Record<string, (inner: string) => ReactNode>;
};

/** A text with elements in it. */
export function Said<V extends MessageValues>({ text, values, tags }: SaidProps<V>) {
  return textPieces(text, values).map((piece, i) => (
    <Fragment key={i}>{typeof piece === "string" ? piece : (tags[piece.tag]?.(piece.words) ?? piece.words)}</Fragment>
  ));
}

/** An element for `Said` that opens a mail to an address, which is left-to-right in every language. */
export function mailLink(address: string): (inner: string) => ReactNode {
  return (inner) => (
    <a className="underline underline-offset-4" href={`mailto:${address}`} dir="ltr">
      {inner}
    </a>
  );
}

/** A subscription's address and list: each keeps its direction. */
export const forSubscription = { email: strong, list: strong };

function strong(inner: string) {
  return (
    <strong>
      <bdi>{inner}</bdi>
    </strong>
  );
}
