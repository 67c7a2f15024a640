import type { ParseSpec } from "prosemirror-markdown";
import type { NodeSpec } from "prosemirror-model";
import type { MarkdownWriter } from "./markdownWriting.ts";
import { isSafeLink } from "./marks.ts";

/** `href` as typed: in a draft it may be no address yet. */
export type ButtonFields = { attrs: { label: string; href: string } };

/** Returns a button as every place shows it, or null for one that lacks its words or leads nowhere (S-09). */
export function shownButton({ attrs }: ButtonFields): { label: string; href: string } | null {
  const label = attrs.label.replace(/\s+/g, " ").trim();
  return label !== "" && isSafeLink(attrs.href) ? { label, href: attrs.href } : null;
}

/** Its entry in the table of blocks. In Markdown it is a link with a class, alone in its paragraph. */
export const buttonKind = {
  holds: "nothing" as const,
  schema: {
    attrs: { label: { default: "", validate: "string" }, href: { default: "", validate: "string" } },
  } satisfies NodeSpec,
  markdown: {
    button: {
      node: "button",
      getAttrs: (token) => ({ label: token.attrGet("label"), href: token.attrGet("href") }),
    },
  } satisfies Record<string, ParseSpec>,
  caption: (block: ButtonFields) => shownButton(block)?.label ?? "",
  toMarkdown: (block: ButtonFields, { inlines }: Pick<MarkdownWriter<never>, "inlines">) => {
    const shown = shownButton(block);
    if (!shown) return "";
    const { label: text, href } = shown;
    return `${inlines([{ type: "text", text, marks: [{ type: "link", attrs: { href } }] }])}{.button}`;
  },
};
