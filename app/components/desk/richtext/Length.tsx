import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import { bodyLength, type Body } from "#app/models/body.ts";

/** The words of the text and the minutes to read it, as the site counts them; while words are selected, theirs too. */
export function Length({ editor, body }: { editor: Editor | null; body: Body }) {
  const { words, minutes } = bodyLength(body);
  const selected = useEditorState({ editor, selector: ({ editor: one }) => (one ? selectedCount(one) : 0) });
  const all = `${words.toLocaleString("en")} ${words === 1 ? "word" : "words"}`;
  return (
    <p className="border-t border-rule px-4 py-1.5 text-sm text-muted tabular-nums">
      {selected ? `${selected.toLocaleString("en")} of ${all}` : all}, {minutes} min to read
    </p>
  );
}

function selectedCount({ state: { doc, selection } }: Editor): number {
  const { empty, from, to } = selection;
  return empty ? 0 : doc.textBetween(from, to, "\n", " ").split(/\s+/).filter(Boolean).length;
}
