import type MarkdownIt from "markdown-it";

type Tokenizer = ReturnType<typeof MarkdownIt>;

/** Letters and signs of languages that put no spaces between words. */
const cjk =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef\u{1f200}-\u{1f2ff}]/u;
const korean = /\p{Script=Hangul}/u;
const punctuation = /[\p{P}\p{S}]/u;

/**
 * Reads emphasis and line breaks as these languages write them: marks stand between letters and signs without a space, and a
 * line that ends in a letter goes on in the next without one.
 */
export function cjkRules(markdown: Tokenizer): void {
  const { inline } = markdown;
  const Former = inline.State;
  inline.State = class extends Former {
    override scanDelims(start: number, canSplitWord: boolean) {
      const scanned = super.scanDelims(start, canSplitWord);
      const before = signBefore(this.src, start);
      const after = signAt(this.src, start + scanned.length);
      if (!isOf(before) && !isOf(after)) return scanned;
      const left = flanks(after, before);
      const right = flanks(before, after);
      const isSplit = canSplitWord || isOf(before) || isOf(after);
      return {
        ...scanned,
        can_open: left && (isSplit || !right || punctuation.test(before)),
        can_close: right && (isSplit || !left || punctuation.test(after)),
      };
    }
  };
  markdown.core.ruler.push("cjk-lines", ({ tokens }) => {
    for (const { children } of tokens)
      children?.forEach((child, i) => {
        const [before, after] = [children[i - 1]?.content.at(-1) ?? "", signAt(children[i + 1]?.content ?? "", 0)];
        if (child.type === "softbreak" && cjk.test(before) && cjk.test(after))
          Object.assign(child, { type: "text", content: "" });
      });
  });
}

function isOf(sign: string): boolean {
  return cjk.test(sign) || korean.test(sign);
}

/** True where a mark belongs to the sign beside it: on its inner side, `inner`, stands a word or a sign of these languages. */
function flanks(inner: string, outer: string): boolean {
  if (inner === "" || /\s/.test(inner)) return false;
  if (!punctuation.test(inner) || isOf(inner)) return true;
  return outer === "" || /\s/.test(outer) || punctuation.test(outer) || isOf(outer);
}

function signAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

function signBefore(text: string, at: number): string {
  const low = text.charCodeAt(at - 1);
  return low >= 0xdc00 && low <= 0xdfff ? text.slice(at - 2, at) : text.slice(Math.max(0, at - 1), at);
}
