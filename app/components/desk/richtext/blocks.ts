import type { AnyExtension, Editor } from "@tiptap/core";
import type { StarterKitOptions } from "@tiptap/starter-kit";
import type { BlockType } from "#app/models/body.ts";
import { headingLevel } from "#app/models/headings.ts";
import { atStart, become, putInPlace, task, wrapIn } from "./blockTyping.ts";
import { boxNodes, buttonTool, calloutTools, pullQuoteTool, sponsorTool } from "./boxes.ts";
import { chartAttributes, ChartNode, chartTool, insideChart } from "./chart.ts";
import { GalleryNode, galleryTool } from "./gallery.ts";
import { imageAttributes, OwnImage } from "./image.ts";
import { insideLinkCard, linkCardAttributes, LinkCardNode, linkCardTool } from "./linkCard.ts";
import { TableNode, tableTools } from "./table.ts";
import type { Tool } from "./tools.ts";
import type { TypingRule } from "./typing.ts";

/** The editor's part of one kind of block. */
export type EditorBlock<Options = unknown> = {
  /** Tiptap's own node with its options, or our node. */
  node: { starterKit: Options } | { own: AnyExtension };
  /** Its HTML elements, also in pasted text. */
  elements: string[];
  /** Attributes of these elements that a paste keeps. */
  attributes?: string[];
  /**
   * The fate of a pasted block without text: it is removed, it is kept, or it is kept because it shows something
   * anyway.
   */
  withoutWords: "goes" | "stays" | "shows";
  /** The group and the tools of the toolbar, which the menu of blocks lists too. */
  tools?: { group: "headings" | "insert" | "blocks"; needsImages?: true; list: Tool[] };
  /** Signs that become such a block while they are typed. */
  typing?: TypingRule[];
  /** Tools that are shown while the cursor is inside. */
  inside?: Tool[];
  /** Keys beside those of its tools, for the sheet of shortcuts. */
  shortcuts?: [what: string, keys: string][];
};

type OptionsOf<T extends BlockType> = T extends keyof StarterKitOptions
  ? Partial<Exclude<StarterKitOptions[T], false>>
  : never;

const chain = (editor: Editor) => editor.chain().focus();

