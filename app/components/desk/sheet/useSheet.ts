import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { forgetWords, takeLeftBehind, wordsLeft, type KeptWords } from "./keptWords.ts";
import { Sheet, type SheetStart, type SheetWork } from "./openSheet.ts";

/** Milliseconds: the page around a text is rendered again so long after its last key. */
const renderAfter = 400;

/**
 * The state of a page that saves itself.
 * Long because: one sheet has all these states.
 */
export function useSheet<Draft, Saved extends { version: number }>(
  work: SheetWork<Draft, Saved>,
  start: SheetStart<Draft, Saved>,
) {
  const [draft, setDraft] = useState(start.kept?.draft ?? start.draft);
  const [saved, setSaved] = useState(start.saved);
  const [forbidden, setForbidden] = useState(false);
  const [round, setRound] = useState(0);
  const [followed, setFollowed] = useState(0);
  const [sheet] = useState(
    () => new Sheet(work, start, { onSaved: setSaved, onDraft: follow, onForbidden: setForbidden }),
  );
  function follow(next: Draft) {
    setDraft(next);
    setFollowed((before) => before + 1);
  }
  const state = useSyncExternalStore(
    sheet.saver.subscribe,
    () => sheet.saver.state,
    () => sheet.saver.state,
  );
  const lock = useSyncExternalStore(
    sheet.lock.subscribe,
    () => sheet.lock.state,
    () => sheet.lock.state,
  );
  const isLive = start.kept !== undefined && !start.look;
  const { before } = start;
  useEffect(() => (isLive ? sheet.open(before) : undefined), [sheet, isLive, before]);
  const change = useCallback(
    (part: Partial<Draft>) => {
      sheet.draft = { ...sheet.draft, ...part };
      setDraft(sheet.draft);
      sheet.saver.change(sheet.draft);
    },
    [sheet],
  );
  const rendering = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(rendering.current), []);
  const changeText = useCallback(
    (part: Partial<Draft>) => {
      sheet.draft = { ...sheet.draft, ...part };
      sheet.saver.change(sheet.draft);
      const isFirst = rendering.current === undefined;
      if (isFirst) setDraft(sheet.draft);
      clearTimeout(rendering.current);
      rendering.current = setTimeout(() => {
        rendering.current = undefined;
        setDraft(sheet.draft);
      }, renderAfter);
    },
    [sheet],
  );
  /** Changes the draft as the server did. */
  const amend = (part: Partial<Draft>) => setDraft(sheet.amend(part));
  return {
    /** The draft as it is shown: after keys in a text, `sheet.draft` is ahead of it. */
    draft,
    saved,
    state,
    lock,
    /** Only to be read: somebody else writes, or the page shows what is saved. Open questions are decided first. */
    isReading: start.look || (lock.standing !== "writing" && state.phase !== "stopped"),
    /** Another one for each text that the editor is to begin with instead of the last. */
    round,
    /** Counts the drafts that others saved and this page shows. */
    followed,
    change,
    /** Changes a text that its own editor shows: the first key is rendered, those after it when typing pauses. */
    changeText,
    amend,
    /** Shows another draft in place of what is typed. */
    replace: (next: Draft) => {
      change(next);
      setRound((before) => before + 1);
    },
    sheet,
    keepsNothing: forbidden,
  };
}

/** `before`: the tab of the page that was reloaded. */
type Left<Draft> = { words: (KeptWords<Draft> & { isReload: boolean }) | null; before?: string };

/**
 * Finds words that an earlier page left in this browser.
 * @param same compares with what the server has: such words are forgotten
 * @returns undefined until the browser has answered
 */
export function useWordsLeft<Draft>(
  name: string,
  by: number,
  same: (draft: Draft) => boolean,
  look: boolean,
): Left<Draft> | undefined {
  const [found, setFound] = useState<Left<Draft>>();
  const known = useRef(same);
  useEffect(() => {
    const find = async () => {
      const left = look ? await leftFor<Draft>(name, by, known.current) : { words: null };
      setFound((before) => before ?? left);
    };
    void find();
  }, [name, by, look]);
  return found;
}

async function leftFor<Draft>(name: string, by: number, same: (draft: Draft) => boolean): Promise<Left<Draft>> {
  const before = takeLeftBehind<Draft>(name);
  const reloaded = before?.words?.by === by ? before.words : null;
  const words = reloaded ?? (await wordsLeft<Draft>(name, by));
  const isKnown = words !== null && same(words.draft);
  if (isKnown) await forgetWords(words.key);
  return {
    words: words && !isKnown ? { ...words, isReload: reloaded !== null } : null,
    ...(before ? { before: before.tab } : {}),
  };
}
