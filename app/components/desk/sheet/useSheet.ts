import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { FieldFaults } from "./answers.ts";
import { forgetWords, holdTab, keepWords, keyOf, wordsLeft, type KeptWords } from "./keptWords.ts";
import type { Posted } from "./post.ts";
import { SheetSaver } from "./saver.ts";

/** The editor who opened the page. */
export type SheetEditor = { id: number; name: string; email: string };

/** Sent with each draft. */
type SheetHead = { intent: string; version: number; tab: string; step: number; as: number };

export type SheetWork<Draft, Saved extends { version: number }> = {
  /** Like `article 12`, the name of its words in the browser. */
  name: (saved: Saved | null) => string;
  same: (one: Draft, other: Draft) => boolean;
  post: (saved: Saved | null, sheet: SheetHead & { draft: Draft }, closing: boolean) => Promise<Posted<Saved>>;
  /** Called with each answer that the server has it all. */
  onSaved?: (saved: Saved, faults: FieldFaults) => void;
};

/** `kept`: words of an earlier page that the server does not have. */
export type SheetStart<Draft, Saved> = {
  draft: Draft;
  saved: Saved | null;
  kept: KeptWords<Draft> | null;
  editor: SheetEditor;
};

/** The state of a page that saves itself. */
export function useSheet<Draft, Saved extends { version: number }>(
  work: SheetWork<Draft, Saved>,
  start: SheetStart<Draft, Saved>,
) {
  const [draft, setDraft] = useState(start.kept?.draft ?? start.draft);
  const [saved, setSaved] = useState(start.saved);
  const [forbidden, setForbidden] = useState(false);
  const [sheet] = useState(() => new Sheet(work, start, { setSaved, setForbidden }));
  const state = useSyncExternalStore(
    sheet.saver.subscribe,
    () => sheet.saver.state,
    () => sheet.saver.state,
  );
  useEffect(() => sheet.open(), [sheet]);
  const change = useCallback(
    (part: Partial<Draft>) => {
      sheet.draft = { ...sheet.draft, ...part };
      setDraft(sheet.draft);
      sheet.saver.change(sheet.draft);
    },
    [sheet],
  );
  /** Changes the draft as the server did. */
  const amend = (part: Partial<Draft>) => setDraft(sheet.amend(part));
  return { draft, saved, state, change, amend, sheet, keepsNothing: forbidden };
}

type Setters<Saved> = { setSaved: (saved: Saved) => void; setForbidden: (forbidden: boolean) => void };

/** One open sheet in one tab: what it holds outlives every rendering. */
class Sheet<Draft, Saved extends { version: number }> {
  readonly saver: SheetSaver<Draft, Saved>;
  draft: Draft;
  saved: Saved | null;
  version: number;
  /** The id of the editor in whose name it is saved. */
  as: number;
  private tab: string;
  private release = () => {};
  private readonly work: SheetWork<Draft, Saved>;
  private readonly setters: Setters<Saved>;

  constructor(
    work: SheetWork<Draft, Saved>,
    { draft, saved, kept, editor }: SheetStart<Draft, Saved>,
    setters: Setters<Saved>,
  ) {
    this.work = work;
    this.setters = setters;
    this.draft = kept?.draft ?? draft;
    this.saved = saved;
    this.version = kept?.version ?? saved?.version ?? 0;
    this.as = editor.id;
    this.tab = kept?.tab ?? newTab();
    this.saver = new SheetSaver<Draft, Saved>(
      {
        same: work.same,
        post: (sent, { intent, step, closing }) =>
          work.post(
            this.saved,
            { intent, version: this.version, tab: this.tab, step, as: this.as, draft: sent },
            closing,
          ),
        onSaved: (next, _sent, faults) => this.hear(next, faults),
        keep: (words, step) => this.keep(words, step),
        forget: () => void forgetWords(this.key),
      },
      this.draft,
      draft,
      kept?.step,
    );
  }

  private get key(): string {
    return keyOf(this.work.name(this.saved), this.tab);
  }

  private hear(next: Saved, faults: FieldFaults): void {
    const before = this.key;
    this.saved = next;
    this.version = next.version;
    // A new sheet has its name from its first save on.
    if (this.key !== before) void forgetWords(before);
    this.setters.setSaved(next);
    this.work.onSaved?.(next, faults);
  }

  private keep(draft: Draft, step: number): void {
    const { key, tab, as, version } = this;
    const words = { key, sheet: this.work.name(this.saved), tab, by: as, version, step, at: Date.now(), draft };
    keepWords(words).then(
      () => this.setters.setForbidden(false),
      () => this.setters.setForbidden(true),
    );
  }

  /** Changes draft and stored draft alike, as the server did. */
  amend(part: Partial<Draft>): Draft {
    this.draft = { ...this.draft, ...part };
    this.saver.amend(part);
    return this.draft;
  }

  /** Saves the draft as another sheet, or over another version. */
  saveAs(saved: Saved | null, version: number): void {
    if (saved === null && this.saved) {
      void forgetWords(this.key);
      this.tab = newTab();
      this.release();
      this.release = holdTab(this.tab);
    }
    this.saved = saved;
    this.version = version;
    this.saver.resume();
  }

  /** Posts the draft for something else than a save, once, even while saving has stopped. */
  postOnce(intent: string): Promise<Posted<Saved>> {
    const { version, tab, as, draft } = this;
    return this.work.post(this.saved, { intent, version, tab, step: Date.now(), as, draft }, false);
  }

  /** Goes on in the name of the editor who is signed in now. */
  goOnAs = (id: number) => {
    this.as = id;
    this.saver.resume();
  };

  /** Forgets the browser's words, for good. */
  async throwAway(): Promise<void> {
    this.saver.abandon();
    await forgetWords(this.key);
  }

  /** Lives while the page is open. @returns how it ends */
  open = () => {
    const { saver } = this;
    this.release = holdTab(this.tab);
    const hide = () => document.visibilityState === "hidden" && saver.keepNow();
    const close = () => saver.close();
    const warn = (event: BeforeUnloadEvent) => saver.isUnsaved && event.preventDefault();
    const ends = [
      on(window, "online", saver.wake),
      on(window, "focus", saver.wake),
      on(window, "pagehide", close),
      on(document, "visibilitychange", hide),
      on(window, "beforeunload", warn as (event: Event) => void),
    ];
    if (saver.isUnsaved) saver.change(this.draft);
    return () => {
      for (const end of ends) end();
      saver.keepNow();
      saver.stop();
      this.release();
    };
  };
}

function on(target: EventTarget, type: string, listener: (event: Event) => void): () => void {
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}

function newTab(): string {
  // `crypto.randomUUID` needs https.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Finds words that an earlier page left in this browser.
 * @param same compares with what the server has: such words are forgotten
 * @returns undefined until the browser has answered; null when there are none
 */
export function useWordsLeft<Draft>(
  name: string,
  by: number,
  same: (draft: Draft) => boolean,
  look: boolean,
): KeptWords<Draft> | null | undefined {
  const [found, setFound] = useState<KeptWords<Draft> | null>();
  const known = useRef(same);
  useEffect(() => {
    let isOpen = true;
    const find = async () => {
      const words = look ? await wordsLeft<Draft>(name, by) : null;
      const isKnown = words !== null && known.current(words.draft);
      if (isKnown) await forgetWords(words.key);
      if (isOpen) setFound(isKnown ? null : words);
    };
    void find();
    return () => {
      isOpen = false;
    };
  }, [name, by, look]);
  return found;
}