/** Every kind of block in the editor, in the order of the toolbar. */
export const editorBlocks: { [T in BlockType]: EditorBlock<OptionsOf<T>> } = {
  paragraph: { node: { starterKit: {} }, elements: ["p"], withoutWords: "goes" },
  heading: {
    node: { starterKit: { levels: [2, 3, 4] } },
    elements: ["h2", "h3", "h4"],
    withoutWords: "goes",
    typing: [
      // As in Markdown that is imported, the highest heading of a text is the second.
      atStart(
        /^(#{1,6}) $/,
        become("heading", ([, signs]) => ({ level: headingLevel(signs!.length) })),
      ),
    ],
    tools: {
      group: "headings",
      list: [
        {
          icon: "M5 5v14M13 5v14M5 12h8M17 11.5c.4-1.2 1.3-1.7 2.2-1.7 1.2 0 2.1.8 2.1 2 0 2-4.3 3.6-4.3 7.2h4.5",
          name: "Heading",
          words: "title section h2 chapter",
          typed: "# or ## before the words",
          keys: "Mod+Alt+2",
          on: (editor) => editor.isActive("heading", { level: 2 }),
          run: (editor) => chain(editor).toggleHeading({ level: 2 }).run(),
        },
        {
          icon: "M6 8v9M12 8v9M6 12.5h6M16 10.5h4.5l-2.5 3c1.7 0 2.6.9 2.6 2.1 0 1.4-1 2.4-2.4 2.4-1 0-1.9-.5-2.2-1.3",
          name: "Smaller heading",
          words: "subtitle subheading section h3",
          typed: "### before the words",
          keys: "Mod+Alt+3",
          on: (editor) => editor.isActive("heading", { level: 3 }),
          run: (editor) => chain(editor).toggleHeading({ level: 3 }).run(),
        },
        {
          icon: "M5 9v8M11 9v8M5 13h6M18 17v-7l-3.5 4.7h5",
          name: "Smallest heading",
          words: "subtitle subheading section h4",
          typed: "#### before the words",
          keys: "Mod+Alt+4",
          rare: true,
          on: (editor) => editor.isActive("heading", { level: 4 }),
          run: (editor) => chain(editor).toggleHeading({ level: 4 }).run(),
        },
      ],
    },
  },
  bulletList: {
    node: { starterKit: {} },
    elements: ["ul"],
    withoutWords: "stays",
    typing: [atStart(/^[-*+] $/, wrapIn("bulletList")), atStart(/^\[([ xX]?)\] $/, task("bulletList"))],
    tools: {
      group: "blocks",
      list: [
        {
          icon: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
          name: "Bulleted list",
          words: "unordered points ul",
          typed: "- or * before the words",
          keys: "Mod+Shift+8",
          on: (editor) => editor.isActive("bulletList"),
          run: (editor) => chain(editor).toggleBulletList().run(),
        },
      ],
    },
  },
  orderedList: {
    node: { starterKit: {} },
    elements: ["ol"],
    attributes: ["start", "type"],
    withoutWords: "stays",
    typing: [
      // A year is no number of a list.
      atStart(
        /^(\d{1,3})[.)] $/,
        wrapIn("orderedList", ([, number]) => Number(number)),
      ),
    ],
    tools: {
      group: "blocks",
      list: [
        {
          icon: "M10 6h10M10 12h10M10 18h10M4 4.5l1.5-.7V9M3.7 15c.2-.7.7-1 1.3-1 .8 0 1.3.5 1.3 1.2C6.3 16.5 3.7 17.5 3.7 19h2.8",
          name: "Numbered list",
          words: "ordered steps ol",
          typed: "1. before the words, or the number that it begins with",
          keys: "Mod+Shift+7",
          on: (editor) => editor.isActive("orderedList"),
          run: (editor) => chain(editor).toggleOrderedList().run(),
        },
      ],
    },
  },
  blockquote: {
    node: { starterKit: {} },
    elements: ["blockquote"],
    withoutWords: "goes",
    typing: [atStart(/^> $/, wrapIn("blockquote"))],
    tools: {
      group: "blocks",
      list: [
        {
          icon: "M5 17c2.5-.5 4-2.5 4-5.5V7H4v5h3M15 17c2.5-.5 4-2.5 4-5.5V7h-5v5h3",
          name: "Quotation",
          words: "quote blockquote cite",
          typed: "> before the words",
          keys: "Mod+Shift+B",
          on: (editor) => editor.isActive("blockquote"),
          run: (editor) => chain(editor).toggleBlockquote().run(),
        },
      ],
    },
  },
  horizontalRule: {
    node: { starterKit: {} },
    elements: ["hr"],
    withoutWords: "shows",
    typing: [atStart(/^---$/, putInPlace("horizontalRule"))],
    tools: {
      group: "blocks",
      list: [
        {
          icon: "M4 12h16",
          name: "Dividing line",
          words: "divider rule separator break hr",
          typed: "--- on a line of its own",
          rare: true,
          run: (editor) => chain(editor).setHorizontalRule().run(),
        },
      ],
    },
  },
  codeBlock: {
    node: { starterKit: {} },
    elements: ["pre"],
    withoutWords: "stays",
    typing: [
      atStart(
        /^```([\w+#.-]{0,30})[ \n]$/,
        become("codeBlock", ([, language]) => ({ language: language || null })),
      ),
    ],
    tools: {
      group: "blocks",
      list: [
        {
          icon: "M9 8l-4 4 4 4M15 8l4 4-4 4",
          name: "Code",
          keys: "Mod+Alt+C",
          words: "program source listing pre monospace",
          typed: "``` before the words, then Enter",
          rare: true,
          on: (editor) => editor.isActive("codeBlock"),
          run: (editor) => chain(editor).toggleCodeBlock().run(),
        },
      ],
    },
  },
  image: {
    node: { own: OwnImage },
    elements: ["img"],
    attributes: imageAttributes,
    withoutWords: "shows",
    tools: {
      group: "insert",
      needsImages: true,
      list: [
        {
          icon: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 8.5h.01",
          name: "Image",
          words: "picture photo figure upload",
          on: (editor) => editor.isActive("image"),
          run: (_editor, dialogs) => dialogs.image(),
        },
      ],
    },
  },
  table: {
    node: { own: TableNode },
    elements: ["table", "tr", "td", "th"],
    attributes: ["data-caption", "scope"],
    withoutWords: "stays",
    tools: { group: "insert", list: [tableTools.insert] },
    inside: tableTools.inside,
    shortcuts: [["Next cell of a table, a new row behind the last", "Tab"]],
  },
  button: {
    node: { own: boxNodes.button },
    elements: ["aside"],
    attributes: ["data-button", "data-label"],
    withoutWords: "goes",
    tools: { group: "insert", list: [buttonTool] },
  },
  callout: {
    node: { own: boxNodes.callout },
    elements: ["aside"],
    attributes: ["data-callout"],
    withoutWords: "goes",
    tools: { group: "insert", list: calloutTools },
    inside: calloutTools,
  },
  gallery: {
    node: { own: GalleryNode },
    elements: ["aside"],
    attributes: ["data-gallery"],
    withoutWords: "goes",
    tools: { group: "insert", needsImages: true, list: [galleryTool] },
  },
  chart: {
    node: { own: ChartNode },
    elements: ["aside"],
    attributes: chartAttributes,
    withoutWords: "goes",
    tools: { group: "insert", needsImages: true, list: [chartTool] },
    inside: insideChart,
  },
  linkCard: {
    node: { own: LinkCardNode },
    elements: ["aside"],
    attributes: linkCardAttributes,
    withoutWords: "goes",
    tools: { group: "insert", needsImages: true, list: [linkCardTool] },
    inside: insideLinkCard,
    shortcuts: [["Keep a pasted address a link", "Escape"]],
  },
  pullQuote: {
    node: { own: boxNodes.pullQuote },
    elements: ["aside"],
    attributes: ["data-pull-quote"],
    withoutWords: "goes",
    tools: { group: "insert", list: [pullQuoteTool] },
  },
  sponsor: {
    node: { own: boxNodes.sponsor },
    elements: ["aside"],
    attributes: ["data-sponsor", "data-from", "data-until"],
    withoutWords: "goes",
    tools: { group: "insert", list: [sponsorTool] },
  },
};
