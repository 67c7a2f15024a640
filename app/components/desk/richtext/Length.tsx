import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import type { Transaction } from "@tiptap/pm/state";
import { useEffect, useState } from "react";
import { bodyLength, type Body } from "#app/models/body.ts";

/** Milliseconds: the words are counted so long after the text is there, and after each last key. */
const countAfter = 300;

/** The words of the text and the minutes to read it, as the site counts them; while words are selected, theirs too. */
export function Length({ editor }: { editor: Editor | null }) {
  const length = useLength(editor);
  const selected = useEditorState({ editor, selector: ({ editor: one }) => (one ? selectedCount(one) : 0) });
  return (
    <p className="min-h-8.5 border-t border-rule px-4 py-1.5 text-sm text-muted tabular-nums">
      {length && said(length, selected ?? 0)}
    </p>
  );
}

function said({ words, minutes }: { words: number; minutes: number }, selected: number): string {
  const all = `${words.toLocaleString("en")} ${words === 1 ? "word" : "words"}`;
  return `${selected ? `${selected.toLocaleString("en")} of ${all}` : all}, ${minutes} min to read`;
}

/** @returns null until it is counted first */
function useLength(editor: Editor | null) {
  const [length, setLength] = useState<ReturnType<typeof bodyLength> | null>(null);
  useEffect(() => {
    if (!editor) return;
    const countLater = () => setTimeout(() => setLength(bodyLength(editor.getJSON() as Body)), countAfter);
    let soon = countLater();
    // Texts of others are no update, but transactions as well.
    const changed = ({ transaction }: { transaction: Transaction }) => {
      if (!transaction.docChanged) return;
      clearTimeout(soon);
      soon = countLater();
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
