import type { Editor } from "@tiptap/core";
import { toggleMark } from "@tiptap/pm/commands";
import { redoDepth, undoDepth } from "@tiptap/pm/history";
import type { EditorState } from "@tiptap/pm/state";
import type { MarkType } from "#app/models/marks.ts";
import { focusWords, noteField } from "./footnoteField.ts";
import type { Tool } from "./tools.ts";

/** Every mark as a tool, in the order of the toolbar. */
const markTools: Record<MarkType, Tool> = {
  bold: {
    icon: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z",
    name: "Bold",
    keys: "Mod+B",
    typed: "** on both sides of the words",
    ...toggling("bold"),
  },
  italic: {
    icon: "M10 5h7M7 19h7M14 5l-4 14",
    name: "Italic",
    keys: "Mod+I",
    typed: "* or _ on both sides of the words",
    ...toggling("italic"),
  },
  link: {
    icon: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17",
    name: "Link",
    keys: "Mod+K",
    typed: "[words](address), or an address; or paste one over the words",
    on: (editor) => {
      const field = noteField(editor);
      return field ? isMarked(field.state, "link") : editor.isActive("link");
    },
    run: (_editor, dialogs) => dialogs.link(),
  },
  strike: {
    icon: "M4 12h16M16 7c-.8-1.4-2.2-2-4-2-2.4 0-4 1.2-4 3 0 1.6 1.2 2.4 3 3M8 17c.8 1.4 2.2 2 4 2 2.4 0 4-1.2 4-3 0-.7-.2-1.3-.6-1.7",
    name: "Struck out",
    keys: "Mod+Shift+S",
    typed: "~~ on both sides of the words",
    rare: true,
    ...toggling("strike"),
  },
  superscript: {
    icon: "M4 8l8 10M12 8L4 18M16 5.5c.3-1 1-1.5 1.9-1.5 1 0 1.7.6 1.7 1.5 0 1.5-3.5 2.5-3.5 4.5h4",
    name: "Superscript",
    keys: "Mod+.",
    rare: true,
    ...toggling("superscript"),
  },
  subscript: {
    icon: "M4 6l8 10M12 6L4 16M16 15.5c.3-1 1-1.5 1.9-1.5 1 0 1.7.6 1.7 1.5 0 1.5-3.5 2.5-3.5 4.5h4",
    name: "Subscript",
    keys: "Mod+,",
    rare: true,
    ...toggling("subscript"),
  },
  code: {
    icon: "M8 8l-4 4 4 4M16 8l4 4-4 4M13.5 6l-3 12",
    name: "Code in a line",
    keys: "Mod+E",
    typed: "` on both sides of the words",
    rare: true,
    ...toggling("code"),
  },
};

/** The tools of marks. */
export const formatTools = Object.values(markTools);

/** Takes the last step back, or does it again. */
export const historyTools: Tool[] = [
  {
    icon: "M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-3",
    name: "Undo",
    keys: "Mod+Z",
    can: (editor) => undoDepth(editor.state) > 0,
    run: (editor) => travel(editor, "undo"),
  },
  {
    icon: "M16 5l4 4-4 4M20 9H10a5.5 5.5 0 0 0 0 11h3",
    name: "Redo",
    keys: "Mod+Shift+Z",
    can: (editor) => redoDepth(editor.state) > 0,
    run: (editor) => travel(editor, "redo"),
  },
];

/** Tools for the text as a whole. */
export const helpTools: Tool[] = [
  {
    icon: "M6 3h8l4 4v14H6zM14 3v4h4M12 10v7M9 14l3 3 3-3",
    name: "Word or Markdown file",
    words: "import docx md upload document",
    typed: "or drop the file on the text",
    rare: true,
    run: (_editor, dialogs) => dialogs.file(),
  },
  {
    icon: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20",
    name: "Find",
    keys: "Mod+F",
    rare: true,
    run: (_editor, dialogs) => dialogs.find(false),
  },
  {
    icon: "M4 8h12l-3-3M20 16H8l3 3",
    name: "Find and replace",
    keys: "Mod+H",
    rare: true,
    run: (_editor, dialogs) => dialogs.find(true),
  },
  {
    icon: "M4 7h16v10H4zM7.5 10.5h.01M12 10.5h.01M16.5 10.5h.01M8 14h8",
    name: "Keyboard shortcuts",
    keys: "Mod+/",
    rare: true,
    run: (_editor, dialogs) => dialogs.shortcuts(),
  },
];

function toggling(mark: MarkType): Pick<Tool, "on" | "run"> {
  return {
    on: (editor) => {
      const field = noteField(editor);
      return field ? isMarked(field.state, mark) : editor.isActive(mark);
    },
    run: (editor: Editor) => {
      const field = noteField(editor);
      if (!field) return editor.chain().focus().toggleMark(mark).run();
      toggleMark(field.state.schema.marks[mark]!)(field.state, field.dispatch);
      field.focus();
    },
  };
}

function isMarked({ selection, doc, schema, storedMarks }: EditorState, mark: MarkType): boolean {
  const { from, to, empty, $from } = selection;
  const type = schema.marks[mark]!;
  return empty ? type.isInSet(storedMarks ?? $from.marks()) !== undefined : doc.rangeHasMark(from, to, type);
}

function travel(editor: Editor, way: "undo" | "redo") {
  editor.commands[way]();
  focusWords(editor);
}
