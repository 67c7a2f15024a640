import { useEffect, useState } from "react";

/**
 * The words of a form that stay in the tab until the desk has them: through a reload, a form that was closed, and a
 * thread that moved among the resolved ones.
 * @param place the form on its page and who writes, like `3 answer 12`
 * @param start the words that it begins with
 */
export function useKeptText(place: string, start = ""): [string, (text: string) => void] {
  const [text, setText] = useState(start);
  useEffect(() => {
    const kept = read(place);
    // The server draws the form without what only this tab knows.
    if (kept !== null) setText(kept);
  }, [place]);
  const change = (words: string) => {
    setText(words);
    keep(place, words === start ? null : words);
  };
  return [text, change];
}

/** True when words of a form stay in the tab. */
export function hasKeptText(place: string): boolean {
  return read(place) !== null;
}

/** Lets the words of a form go. */
export function dropText(place: string): void {
  keep(place, null);
}

const keyOf = (place: string) => `comment ${location.pathname} ${place}`;

function read(place: string): string | null {
  try {
    return sessionStorage.getItem(keyOf(place));
  } catch {
    // A browser that keeps nothing has the words on its page.
    return null;
  }
}

function keep(place: string, words: string | null): void {
  try {
    if (words === null) sessionStorage.removeItem(keyOf(place));
    else sessionStorage.setItem(keyOf(place), words);
  } catch {
    // As above; a full store, too, has the words on its page.
  }
}
