import type { LockAnswer } from "#app/models/sheetLocks.server.ts";
import type { FieldFaults } from "./answers.ts";
import { askWhoWrites } from "./askLock.ts";
import { forgetWords, holdTab, keepWords, keyOf, leaveBehind, type KeptWords } from "./keptWords.ts";
import { SheetLock } from "./lock.ts";
import type { Posted } from "./post.ts";
import { SheetSaver } from "./saver.ts";

/** The editor who opened the page. `hasPasskey`: it may renew the session. */
export type SheetEditor = { id: number; name: string; email: string; hasPasskey: boolean };

/** Sent with each draft. `over`: it goes over what somebody else saved, which stays as a revision. */
type SheetHead = { intent: string; version: number; tab: string; step: number; as: number; over: boolean };

export type SheetWork<Draft, Saved extends { version: number }> = {
  /** Like `article 12`, the name of its words in the browser and of its lock. */
  name: (saved: Saved | null) => string;
  same: (one: Draft, other: Draft) => boolean;
  post: (saved: Saved | null, sheet: SheetHead & { draft: Draft }, closing: boolean) => Promise<Posted<Saved>>;
  /** Fetches what is saved now; null when that fails. */
  load: (saved: Saved | null) => Promise<{ draft: Draft; saved: Saved } | null>;
  /** Called with each answer that the server has it all. */
  onSaved?: (saved: Saved, faults: FieldFaults) => void;
};

/**
 * `kept`: words of an earlier page that the server does not have, `isReload` when that page was reloaded; undefined until
 * the browser has answered. `before`: the
 * tab of a page that was reloaded. `lock`: the desk's answer when the page was loaded; null for a new sheet. `look`: the
 * page only shows what is saved.
 */
export type SheetStart<Draft, Saved> = {
  draft: Draft;
  saved: Saved | null;
  kept: (KeptWords<Draft> & { isReload: boolean }) | null | undefined;
  before?: string;
  lock: LockAnswer | null;
  look: boolean;
  editor: SheetEditor;
};

/** Called with what the page shows. `onDraft`: somebody else saved it; `onForbidden`: whether the browser stores nothing. */
type Shown<Draft, Saved> = {
  onSaved: (saved: Saved) => void;
  onDraft: (draft: Draft) => void;
  onForbidden: (forbidden: boolean) => void;
};

/** One open sheet in one tab: what it holds outlives every rendering. */
export class Sheet<Draft, Saved extends { version: number }> {
  readonly saver: SheetSaver<Draft, Saved>;
  readonly lock: SheetLock;
  draft: Draft;
  saved: Saved | null;
  version: number;
  /** The id of the editor in whose name it is saved. */
  as: number;
  private tab: string;
  private before: string | undefined;
  private isOver = false;
  private release = () => {};
  private readonly work: SheetWork<Draft, Saved>;
  private readonly shown: Shown<Draft, Saved>;

  constructor(work: SheetWork<Draft, Saved>, start: SheetStart<Draft, Saved>, shown: Shown<Draft, Saved>) {
    const { draft, saved, kept, editor } = start;
    this.work = work;
    this.shown = shown;
    this.draft = kept?.draft ?? draft;
    this.saved = saved;
    this.version = kept?.version ?? saved?.version ?? 0;
    this.as = editor.id;
    this.tab = kept?.tab ?? newTab();
    this.saver = new SheetSaver<Draft, Saved>(
      {
        same: work.same,
        post: (sent, { intent, step, closing }) =>
          work.post(this.saved, { ...this.head(intent), step, draft: sent }, closing),
        onSaved: (next, _sent, faults) => this.hear(next, faults),
        keep: (words, step) => this.keep(words, step),
        forget: () => void forgetWords(this.key),
      },
      this.draft,
      draft,
      kept?.step,
    );
    this.lock = new SheetLock(
      {
        ask: (act) => askWhoWrites({ sheet: this.name, tab: this.tab, before: this.before, as: this.as }, act),
        flush: () => this.flush(),
        follow: (version) => this.follow(version),
      },
      start.lock,
    );
  }

