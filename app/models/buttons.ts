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

/** The lack of a button that nobody would see: its words, its address, or both. */
export type ButtonFault = { error: "no-words" | "no-address" | "unfit-address" | "empty"; label: string; href: string };

/** Returns what a button lacks before it is shown, or null. */
export function buttonFault(button: ButtonFields): ButtonFault | null {
  if (shownButton(button)) return null;
  const [label, href] = [button.attrs.label.replace(/\s+/g, " ").trim(), button.attrs.href.trim()];
  if (label === "") return { error: href === "" ? "empty" : "no-words", label, href };
  return { error: href === "" ? "no-address" : "unfit-address", label, href };
}

/**
 * Its entry in the table of blocks. In Markdown it is a link with a class, alone in its paragraph. Words that are no
 * address, and so no link, stand in the braces: nothing that was typed is lost.
 */
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
  toMarkdown: ({ attrs }: ButtonFields, { inlines }: Pick<MarkdownWriter<never>, "inlines">) => {
    const label = attrs.label.replace(/\s+/g, " ").trim();
    const typed = attrs.href.replace(/\s+/g, " ").trim();
    if (label === "" && typed === "") return "";
    const href = isSafeLink(attrs.href) ? attrs.href : "";
    const quoted = inlines([{ type: "text", text: typed }]).replace(/"/g, '\\"');
    // A link without words is written as nothing, so that it gets some, which are taken away again.
    const text = label || "-";
    const link = inlines([{ type: "text", text, marks: [{ type: "link", attrs: { href } }] }]);
    const parts = [".button", label === "" && "unlabelled=yes", href === "" && typed !== "" && `address="${quoted}"`];
    return `${link}{${parts.filter(Boolean).join(" ")}}`;
  },
};
