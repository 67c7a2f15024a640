import { Node, type Editor } from "@tiptap/core";
import type { Node as ProseMirrorNode } from "@tiptap/pm/model";
import { TextSelection, type Command } from "@tiptap/pm/state";
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToNextCell,
  isInTable,
  selectedRect,
  TableMap,
  tableEditing,
  toggleHeaderRow,
} from "@tiptap/pm/tables";
import type { EditorView, NodeView } from "@tiptap/pm/view";
import { blockDirection } from "#app/i18n/direction.ts";
import { isMac, type Tool } from "./tools.ts";

type Side = "left" | "center" | "right";

/** The roles of the parts of a table in prosemirror-tables. */
const roles: Record<string, string> = {
  table: "table",
  tableRow: "row",
  tableCell: "cell",
  tableHeader: "header_cell",
};

/** A table of cells with paragraphs; its caption is typed above it. */
export const TableNode = Node.create({
  name: "table",
  group: "block",
  content: "tableRow+",
  isolating: true,
  addAttributes: () => ({
    caption: {
      default: "",
      parseHTML: (element: HTMLElement) => element.dataset.caption ?? "",
      renderHTML: ({ caption }) => (caption ? { "data-caption": String(caption) } : {}),
    },
  }),
  parseHTML: () => [{ tag: "table" }],
  renderHTML: ({ HTMLAttributes }) => ["table", HTMLAttributes, ["tbody", 0]],
  extendNodeSchema: ({ name }) => (roles[name] ? { tableRole: roles[name] } : {}),
  addExtensions: () => [TableRow, ...cells],
  addProseMirrorPlugins: () => [tableEditing()],
  addNodeView:
    () =>
    ({ node, view, getPos }) =>
      new TableWithCaption(node, view as EditorView, getPos),
  addKeyboardShortcuts() {
    const beside = isMac() ? "Ctrl-Shift-" : "Alt-Shift-";
    const shortcuts: [string, Command][] = [
      ["Tab", nextCellOrRow],
      ["Shift-Tab", goToNextCell(-1)],
      ...Object.entries(lineKeys).map(([key, command]): [string, Command] => [beside + key, command]),
    ];
    const keys = shortcuts.map(([key, command]) => [key, () => runIn(this.editor, command)]);
    return Object.fromEntries(keys) as Record<string, () => boolean>;
  },
});

const TableRow = Node.create({
  name: "tableRow",
  content: "(tableCell | tableHeader)+",
  parseHTML: () => [{ tag: "tr" }],
  renderHTML: () => ["tr", 0],
});

const cells = [
  { name: "tableCell", tag: "td" },
  { name: "tableHeader", tag: "th" },
].map(({ name, tag }) =>
  Node.create({
    name,
    content: "paragraph+",
    isolating: true,
    addAttributes: () => ({
      align: {
        default: null,
        parseHTML: (element: HTMLElement) => sideOf(element),
        renderHTML: ({ align }) => (align ? { style: `text-align: ${String(align)}` } : {}),
      },
      // prosemirror-tables needs them; the paste takes cells over several rows or columns apart.
      colspan: { default: 1, parseHTML: () => 1, rendered: false },
      rowspan: { default: 1, parseHTML: () => 1, rendered: false },
      colwidth: { default: null, parseHTML: () => null, rendered: false },
    }),
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  }),
);

function sideOf({ style, firstElementChild }: HTMLElement): Side | null {
  const inner = firstElementChild instanceof HTMLElement ? firstElementChild.style.textAlign : "";
  const side = style.textAlign || inner;
  return side === "left" || side === "center" || side === "right" ? side : null;
}

/** Shows a table as on the site: in a part that scrolls, with the field of its caption above. */
class TableWithCaption implements NodeView {
  readonly dom = document.createElement("figure");
  readonly contentDOM = document.createElement("tbody");
  private readonly caption = document.createElement("input");
  private readonly scroll = document.createElement("div");

