import { Node, type Editor } from "@tiptap/core";
import type { Node as ProseMirrorNode } from "@tiptap/pm/model";
import { isDay, type CalloutKind } from "#app/models/boxes.ts";
import { viewWithFields } from "./fields.ts";
import { linkFaultWords, linkTyped } from "./links.ts";
import { placeBlock } from "./placing.ts";
import type { Tool } from "./tools.ts";

/** Returns an attribute that is plain text, and a data attribute of the copied block. */
export function textAttribute(name: string, data: string) {
  return {
    [name]: {
      default: "",
      parseHTML: (element: HTMLElement) => element.getAttribute(data) ?? "",
      renderHTML: (attributes: Record<string, unknown>) => ({ [data]: String(attributes[name]) }),
    },
  };
}

/** An attribute that is a day or nothing: what a pasted block says otherwise is left out. */
function dayAttribute(name: string, data: string) {
  const parseHTML = (element: HTMLElement) => {
    const day = element.getAttribute(data) ?? "";
    return isDay(day) ? day : "";
  };
  return { [name]: { ...textAttribute(name, data)[name]!, parseHTML } };
}

const Callout = Node.create({
  name: "callout",
  group: "block",
  content: "block+",
  defining: true,
  addAttributes: () => ({
    kind: {
      default: "note",
      parseHTML: (element: HTMLElement) => element.getAttribute("data-callout"),
      // A note, not a part of the page's outline, which would need a name of its own.
      renderHTML: ({ kind }) => ({ "data-callout": String(kind), role: "note" }),
    },
  }),
  parseHTML: () => ["note", "warning", "figure"].map((kind) => ({ tag: `aside[data-callout="${kind}"]` })),
  renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes, 0],
});

const PullQuote = Node.create({
  name: "pullQuote",
  group: "block",
  content: "paragraph+",
  defining: true,
  addAttributes: () => textAttribute("by", "data-pull-quote"),
  parseHTML: () => [{ tag: "aside[data-pull-quote]" }],
  renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes, 0],
  addNodeView: () =>
    viewOf({
      className: "pull-quote",
      content: "blockquote",
      fields: [{ attribute: "by", label: "Who said it", longest: 200 }],
    }),
});

const Sponsor = Node.create({
  name: "sponsor",
  group: "block",
  content: "block+",
  defining: true,
  addAttributes: () => ({
    ...textAttribute("name", "data-sponsor"),
    ...dayAttribute("from", "data-from"),
    ...dayAttribute("until", "data-until"),
  }),
  parseHTML: () => [{ tag: "aside[data-sponsor]" }],
  renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes, 0],
  addNodeView: () =>
    viewOf({
      className: "sponsor",
      content: "div",
      fieldsFirst: true,
      fields: [
        { attribute: "name", label: "Whose advertisement it is", longest: 200 },
        { attribute: "from", label: "First day", longest: 10, type: "date" },
        { attribute: "until", label: "Last day", longest: 10, type: "date" },
      ],
    }),
});

const ButtonNode = Node.create({
  name: "button",
  group: "block",
  atom: true,
  addAttributes: () => ({ ...textAttribute("label", "data-label"), ...textAttribute("href", "data-button") }),
  parseHTML: () => [{ tag: "aside[data-button]" }],
  renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes, String(HTMLAttributes["data-label"])],
  addNodeView: () =>
    viewOf({
      className: "button-fields",
      fields: [
        { attribute: "label", label: "Words on the button", longest: 100 },
        { attribute: "href", label: "Address that it opens", longest: 2000, complete: completed },
      ],
      show: (dom, { attrs }) => {
        const read = attrs.href === "" ? null : linkTyped(attrs.href as string);
        showFault(dom, dom.querySelectorAll("input")[1]!, read && "error" in read ? linkFaultWords[read.error] : "");
      },
    }),
});

