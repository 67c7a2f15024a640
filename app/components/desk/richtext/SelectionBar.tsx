import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";
import { useEditorState } from "@tiptap/react";
import { Toolbar, Tooltip } from "radix-ui";
import { useEffect, useState } from "react";
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

/** A small bar at the selected words, for a pointer and for keys; on touch the system has a menu of its own there. */
export function SelectionBar({ editor, dialogs, isAway }: SelectionBarProps) {
  const isDragged = useDragging(editor);
  const [isInside, setInside] = useState(false);
  const [dismissed, setDismissed] = useState("");
  const { range, isFocused } = useEditorState({
    editor,
    selector: ({ editor: one }) => ({ range: selectedWords(one), isFocused: one.isFocused }),
  });
  const place = range && `${range.from}-${range.to}`;
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
      onFocus={setInside}
      onEscape={() => {
        setDismissed(place!);
        editor.view.focus();
      }}
    />
  );
}

type BarProps = Omit<SelectionBarProps, "isAway"> & {
  range: Range;
  onFocus: (inside: boolean) => void;
  onEscape: () => void;
};

function Bar({ editor, dialogs, range, onFocus, onEscape }: BarProps) {
  const element = useBeside<HTMLDivElement>(editor, range, "above");
  const state = useEditorState({
    editor,
    selector: ({ editor: one }) => selectionTools.map((tool) => ({ on: tool.on?.(one), can: tool.can?.(one) ?? true })),
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
        {selectionTools.map((tool, i) => (
          <ToolButton key={tool.name} tool={tool} {...state[i]} run={() => tool.run(editor, dialogs)} />
        ))}
      </Toolbar.Root>
    </Tooltip.Provider>
  );
}

function selectedWords({ state }: Editor): Range | null {
  const { selection, doc } = state;
  if (!(selection instanceof TextSelection) || selection.empty || selection.$from.parent.type.spec.code) return null;
  const { from, to } = selection;
  return doc.textBetween(from, to, "").trim() ? { from, to } : null;
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
