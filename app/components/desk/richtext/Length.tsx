import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import type { Transaction } from "@tiptap/pm/state";
import { useEffect, useState } from "react";
import { bodyLength, type Body } from "#app/models/body.ts";

/** Milliseconds: the words are counted so long after the last key. */
const countAfter = 300;

/** The words of the text and the minutes to read it, as the site counts them; while words are selected, theirs too. */
export function Length({ editor, initial }: { editor: Editor | null; initial: Body }) {
  const { words, minutes } = useLength(editor, initial);
  const selected = useEditorState({ editor, selector: ({ editor: one }) => (one ? selectedCount(one) : 0) });
  const all = `${words.toLocaleString("en")} ${words === 1 ? "word" : "words"}`;
  return (
    <p className="border-t border-rule px-4 py-1.5 text-sm text-muted tabular-nums">
      {selected ? `${selected.toLocaleString("en")} of ${all}` : all}, {minutes} min to read
    </p>
  );
}

function useLength(editor: Editor | null, initial: Body) {
  const [length, setLength] = useState(() => bodyLength(initial));
  useEffect(() => {
    if (!editor) return;
    let soon: ReturnType<typeof setTimeout> | undefined;
    // Texts of others are no update, but transactions as well.
    const changed = ({ transaction }: { transaction: Transaction }) => {
      if (!transaction.docChanged) return;
      clearTimeout(soon);
      soon = setTimeout(() => setLength(bodyLength(editor.getJSON() as Body)), countAfter);
    };
    editor.on("transaction", changed);
    return () => {
      clearTimeout(soon);
      editor.off("transaction", changed);
    };
  }, [editor]);
  return length;
}

function selectedCount({ state: { doc, selection } }: Editor): number {
  const { empty, from, to } = selection;
  return empty ? 0 : doc.textBetween(from, to, "\n", " ").split(/\s+/).filter(Boolean).length;
}
