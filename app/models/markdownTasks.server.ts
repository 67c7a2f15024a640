import type MarkdownIt from "markdown-it";
import { taskSign } from "./tasks.ts";

type Tokenizer = ReturnType<typeof MarkdownIt>;

/** Reads `[ ]` and `[x]` before the words of a list item as the sign of a task. */
export function taskSigns(markdown: Tokenizer): void {
  markdown.core.ruler.push("task-signs", ({ tokens }) => {
    tokens.forEach((item, i) => {
      if (item.type !== "list_item_open" || tokens[i + 1]?.type !== "paragraph_open") return;
      const { content, children } = tokens[i + 2]!;
      const first = children?.[0];
      const sign = taskSign(content);
      if (sign && first?.type === "text" && /^\[[ x]\]/i.test(first.content))
        first.content = sign + first.content.slice(3);
    });
  });
}