  constructor(
    private node: ProseMirrorNode,
    view: EditorView,
    getPos: () => number | undefined,
  ) {
    const table = document.createElement("table");
    table.append(this.contentDOM);
    this.scroll.className = "table-scroll";
    this.scroll.append(table);
    Object.assign(this.caption, { type: "text", maxLength: 300, placeholder: "Caption", className: "table-caption" });
    this.caption.setAttribute("aria-label", "Caption of the table");
    this.caption.contentEditable = "false";
    this.caption.addEventListener("input", () => {
      const at = getPos();
      if (at !== undefined) view.dispatch(view.state.tr.setNodeAttribute(at, "caption", this.caption.value));
    });
    this.caption.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "ArrowDown" && event.key !== "Escape") return;
      event.preventDefault();
      const at = getPos();
      if (at === undefined) return;
      view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at + 1))));
      view.focus();
    });
    this.dom.append(this.caption, this.scroll);
    this.show();
  }

  private show() {
    this.scroll.dir = blockDirection(this.node.toJSON() as Parameters<typeof blockDirection>[0], "ltr");
    const caption = this.node.attrs.caption as string;
    this.caption.dir = "auto";
    if (this.caption.value !== caption) this.caption.value = caption;
  }

  update(node: ProseMirrorNode): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.show();
    return true;
  }

  stopEvent({ target }: Event): boolean {
    return target === this.caption;
  }

  ignoreMutation({ target }: { target: globalThis.Node }): boolean {
    return !this.contentDOM.contains(target);
  }
}

function runIn({ view }: Editor, command: Command): boolean {
  return command(view.state, (tr) => view.dispatch(tr.scrollIntoView()), view);
}

/** Goes to the next cell; behind the last one it adds a row. */
const nextCellOrRow: Command = (state, dispatch, view) => {
  if (!isInTable(state)) return false;
  if (goToNextCell(1)(state, dispatch)) return true;
  if (!view) return false;
  addRowAfter(state, dispatch);
  return goToNextCell(1)(view.state, dispatch);
};

/** Adds a column on a side as it is seen: a table may run from right to left. */
function addColumnAt(side: "left" | "right"): Command {
  return (state, dispatch) => {
    if (!isInTable(state)) return false;
    const { table } = selectedRect(state);
    const isRightToLeft = blockDirection(table.toJSON() as Parameters<typeof blockDirection>[0], "ltr") === "rtl";
    return (isRightToLeft === (side === "right") ? addColumnBefore : addColumnAfter)(state, dispatch);
  };
}

/** Removes a row or column, and goes to its neighbour; with the last one, it removes the whole table. */
const removeLine =
  (axis: "row" | "column"): Command =>
  (state, dispatch) => {
    if (!isInTable(state)) return false;
    const { map, tableStart, top, left } = selectedRect(state);
    if ((axis === "row" ? map.height : map.width) === 1) return deleteTable(state, dispatch);
    return (axis === "row" ? deleteRow : deleteColumn)(state, (tr) => {
      const rest = tr.doc.nodeAt(tableStart - 1);
      if (rest?.type.name === "table") {
        const { map: cells, width, height } = TableMap.get(rest);
        const cell = cells[Math.min(top, height - 1) * width + Math.min(left, width - 1)]!;
        tr.setSelection(TextSelection.near(tr.doc.resolve(tableStart + cell + 1)));
      }
      dispatch?.(tr);
    });
  };

/** Aligns every cell of the selected columns; the side they have already is taken away. */
const alignColumns =
  (side: Side): Command =>
  (state, dispatch) => {
    if (!isInTable(state)) return false;
    const { map, table, tableStart, left, right } = selectedRect(state);
    const { tr } = state;
    const align = alignHere(state) === side ? null : side;
    for (const position of map.cellsInRect({ left, right, top: 0, bottom: map.height })) {
      if (table.nodeAt(position)) tr.setNodeAttribute(tableStart + position, "align", align);
    }
    dispatch?.(tr);
    return true;
  };