/** Says below a block's fields what is wrong with one of them. */
function showFault(dom: HTMLElement, field: HTMLInputElement, words: string): void {
  field.setAttribute("aria-invalid", String(words !== ""));
  let line = dom.querySelector(".field-fault");
  if ((line?.textContent ?? "") === words) return;
  if (!line) {
    line = document.createElement("p");
    line.className = "field-fault";
    line.id = `field-fault-${Math.random().toString(36).slice(2)}`;
    field.setAttribute("aria-describedby", line.id);
    dom.append(line);
  }
  line.textContent = words;
}

/** Returns the view of a block with fields as Tiptap asks for it. */
export function viewOf(block: Parameters<typeof viewWithFields>[0]) {
  const make = viewWithFields(block);
  return ({ node, view, getPos }: { node: ProseMirrorNode; view: unknown; getPos: () => number | undefined }) =>
    make(node, view as Parameters<typeof make>[1], getPos, [], undefined as never);
}

function completed(typed: string): string {
  const read = typed.trim() === "" ? { href: "" } : linkTyped(typed);
  return "error" in read ? typed : read.href;
}

/** The nodes of the blocks that stand out from the text. */
export const boxNodes = { callout: Callout, pullQuote: PullQuote, sponsor: Sponsor, button: ButtonNode };

function calloutTool(kind: CalloutKind, tool: Pick<Tool, "name" | "icon" | "words">): Tool {
  const on = (editor: Editor) => editor.isActive("callout", { kind });
  return {
    ...tool,
    rare: true,
    on,
    run: (editor) => {
      const chain = editor.chain().focus();
      if (on(editor)) chain.lift("callout").run();
      else if (editor.isActive("callout")) chain.updateAttributes("callout", { kind }).run();
      else chain.wrapIn("callout", { kind }).run();
    },
  };
}

/** The callouts, one of which changes into another. */
export const calloutTools: Tool[] = [
  calloutTool("note", {
    name: "Note",
    words: "callout box info hint tip aside",
    icon: "M4 5h16v14H4zM12 9h.01M12 12v4",
  }),
  calloutTool("warning", {
    name: "Warning",
    words: "callout box caution alert danger",
    icon: "M12 4l9 16H3zM12 10v4.5M12 17.3h.01",
  }),
  calloutTool("figure", {
    name: "Key figure",
    words: "callout number big statistic metric",
    icon: "M4 9h16M4 15h16M10 4L8 20M16 4l-2 16",
  }),
];

/** Words shown large. */
export const pullQuoteTool: Tool = {
  name: "Pull quote",
  words: "large quotation saying cite",
  icon: "M4 5h16M4 19h16M8 14c1.5-.3 2.5-1.4 2.5-3V9H8v2.5h2M13.5 14c1.5-.3 2.5-1.4 2.5-3V9h-2.5v2.5h2",
  rare: true,
  on: (editor) => editor.isActive("pullQuote"),
  run: (editor) => editor.chain().focus().toggleWrap("pullQuote").run(),
};

/** A part of the text that is paid for. */
export const sponsorTool: Tool = {
  name: "Advertisement",
  words: "sponsor ad paid partner",
  icon: "M4 10v4h3l6 4V6l-6 4zM16.5 9.5c1 1.4 1 3.6 0 5M19 7c2.2 2.8 2.2 7.2 0 10",
  rare: true,
  on: (editor) => editor.isActive("sponsor"),
  run: (editor) => editor.chain().focus().toggleWrap("sponsor").run(),
};

/** A button, whose words are typed next. */
export const buttonTool: Tool = {
  name: "Button",
  words: "call to action link cta",
  icon: "M4 8h16v8H4zM8 12h8",
  rare: true,
  run: (editor) => {
    const { from } = editor.state.selection;
    placeBlock(editor, "button");
    const at = placeOf(editor, "button", from);
    const dom = at === null ? null : editor.view.nodeDOM(at);
    if (dom instanceof HTMLElement) dom.querySelector("input")?.focus();
  },
};

/** Returns the place of the first block of a kind at or behind a place. */
function placeOf(editor: Editor, type: string, from: number): number | null {
  let found: number | null = null;
  editor.state.doc.nodesBetween(Math.max(0, from - 1), editor.state.doc.content.size, (node, position) => {
    if (found === null && node.type.name === type) found = position;
    return found === null;
  });
  return found;
}
