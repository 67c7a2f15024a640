import type { Body } from "#app/models/body.ts";
import type { MarkdownNotice } from "#app/models/markdown.server.ts";
import { PasteNotes, type PasteNote } from "./pasteNotes.ts";

/** Has the desk read Markdown. @returns null where it cannot be read */
export async function readMarkdown(text: string): Promise<{ body: Body; notes: PasteNote[] } | null> {
  const form = new FormData();
  form.set("text", text);
  const answer = await fetch("/desk/markdown", { method: "POST", body: form }).catch(() => null);
  if (!answer?.ok) return null;
  const { body, notices } = (await answer.json()) as { body: Body; notices: MarkdownNotice["what"][] };
  const notes = new PasteNotes();
  for (const notice of notices) notes.add(notice);
  return { body, notes: notes.all() };
}
