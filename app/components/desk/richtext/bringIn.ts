import type { Body } from "#app/models/body.ts";
import type { PasteNote } from "./pasteNotes.ts";
import { readMarkdown } from "./readMarkdown.ts";

/** The content of a file for a text, as HTML or as a document, and what was left out of it; or why it is not taken. */
type BroughtIn = { html: string; notes: PasteNote[] } | { body: Body; notes: PasteNote[] } | { error: string };

/** Asks for a file that is brought in as a whole. */
export function chooseTextFile(take: (file: File) => void): void {
  const input = Object.assign(document.createElement("input"), { type: "file", accept: ".docx,.md,.markdown" });
  input.addEventListener("change", () => input.files?.[0] && take(input.files[0]));
  input.click();
}

/** True for a Word or Markdown file. */
export function isTextFile({ name }: File): boolean {
  return /\.(docx|md|markdown)$/i.test(name);
}

/** Reads a file that is brought into a text as a whole. */
export async function readTextFile(file: File): Promise<BroughtIn> {
  return /\.docx$/i.test(file.name) ? readWord(file) : readMarkdownFile(file);
}

async function readWord(file: File): Promise<BroughtIn> {
  if (file.size > 20_000_000) return { error: "The file is larger than 20 MB." };
  const form = new FormData();
  form.append("file", file);
  try {
    const answer = await fetch("/desk/documents", { method: "POST", body: form });
    if (answer.headers.get("content-type")?.includes("application/json")) return (await answer.json()) as BroughtIn;
    return {
      error: answer.redirected
        ? "You are signed out. Sign in in another tab, then try again."
        : "The desk did not take the file. Try again.",
    };
  } catch {
    return { error: "The file could not be sent. Check the connection and try again." };
  }
}

/** The front matter is about the article, whose fields stand beside the text: it is left out, and said. */
async function readMarkdownFile(file: File): Promise<BroughtIn> {
  if (file.size > 2_000_000) return { error: "The file is larger than 2 MB." };
  const text = (await file.text()).replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const [whole = "", front = ""] = /^---\n([\s\S]*?)\n---(?:\n|$)/.exec(text) ?? [];
  const read = await readMarkdown(text.slice(whole.length));
  if (!read) return { error: "The Markdown could not be read." };
  const lines = front.split("\n").filter((line) => line.trim() !== "");
  const said: PasteNote[] = lines.length > 0 ? [{ kind: "front-matter", examples: lines }] : [];
  return { body: read.body, notes: [...said, ...read.notes] };
}
