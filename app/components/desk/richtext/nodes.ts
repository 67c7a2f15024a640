import { Mark, mergeAttributes, type Extensions } from "@tiptap/core";
import { StarterKit } from "@tiptap/starter-kit";
import type { LanguageCode } from "#app/i18n/languages.ts";
import { isSafeLink } from "#app/models/marks.ts";
import { editorBlocks, type EditorBlock } from "./blocks.ts";
import { footnoteNode } from "./footnote.ts";
import { WritersKeys } from "./keys.ts";
import { markdownRules } from "./markdownTyping.ts";
import { PicturesOnTheirWay } from "./pastedPictures.ts";
import { TypingKeepsBlocks } from "./placing.ts";
import { typingRules } from "./typing.ts";
import { typographyRule } from "./typography.ts";
import { UndoByWords } from "./undo.ts";

/** A link has only a URL; a forbidden link is parsed as plain text. */
const PlainLink = Mark.create({
  name: "link",
  priority: 1000,
  keepOnSplit: false,
  exitable: true,
  inclusive: false,
  addAttributes: () => ({ href: { isRequired: true } }),
  parseHTML: () => [
    { tag: "a[href]", getAttrs: (element) => (isSafeLink(element.getAttribute("href") ?? "") ? null : false) },
  ],
  renderHTML: ({ HTMLAttributes }) => ["a", mergeAttributes(HTMLAttributes, { rel: "noopener noreferrer" }), 0],
});

/** Superscript and subscript: no text has both. */
const scripts = [
  { name: "superscript", tag: "sup", style: "vertical-align=super", key: "Mod-." },
  { name: "subscript", tag: "sub", style: "vertical-align=sub", key: "Mod-," },
].map(({ name, tag, style, key }) =>
  Mark.create({
    name,
    excludes: "superscript subscript",
    keepOnSplit: false,
    parseHTML: () => [{ tag }, { style }],
    renderHTML: () => [tag, 0],
    addKeyboardShortcuts() {
      return { [key]: () => this.editor.commands.toggleMark(name) };
    },
  }),
);

/** A name or a command, sign by sign; other programs have elements of their own for keys and output. */
const Code = Mark.create({
  name: "code",
  code: true,
  exitable: true,
  parseHTML: () => ["code", "kbd", "samp", "tt"].map((tag) => ({ tag })),
  renderHTML: () => ["code", { dir: "ltr", spellcheck: "false" }, 0],
  addKeyboardShortcuts() {
    return { "Mod-e": () => this.editor.commands.toggleMark("code") };
  },
});

const blocks = Object.entries<EditorBlock>(editorBlocks);

/**
 * The editor's schema and its rules of typing in a language, whose signs it may leave alone: the same nodes, marks and attributes as `bodySchema` in app/models/body, which decides on the
 * server.
 */
export const richTextExtensions = (language: LanguageCode, isTypographic = true): Extensions => [
  StarterKit.configure({
    ...Object.fromEntries(blocks.map(([type, { node }]) => [type, "own" in node ? false : node.starterKit])),
    code: false,
    link: false,
    underline: false,
  }),
  PlainLink,
  footnoteNode(isTypographic ? [typographyRule(language)] : []),
  UndoByWords,
  TypingKeepsBlocks,
  PicturesOnTheirWay,
  WritersKeys,
  typingRules([...markdownRules, ...(isTypographic ? [typographyRule(language)] : [])]),
  ...scripts,
  Code,
  ...blocks.flatMap(([, { node }]) => ("own" in node ? node.own : [])),
];
