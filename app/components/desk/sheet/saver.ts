import type { FieldFaults, SheetAnswer, Stop, Trouble } from "./answers.ts";
import type { Posted } from "./post.ts";

/** Milliseconds: saved so long after the last key, and at least so often while somebody types. */
const quiet = 1500;
const longest = 10_000;
/** Milliseconds between tries, doubled each time. */
const [firstPause, longestPause] = [1000, 30_000];
/** Milliseconds until the browser's own copy is written. */
const keepAfter = 250;

/** `closing`: the page is about to close. */
type SaveOrder = { intent: string; step: number; closing: boolean };

type SaverWork<Draft, Saved> = {
  same: (one: Draft, other: Draft) => boolean;
  post: (draft: Draft, order: SaveOrder) => Promise<Posted<Saved>>;
  /** Called before the next save can begin. */
  onSaved: (saved: Saved, sent: Draft, faults: FieldFaults) => void;
  keep: (draft: Draft, step: number) => void;
  forget: () => void;
};

export type SaverState = {
  phase: "saved" | "unsaved" | "saving" | "trouble" | "stopped";
  trouble: Trouble | null;
  stop: Stop | null;
  /** The desk could not read the sheet, in its words; the next change is tried again. */
  unreadable: string | null;
  faults: FieldFaults;
};

/**
 * Saves a draft by itself: one save at a time, the next one when that has ended, tried again with growing pauses. It
 * never changes the draft, so no answer can lose a word.
 */
export class SheetSaver<Draft, Saved> {
  state: SaverState = { phase: "saved", trouble: null, stop: null, unreadable: null, faults: {} };
  private readonly listeners = new Set<() => void>();
  private step = 0;
  private tries = 0;
  private unsavedSince: number | null = null;
  private flight: Promise<SheetAnswer<Saved> | null> | null = null;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private keepTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly work: SaverWork<Draft, Saved>;
  private draft: Draft;
  private stored: Draft;

  /**
   * @param stored what the server has of the draft
   * @param step the last step of an earlier page of the same tab
   */
  constructor(work: SaverWork<Draft, Saved>, draft: Draft, stored: Draft, step = 0) {
    this.work = work;
    this.step = step;
    this.draft = draft;
    this.stored = stored;
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get isUnsaved(): boolean {
    return this.draft !== this.stored && !this.work.same(this.draft, this.stored);
  }

  change(draft: Draft): void {
    this.draft = draft;
    this.keepTimer ??= setTimeout(() => this.keepNow(), keepAfter);
    this.unsavedSince ??= Date.now();
    if (this.state.phase === "saved" || this.state.unreadable) this.set({ phase: "unsaved", unreadable: null });
    if (this.state.phase === "unsaved") this.plan(Math.min(quiet, this.unsavedSince + longest - Date.now()));
  }

  /** Writes the browser's own copy at once. */
  keepNow = () => {
    clearTimeout(this.keepTimer);
    this.keepTimer = undefined;
    if (this.isUnsaved) this.work.keep(this.draft, this.step);
  };

  /** Returns the words that the server does not have, with the step before theirs; null when it has them all. */
  get unsavedWords(): { draft: Draft; step: number } | null {
    return this.isUnsaved ? { draft: this.draft, step: this.step } : null;
  }

  /** Tries at once, for example when the network is back. */
  wake = () => {
    if (this.state.phase === "trouble" || this.state.phase === "unsaved") void this.save();
  };

  /** Changes draft and stored draft alike, as the server did. */
  amend(part: Partial<Draft>): void {
    this.draft = { ...this.draft, ...part };
    this.stored = { ...this.stored, ...part };
  }

  /** Takes what somebody else saved for draft and stored draft. */
  follow(draft: Draft): void {
    this.draft = this.stored = draft;
    this.set({ faults: {} });
  }

  /** True when nothing was typed that the server does not have, and no question is open. */
  get isClean(): boolean {
    return this.state.phase === "saved" && !this.isUnsaved;
  }

  /** Goes on after the editor decided what stopped it. */
  resume(): void {
    this.set({ phase: "unsaved", stop: null });
    void this.save();
  }

  /**
   * Saves now, after the save under way.
   * @param intent something more than a save is done even if nothing changed
   * @returns the answer; null when it failed, or nothing was to be saved
   */
  async save(intent = "save"): Promise<SheetAnswer<Saved> | null> {
    while (this.flight) await this.flight;
    clearTimeout(this.saveTimer);
    if (this.state.phase === "stopped") return null;
    if (intent === "save" && !this.isUnsaved) {
      this.settle();
      return null;
    }
    this.flight = this.fly(intent).finally(() => (this.flight = null));
    return this.flight;
  }

  /** Sends the last words of a page that closes, even beside a save under way. */
  close(): void {
    this.keepNow();
    if (this.isUnsaved && this.state.phase !== "stopped")
      void this.work.post(this.draft, { intent: "save", step: this.nextStep(), closing: true });
  }

  /** Takes the draft for saved: it was deleted, or is thrown away. */
  abandon(): void {
    this.stop();
    this.stored = this.draft;
  }

  /** Ends all timers. */
  stop(): void {
    clearTimeout(this.saveTimer);
    clearTimeout(this.keepTimer);
    this.keepTimer = undefined;
  }

  private async fly(intent: string): Promise<SheetAnswer<Saved> | null> {
    const sent = this.draft;
    this.set({ phase: "saving" });
    this.unsavedSince = null;
    const posted = await this.work.post(sent, { intent, step: this.nextStep(), closing: false });
    if ("trouble" in posted) {
      this.fail(posted.trouble);
      return null;
    }
    this.hear(posted.answer, sent);
    return posted.answer;
  }

  private hear(answer: SheetAnswer<Saved>, sent: Draft): void {
    this.tries = 0;
    if ("saved" in answer) {
      this.stored = sent;
      this.work.onSaved(answer.saved, sent, answer.faults);
      this.set({ trouble: null, faults: answer.faults });
    } else if ("error" in answer) {
      const { error } = answer;
      if (error === "unreadable") return this.set({ phase: "trouble", trouble: null, unreadable: answer.said });
      if (error === "conflict" || error === "gone" || error === "other-editor") {
        this.work.keep(this.draft, this.step);
        return this.set({ phase: "stopped", trouble: null, stop: answer as Stop });
      }
    }
    this.settle();
  }

  /** After a save: done, or the next one is due for what was typed meanwhile. */
  private settle(): void {
    if (this.isUnsaved) {
      this.unsavedSince ??= Date.now();
      this.set({ phase: "unsaved" });
      this.plan(quiet);
      return;
    }
    this.stored = this.draft;
    this.unsavedSince = null;
    clearTimeout(this.keepTimer);
    this.keepTimer = undefined;
    this.work.forget();
    this.set({ phase: "saved", trouble: null });
  }

  private fail(trouble: Trouble): void {
    this.keepNow();
    this.set({ phase: "trouble", trouble });
    this.plan(Math.min(firstPause * 2 ** this.tries, longestPause));
    this.tries += 1;
  }

  private plan(pause: number): void {
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => void this.save(), Math.max(0, pause));
  }

  /** Larger than every step before, those of an earlier page of the same tab too. */
  private nextStep(): number {
    this.step = Math.max(this.step + 1, Date.now());
    return this.step;
  }

  private set(part: Partial<SaverState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }
}
