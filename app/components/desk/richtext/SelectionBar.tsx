import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { useEditorState } from "@tiptap/react";
import { Toolbar, Tooltip } from "radix-ui";
import { useEffect, useState } from "react";
import { focusWords, noteField } from "./footnoteField.ts";
import { formatTools } from "./formats.ts";
import { ToolButton } from "./ToolButton.tsx";
import { selectionTools } from "./toolGroups.ts";
import type { ToolDialogs } from "./tools.ts";
import { useBeside, type Range } from "./useBeside.ts";

type SelectionBarProps = {
  editor: Editor;
  dialogs: ToolDialogs;
  /** True while something else stands at the words. */
  isAway: boolean;
};

/**
 * A small bar at the selected words, those of a footnote too, for a pointer and for keys; on touch the system has a menu of
 * its own there.
 */
export function SelectionBar({ editor, dialogs, isAway }: SelectionBarProps) {
  const isDragged = useDragging(editor);
  const [isInside, setInside] = useState(false);
  const [dismissed, setDismissed] = useState("");
  const { range, isNote, isFocused } = useEditorState({ editor, selector: ({ editor: one }) => selectedWords(one) });
  const place = range && `${isNote ? "note " : ""}${range.from}-${range.to}`;
  useEffect(() => {
    const { dom } = editor.view;
    const dismiss = (event: KeyboardEvent) => event.key === "Escape" && place && setDismissed(place);
    dom.addEventListener("keydown", dismiss);
    return () => dom.removeEventListener("keydown", dismiss);
  }, [editor, place]);
  const isShown = range && (isFocused || isInside) && !isDragged && dismissed !== place && !isAway && !isTouched();
  if (!isShown) return null;
  return (
    <Bar
      editor={editor}
      dialogs={dialogs}
      range={range}
      isNote={isNote}
      onFocus={setInside}
      onEscape={() => {
        setDismissed(place!);
        focusWords(editor);
      }}
    />
  );
}

type BarProps = Omit<SelectionBarProps, "isAway"> & {
  range: Range;
  /** True for words in the field of a footnote. */
  isNote: boolean;
  onFocus: (inside: boolean) => void;
  onEscape: () => void;
};

function Bar({ editor, dialogs, range, isNote, onFocus, onEscape }: BarProps) {
  const element = useBeside<HTMLDivElement>({ view: viewOfWords(editor) }, range, "above");
  // A footnote is one line of words.
  const tools = isNote ? formatTools : selectionTools;
  const state = useEditorState({
    editor,
    selector: ({ editor: one }) => tools.map((tool) => ({ on: tool.on?.(one), can: tool.can?.(one) ?? true })),
  });
  return (
    <Tooltip.Provider delayDuration={500}>
      <Toolbar.Root
        ref={element}
        data-at="selection"
        aria-label="Format the selected words"
        onFocus={() => onFocus(true)}
        onBlur={() => onFocus(false)}
        onKeyDown={(event) => event.key === "Escape" && onEscape()}
        className="fixed z-20 flex gap-0.5 rounded-md border border-rule bg-raised p-1 shadow-lg"
      >
        {tools.map((tool, i) => (
          <ToolButton key={tool.name} tool={tool} {...state[i]} run={() => tool.run(editor, dialogs)} />
        ))}
      </Toolbar.Root>
    </Tooltip.Provider>
  );
}

function viewOfWords(editor: Editor): EditorView {
  return noteField(editor) ?? editor.view;
}

type Chosen = { range: Range | null; isNote: boolean; isFocused: boolean };

/** The selected words, by their positions in the view that shows them. */
function selectedWords(editor: Editor): Chosen {
  const view = viewOfWords(editor);
  const isNote = view !== editor.view;
  const { selection, doc } = view.state;
  const { from, to, $from } = selection;
  const isText = selection instanceof TextSelection && !selection.empty && !$from.parent.type.spec.code;
  const hasWords = isText && doc.textBetween(from, to, "").trim() !== "";
  return { range: hasWords ? { from, to } : null, isNote, isFocused: isNote ? view.hasFocus() : editor.isFocused };
}

/** While the pointer still selects, a bar would jump about under it. */
function useDragging(editor: Editor): boolean {
  const [isDragged, setDragged] = useState(false);
  useEffect(() => {
    const { dom } = editor.view;
    const begin = () => setDragged(true);
    const end = () => setDragged(false);
    dom.addEventListener("mousedown", begin);
    addEventListener("mouseup", end);
    addEventListener("dragend", end);
    return () => {
      dom.removeEventListener("mousedown", begin);
      removeEventListener("mouseup", end);
      removeEventListener("dragend", end);
    };
  }, [editor]);
  return isDragged;
}

function isTouched(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