function alignHere(state: Editor["state"]): Side | null {
  if (!isInTable(state)) return null;
  const { map, table, left, top } = selectedRect(state);
  return (table.nodeAt(map.map[top * map.width + left]!)?.attrs.align as Side | null) ?? null;
}

/** Keys of commands, beside Alt and Shift or their like. */
const lineKeys: Record<string, Command> = {
  ArrowDown: addRowAfter,
  ArrowUp: addRowBefore,
  ArrowRight: addColumnAt("right"),
  ArrowLeft: addColumnAt("left"),
  Backspace: removeLine("row"),
  Delete: removeLine("column"),
};

function toolFor(name: string, icon: string, command: Command, keys?: string): Tool {
  return {
    name,
    icon,
    keys,
    run: (editor) => {
      editor.commands.focus();
      runIn(editor, command);
    },
  };
}

function alignTool(side: Side, icon: string): Tool {
  const tool = toolFor(`Column ${side === "center" ? "centred" : `aligned ${side}`}`, icon, alignColumns(side));
  return { ...tool, on: (editor) => alignHere(editor.state) === side };
}

const emptyCells = (type: string) => Array.from({ length: 3 }, () => ({ type, content: [{ type: "paragraph" }] }));

/** The tools of tables: one that places a table, and those of a table around the cursor. */
export const tableTools: { insert: Tool; inside: Tool[] } = {
  insert: {
    name: "Table",
    words: "grid rows columns cells",
    icon: "M4 5h16v14H4zM4 10h16M10 5v14M4 14.5h16",
    can: (editor) => !editor.isActive("table"),
    run: (editor) => {
      const rows = ["tableHeader", "tableCell", "tableCell"];
      const content = rows.map((type) => ({ type: "tableRow", content: emptyCells(type) }));
      const { from } = editor.state.selection;
      editor.chain().focus().insertContent({ type: "table", content }).run();
      const { doc, tr } = editor.state;
      // The cursor goes to the first cell, not below the table.
      let first: number | null = null;
      doc.nodesBetween(Math.max(0, from - 1), doc.content.size, (node, position) => {
        if (first === null && node.type.name === "tableHeader") first = position;
        return first === null;
      });
      if (first !== null) editor.view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(first + 1))));
    },
  },
  inside: [
    toolFor("Row below", "M4 5h16v6H4zM12 14v6M9 17h6", addRowAfter, "Alt+Shift+ArrowDown"),
    toolFor("Row above", "M4 13h16v6H4zM12 4v6M9 7h6", addRowBefore, "Alt+Shift+ArrowUp"),
    toolFor("Column right", "M5 4h6v16H5zM17 9v6M14 12h6", addColumnAt("right"), "Alt+Shift+ArrowRight"),
    toolFor("Column left", "M13 4h6v16h-6zM7 9v6M4 12h6", addColumnAt("left"), "Alt+Shift+ArrowLeft"),
    toolFor("Remove the row", "M4 9h16v6H4zM9.5 10.5l5 3M14.5 10.5l-5 3", removeLine("row"), "Alt+Shift+Backspace"),
    toolFor("Remove the column", "M9 4h6v16H9zM10.5 9.5l3 5M13.5 9.5l-3 5", removeLine("column"), "Alt+Shift+Delete"),
    {
      ...toolFor("Header row", "M4 5h16v14H4zM4 10h16M6 7.5h12", toggleHeaderRow),
      on: (editor) => editor.isActive("tableHeader"),
    },
    alignTool("left", "M4 6h16M4 10h9M4 14h16M4 18h9"),
    alignTool("center", "M4 6h16M8 10h8M4 14h16M8 18h8"),
    alignTool("right", "M4 6h16M11 10h9M4 14h16M11 18h9"),
    toolFor("Remove the table", "M4 5h16v14H4zM9 9l6 6M15 9l-6 6", deleteTable),
  ],
};
