import type { Holder, LockAnswer } from "#app/models/sheetLocks.server.ts";

/** Milliseconds between two questions to the desk: in sight, in the background, and while somebody takes over. */
const [inSight, inBackground, soon] = [3000, 20_000, 1000];
/** Milliseconds: a take-over waits no longer for the last words to be saved. */
const longest = 5000;
/** A desk that fails so often to answer a take-over keeps nobody from writing. */
const mostFailures = 2;

export type LockAct = "write" | "read" | "take" | "hand" | "leave";

/** `taking`: waits for the other's last words; `handing`: saves its own for who takes over. */
export type LockState = {
  standing: "writing" | "reading" | "taking" | "handing";
  /** The person who writes, or takes over; null when nobody does. */
  holder: Holder | null;
  /** True when it was taken over from this page. */
  wasMine: boolean;
};

type LockWork = {
  /** @returns null when the desk did not answer */
  ask: (act: LockAct) => Promise<LockAnswer | null>;
  /** Saves the last words. */
  flush: () => Promise<unknown>;
  /** Shows what was saved elsewhere, if that is newer and nothing of this page would be lost. */
  follow: (version: number) => Promise<void>;
};

/**
 * Keeps two pages from writing in one sheet at the same time. It is a courtesy: without an answer everything stays as it
 * is, and saves are compared by version.
 */
export class SheetLock {
  state: LockState;
  private readonly work: LockWork;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn: Promise<void> = Promise.resolve();
  private isOpen = false;
  /** A browser hides a page after it has closed it: that is no sign of life. */
  private isAway = false;
  private isHeld = false;
  /** True from a take-over on until the desk has granted it. */
  private isWanted = false;
  private failures = 0;

  /** @param seen the desk's answer when the page was loaded */
  constructor(work: LockWork, seen: LockAnswer | null) {
    this.work = work;
    // An own tab may be the page before this one.
    const other = seen?.holder && !seen.holder.isYou ? seen.holder : null;
    this.state = { standing: other ? "reading" : "writing", holder: other, wasMine: false };
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  open(): void {
    this.isOpen = true;
    this.isAway = false;
    void this.beat();
  }

  /** Frees the sheet for others. */
  close(): void {
    this.leave();
    this.isOpen = false;
    clearTimeout(this.timer);
  }

  /** Frees it at once; the page may still come back. */
  leave(): void {
    if (this.isOpen) void this.work.ask("leave");
    this.isAway = true;
  }

  /** The browser shows a page again that was left. */
  comeBack(): void {
    this.isAway = false;
    void this.beat();
  }

  /** Asks now, and then every few seconds. */
  beat = (): Promise<void> => {
    clearTimeout(this.timer);
    this.turn = this.turn.then(() => this.ask());
    return this.turn;
  };

  /** Asks the other page to give way. */
  take = (): void => {
    this.isWanted = true;
    this.failures = 0;
    this.set({ standing: "taking" });
    void this.beat();
  };

  /** Writes again, in another sheet. */
  begin(): void {
    this.isHeld = this.isWanted = this.isAway = false;
    this.set({ standing: "writing", holder: null, wasMine: false });
  }

  private async ask(): Promise<void> {
    if (!this.isOpen || this.isAway) return;
    const { standing } = this.state;
    const answer = await this.work.ask(this.isWanted ? "take" : standing === "writing" ? "write" : "read");
    if (!this.isOpen) return;
    if (answer) await this.hear(answer);
    else this.miss();
    const isSoon = this.isWanted && this.state.standing === "taking";
    const pause = isSoon ? soon : document.visibilityState === "hidden" ? inBackground : inSight;
    clearTimeout(this.timer);
    if (this.isOpen) this.timer = setTimeout(() => void this.beat(), pause);
  }

  private async hear(answer: LockAnswer): Promise<void> {
    this.failures = 0;
    await this.work.follow(answer.version);
    if (answer.held === "here") return this.write(answer);
    const { standing } = this.state;
    if (standing === "reading") this.set({ holder: answer.holder });
    // Somebody who began to write while the desk was away goes on until it is granted.
    else if (standing === "taking") this.set({ holder: answer.holder ?? this.state.holder });
    else if (!this.isWanted) {
      this.set({ standing: "reading", holder: answer.holder, wasMine: this.isHeld });
      this.isHeld = false;
    }
  }

  private async write({ asker }: LockAnswer): Promise<void> {
    this.isHeld = true;
    this.isWanted = false;
    if (this.state.standing !== "writing") this.set({ standing: "writing", holder: null, wasMine: false });
    if (asker) await this.hand({ ...asker, since: Date.now(), hasSaved: false });
  }

  private async hand(asker: Holder): Promise<void> {
    this.set({ standing: "handing", holder: asker });
    const tooLong = new Promise((resolve) => setTimeout(resolve, longest));
    await Promise.race([this.work.flush(), tooLong]);
    const answer = await this.work.ask("hand");
    this.isHeld = false;
    this.set({ standing: "reading", holder: answer?.holder ?? asker, wasMine: true });
  }

  private miss(): void {
    this.failures += 1;
    if (this.state.standing === "taking" && this.failures >= mostFailures) this.set({ standing: "writing" });
  }

  private set(part: Partial<LockState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }
}
