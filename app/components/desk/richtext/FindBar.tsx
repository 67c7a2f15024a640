import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { TextInput } from "#app/components/desk/kit.tsx";
import {
  find,
  finding,
  findPlugin,
  foundIn,
  goToPlace,
  replaceEverywhere,
  replaceHere,
  selectPlace,
  showPlace,
} from "./find.ts";
import { Icon } from "./Icon.tsx";
import { toolLook } from "./ToolButton.tsx";

/** `round` counts how often it was asked for: each time the field gets the focus. */
export type FindAsked = { replaces: boolean; round: number };

type FindBarProps = {
  editor: Editor;
  label: string;
  asked: FindAsked;
  onAsk: (replaces: boolean) => void;
  onClose: () => void;
};

/** Finds and replaces words of the text. */
export function FindBar({ editor, label, asked, onAsk, onClose }: FindBarProps) {
  const [words, setWords] = useState(() => selectedLine(editor));
  const [options, setOptions] = useState({ matchCase: false, wholeWords: false });
  const [replaced, setReplaced] = useState<{ words: string; places: number } | null>(null);
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    editor.registerPlugin(findPlugin());
    return () => {
      editor.unregisterPlugin(finding);
    };
  }, [editor]);
  useEffect(() => {
    find(editor, { words, ...options });
    showPlace(editor);
  }, [editor, words, options]);
  useEffect(() => {
    const field = bar.current?.querySelector("input");
    field?.focus();
    field?.select();
  }, [asked.round]);
  const found = useEditorState({ editor, selector: ({ editor: one }) => countIn(one) });
  const close = () => {
    selectPlace(editor);
    onClose();
    editor.view.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!keyOf(event, { close, go: (step) => goToPlace(editor, step), ask: onAsk })) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const says = replaced?.words === words ? `${replaced.places} replaced` : words === "" ? "" : found;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of its fields
    <div
      ref={bar}
      role="search"
      aria-label={`Find in ${label}`}
      onKeyDown={onKeyDown}
      className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-2 border-b border-rule px-3 py-2 text-sm"
    >
      <TextInput
        aria-label="Find"
        placeholder="Find"
        autoComplete="off"
        dir="auto"
        className="min-h-9! py-1!"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <div className="flex items-center">
        <output aria-live="polite" className="min-w-14 text-center text-muted tabular-nums">
          {says}
        </output>
        <FindButton name="Previous" icon="M6 15l6-6 6 6" onPress={() => goToPlace(editor, -1)} />
        <FindButton name="Next" icon="M6 9l6 6 6-6" onPress={() => goToPlace(editor, 1)} />
        <FindButton name="Close" icon="M6 6l12 12M18 6L6 18" onPress={close} />
      </div>
      {asked.replaces && <Replacing editor={editor} onReplaced={(places) => setReplaced({ words, places })} />}
      <div className="col-span-full flex flex-wrap gap-x-4">
        <Choice
          name="Match case"
          on={options.matchCase}
          onTurn={(matchCase) => setOptions({ ...options, matchCase })}
        />
        <Choice
          name="Whole words"
          on={options.wholeWords}
          onTurn={(wholeWords) => setOptions({ ...options, wholeWords })}
        />
        {!asked.replaces && (
          <button type="button" className={wordLook} onClick={() => onAsk(true)}>
            Replace…
          </button>
        )}
      </div>
    </div>
  );
}

function Replacing({ editor, onReplaced }: { editor: Editor; onReplaced: (places: number) => void }) {
  const [words, setWords] = useState("");
  return (
    <>
      <TextInput
        aria-label="Replace with"
        placeholder="Replace with"
        autoComplete="off"
        dir="auto"
        className="min-h-9! py-1!"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <div className="flex justify-end gap-3">
        <button type="button" className={wordLook} onClick={() => replaceHere(editor, words)}>
          Replace
        </button>
        <button type="button" className={wordLook} onClick={() => onReplaced(replaceEverywhere(editor, words))}>
          Replace all
        </button>
      </div>
    </>
  );
}

const wordLook = "inline-flex min-h-8 cursor-pointer items-center underline underline-offset-4";

function countIn(editor: Editor): string {
  const found = foundIn(editor);
  if (!found?.ranges.length) return "Not found";
  return `${found.current + 1} of ${found.ranges.length}`;
}

function selectedLine({ state: { doc, selection } }: Editor): string {
  const { $from, from, to } = selection;
  return selection.empty || to > $from.end() || to - from > 80 ? "" : doc.textBetween(from, to);
}

type KeyActs = { close: () => void; go: (step: 1 | -1) => void; ask: (replaces: boolean) => void };

/** @returns true for a key of the bar */
function keyOf({ key, target, shiftKey, ctrlKey, metaKey }: KeyboardEvent, { close, go, ask }: KeyActs): boolean {
  const isShortcut = ctrlKey || metaKey;
  const letter = key.toLowerCase();
  if (key === "Escape") close();
  else if (isShortcut && letter === "g") go(shiftKey ? -1 : 1);
  else if (isShortcut && (letter === "f" || letter === "h")) ask(letter === "h");
  else if (key === "Enter" && target instanceof HTMLInputElement && target.type === "text") go(shiftKey ? -1 : 1);
  else return false;
  return true;
}

function FindButton({ name, icon, onPress }: { name: string; icon: string; onPress: () => void }) {
  return (
    <button type="button" aria-label={name} title={name} onClick={onPress} className={toolLook}>
      <Icon path={icon} />
    </button>
  );
}

function Choice({ name, on, onTurn }: { name: string; on: boolean; onTurn: (on: boolean) => void }) {
  return (
    <label className="inline-flex min-h-8 cursor-pointer items-center gap-2">
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => onTurn(event.target.checked)}
        className="size-4 accent-accent"
      />
      {name}
    </label>
  );
}
