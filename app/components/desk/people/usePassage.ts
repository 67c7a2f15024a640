import { useEffect, useState } from "react";
import { passageOf, placeIn, evened, type Passage } from "#app/models/comments/passages.ts";

/** Where words can be chosen for a comment: the text that is written, and the fields above it. */
const texts = ".ProseMirror, textarea[name=headline], textarea[name=dek], input[name=subject], input[name=preheader]";

/**
 * The words that are chosen in the text of the page. They stay chosen while somebody writes the comment, and are given
 * up by a click into the text.
 */
export function usePassage(): [Passage | null, () => void] {
  const [passage, setPassage] = useState<Passage | null>(null);
  useEffect(() => {
    const look = () => {
      const field = document.activeElement;
      if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)
        return field.matches(texts) ? setPassage(chosenInField(field)) : undefined;
      const chosen = document.getSelection();
      const text = elementOf(chosen?.anchorNode)?.closest<HTMLElement>(texts);
      if (chosen && text && chosen.rangeCount > 0) setPassage(chosenIn(chosen.getRangeAt(0), text));
    };
    document.addEventListener("selectionchange", look);
    return () => document.removeEventListener("selectionchange", look);
  }, []);
  return [passage, () => setPassage(null)];
}

function elementOf(node: Node | null | undefined): Element | null {
  return node instanceof Element ? node : (node?.parentElement ?? null);
}

function chosenInField(field: HTMLTextAreaElement | HTMLInputElement): Passage | null {
  const [from, to] = [field.selectionStart ?? 0, field.selectionEnd ?? 0];
  return from === to ? null : orNone(passageOf(field.value.slice(from, to), field.value.slice(0, from)));
}

function chosenIn(range: Range, text: HTMLElement): Passage | null {
  if (range.collapsed || !text.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return orNone(passageOf(range.toString(), before.toString().slice(-200)));
}

function orNone(passage: Passage): Passage | null {
  return passage.quote === "" ? null : passage;
}

/**
 * Shows the words of a passage: scrolls to them, and chooses them.
 * @returns false where the page does not have them
 */
export function showPassage(passage: Passage): boolean {
  for (const text of document.querySelectorAll<HTMLElement>(texts)) {
    if (text instanceof HTMLTextAreaElement || text instanceof HTMLInputElement) {
      const at = text.value.indexOf(passage.quote);
      if (at === -1) continue;
      text.focus();
      text.setSelectionRange(at, at + passage.quote.length);
      text.scrollIntoView({ block: "center" });
      return true;
    }
    const range = rangeOf(text, passage);
    if (!range) continue;
    text.focus({ preventScroll: true });
    document.getSelection()?.removeAllRanges();
    document.getSelection()?.addRange(range);
    elementOf(range.startContainer)?.scrollIntoView({ block: "center" });
    return true;
  }
  return false;
}

/** Finds a passage among the text nodes of an element, whose words are compared as they were kept: evened. */
function rangeOf(text: HTMLElement, passage: Passage): Range | null {
  const signs: { node: Text; offset: number }[] = [];
  let words = "";
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    const isNextBlock = signs.length > 0 && blockOf(node) !== blockOf(signs.at(-1)!.node);
    for (const [offset, sign] of [...(isNextBlock ? [[0, " "] as const] : []), ...signsOf(node)]) {
      const isSpace = evened(sign) === "";
      if (isSpace && (words === "" || words.endsWith(" "))) continue;
      words += isSpace ? " " : sign;
      signs.push({ node, offset });
    }
  }
  const at = placeIn(words, passage);
  const [first, last] = [signs[at], signs[at + passage.quote.length - 1]];
  if (at === -1 || !first || !last) return null;
  const range = document.createRange();
  range.setStart(first.node, first.offset);
  range.setEnd(last.node, last.offset + 1);
  return range;
}

function signsOf(node: Text): (readonly [number, string])[] {
  return node.data.split("").map((sign, offset) => [offset, sign] as const);
}

function blockOf(node: Text): Element | null {
  return node.parentElement?.closest("p, h1, h2, h3, h4, h5, li, td, th, figcaption, blockquote, pre") ?? null;
}
