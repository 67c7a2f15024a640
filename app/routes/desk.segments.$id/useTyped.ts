import { useEffect, useState } from "react";
import type { DraftRule } from "#app/models/segments/draft.ts";

/** A segment as typed, over the version that it began with. */
type Typed = { name: string; rule: DraftRule; version: number };

type Place = {
  /** The segment on its page and who types, like `5 by 2`. */
  place: string;
  stored: Typed;
  /** The version that this person has just saved, which leaves nothing to keep of older ones. */
  saved: number | null;
  /** The server’s words to a form that was sent. */
  answer: { name: string; draft: DraftRule; version: number } | undefined;
};

/**
 * Holds the words that somebody types in the builder. They stay in the tab until they are saved, through a reload and a
 * sign-in that ran out. `isBack`: they were typed on the page before this one.
 */
export function useTyped({ place, stored, saved, answer }: Place) {
  const [typed, setTyped] = useState(stored);
  const [isChanged, setChanged] = useState(false);
  const [isBack, setBack] = useState(false);
  useEffect(() => {
    const kept = read(place);
    if (!kept) return;
    if (saved !== null && kept.version < saved) return keep(place, null);
    // The server draws the page without what only this tab knows.
    setTyped(kept);
    setChanged(true);
    setBack(true);
  }, [place, saved]);
  useEffect(() => {
    if (!answer) return;
    const next = { name: answer.name, rule: answer.draft, version: answer.version };
    setTyped(next);
    setChanged(true);
    keep(place, next);
  }, [place, answer]);
  return {
    ...{ typed, isChanged, isBack },
    change(next: Typed) {
      setTyped(next);
      setChanged(true);
      keep(place, next);
    },
    /** It is on its way: the page may be left, and the words stay until it is known that they arrived. */
    send: () => setChanged(false),
    drop() {
      keep(place, null);
      setTyped(stored);
      setChanged(false);
      setBack(false);
    },
  };
}

/** Lets what was typed of a new segment go, once it is made. */
export function dropTyped(place: string): void {
  keep(place, null);
}

const keyOf = (place: string) => `segment ${place}`;

function read(place: string): Typed | null {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(place)) ?? "null") as Typed | null;
  } catch {
    // A browser that keeps nothing has the words on its page.
    return null;
  }
}

function keep(place: string, typed: Typed | null): void {
  try {
    if (typed === null) sessionStorage.removeItem(keyOf(place));
    else sessionStorage.setItem(keyOf(place), JSON.stringify(typed));
  } catch {
    // As above; a full store, too, has the words on its page.
  }
}
