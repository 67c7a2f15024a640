/** Letters of many scripts, none of which the editor turns into something else as one types. */
const letters = [
  "abcdefghijklmnop",
  "äöüßéñåø",
  "абвгдежз",
  "αβγδεζ",
  "漢字仮名文章",
  "עברית",
  "😀🚀🧭𝒳",
  "0123456789",
];

/** Draws the same again from the same seed. */
export class Draw {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
    // Seeds that follow each other would begin alike.
    for (let i = 0; i < 5; i += 1) this.below(2);
  }

  /** A whole number from 0 on. */
  below(count: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * count);
  }

  /** True once in so many times. */
  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)]!;
  }

  /** A few words, told from all others by their beginning; `\n` begins a paragraph. */
  words(beginning: string, oneLine: boolean): string {
    const words = [beginning];
    for (let count = this.below(4); count > 0; count -= 1) {
      const script = [...this.of(letters)];
      words.push(Array.from({ length: 1 + this.below(7) }, () => this.of(script)).join(""));
    }
    const text = words.join(" ");
    return !oneLine && this.oneIn(4) ? `\n${text}` : ` ${text}`;
  }
}
