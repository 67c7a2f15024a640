import type MarkdownIt from "markdown-it";

type Tokenizer = ReturnType<typeof MarkdownIt>;

/** Addresses of notes begin with this, so that they are told from others: nobody can type it as a link. */
export const noteAddress = "note:";

const pictures = /\.(jpe?g|png|gif|webp|avif|heic|bmp|svg)$/i;

/**
 * Reads what Obsidian writes between brackets: `[[Note]]`, `[[Note#Part|words]]`, `![[picture.png|300]]`; `![[Note]]` is a
 * link.
 */
export function wikiSigns(markdown: Tokenizer): void {
  markdown.inline.ruler.before("link", "wiki-links", (state, silent) => {
    const [whole, embeds, target = "", words] =
      /^(!?)\[\[([^[\]\n|]{1,400})(?:\|([^[\]\n]{0,400}))?\]\]/.exec(state.src.slice(state.pos, state.pos + 820)) ?? [];
    if (!whole || state.linkLevel > 0) return false;
    if (!silent) {
      if (embeds && pictures.test(target.trim())) {
        const image = state.push("image", "img", 0);
        const alt = words && !/^\d+(x\d+)?$/.test(words) ? words : "";
        image.attrs = [
          ["src", encodeURI(target.trim())],
          ["alt", ""],
        ];
        image.content = alt;
        image.children = [Object.assign(new state.Token("text", "", 0), { content: alt })];
      } else {
        const shown = words?.trim() || target.trim().replace(/^#\^?/, "").replace(/#\^?/g, " › ").replace(/^.*\//, "");
        state.push("link_open", "a", 1).attrs = [["href", noteAddress + encodeURIComponent(target.trim())]];
        state.push("text", "", 0).content = shown;
        state.push("link_close", "a", -1);
      }
    }
    state.pos += whole.length;
    return true;
  });
  markdown.use(highlights);
}

/** Words between `==` are only words here. */
function highlights(markdown: Tokenizer): void {
  markdown.inline.ruler.before("emphasis", "highlights", (state, silent) => {
    if (!state.src.startsWith("==", state.pos) || state.src[state.pos + 2] === "=") return false;
    const end = state.src.indexOf("==", state.pos + 2);
    const inner = state.src.slice(state.pos + 2, end);
    if (end < 0 || end >= state.posMax || inner === "" || /^\s|\s$|\n\n/.test(inner)) return false;
    if (!silent) {
      const max = state.posMax;
      state.pos += 2;
      state.posMax = end;
      state.md.inline.tokenize(state);
      state.posMax = max;
    }
    state.pos = end + 2;
    return true;
  });
}