  /** Saves the last words, those typed while they were on their way too. */
  private async flush(): Promise<void> {
    let answer = await this.saver.save();
    while (answer && this.saver.isUnsaved) answer = await this.saver.save();
  }

  private head(intent: string) {
    const { version, tab, as, isOver: over } = this;
    return { intent, version, tab, as, over };
  }

  private get name(): string {
    return this.work.name(this.saved);
  }

  private get key(): string {
    return keyOf(this.name, this.tab);
  }

  private hear(next: Saved, faults: FieldFaults): void {
    const before = this.key;
    this.saved = next;
    this.version = next.version;
    this.isOver = false;
    // A new sheet has its name from its first save on; until then nobody could know that it is open here.
    if (this.key !== before) {
      void forgetWords(before);
      void this.lock.beat();
    }
    this.shown.onSaved(next);
    this.work.onSaved?.(next, faults);
  }

  private keep(draft: Draft, step: number): void {
    keepWords(this.wordsOf(draft, step)).then(
      () => this.shown.onForbidden(false),
      () => this.shown.onForbidden(true),
    );
  }

  private wordsOf(draft: Draft, step: number): KeptWords<Draft> {
    const { key, name, tab, as, version } = this;
    return { key, sheet: name, tab, by: as, version, step, at: Date.now(), draft };
  }

  /** Shows what was saved elsewhere, if it is newer and nothing typed here is unsaved. */
  private async follow(version: number): Promise<void> {
    if (version <= this.version || !this.saver.isClean) return;
    const next = await this.work.load(this.saved);
    // Somebody may have typed meanwhile.
    if (!next || next.saved.version <= this.version || !this.saver.isClean) return;
    this.draft = next.draft;
    this.saver.follow(next.draft);
    this.saved = next.saved;
    this.version = next.saved.version;
    this.shown.onSaved(next.saved);
    this.shown.onDraft(next.draft);
  }

  /** Takes what the server says of the sheet, where no word of it has changed. */
  learn(saved: Saved): void {
    this.saved = saved;
    this.shown.onSaved(saved);
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
      this.lock.leave();
      this.lock.begin();
      this.tab = newTab();
      this.release();
      this.release = holdTab(this.tab);
    }
    this.isOver = saved !== null;
    this.saved = saved;
    this.version = version;
    this.saver.resume();
  }

  /** Posts the draft for something else than a save, once, even while saving has stopped. */
  postOnce(intent: string, draft: Draft = this.draft): Promise<Posted<Saved>> {
    return this.work.post(this.saved, { ...this.head(intent), step: Date.now(), draft }, false);
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

  /** Lives while the page is open. @param before the tab of the page that it replaces @returns how it ends */
  open = (before?: string) => {
    const { saver, lock } = this;
    this.before = before;
    this.release = holdTab(this.tab);
    const warn = (event: BeforeUnloadEvent) => saver.isUnsaved && event.preventDefault();
    const ends = [
      on(window, "online", () => this.wake()),
      on(window, "focus", saver.wake),
      on(window, "pagehide", () => this.leave()),
      on(window, "pageshow", (event) => (event as PageTransitionEvent).persisted && lock.comeBack()),
      on(document, "visibilitychange", () => {
        if (document.visibilityState === "hidden") saver.keepNow();
        void lock.beat();
      }),
      on(window, "beforeunload", warn as (event: Event) => void),
    ];
    if (saver.isUnsaved) saver.change(this.draft);
    lock.open();
    return () => {
      for (const end of ends) end();
      saver.keepNow();
      saver.stop();
      lock.close();
      this.release();
    };
  };

  private wake(): void {
    this.saver.wake();
    void this.lock.beat();
  }

  /** The page closes, or is reloaded: the next one in this browser tab goes on with its words and its name. */
  private leave(): void {
    const unsaved = this.saver.unsavedWords;
    const words = unsaved && this.wordsOf(unsaved.draft, unsaved.step);
    leaveBehind(this.name, { tab: this.tab, words });
    this.saver.close();
    this.lock.leave();
  }
}

function on(target: EventTarget, type: string, listener: (event: Event) => void): () => void {
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}

function newTab(): string {
  // `crypto.randomUUID` needs https.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
