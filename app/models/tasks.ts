/** The sign before the words of a task, and its Markdown. */
const signs: [sign: string, markdown: string][] = [
  ["☐", "[ ]"],
  ["☑", "[x]"],
];

type Tree = { type: string; text?: string; content?: readonly Tree[] };

/** True for a list item whose words begin with the sign of a task. */
export function isTask(item: { content: readonly Tree[] }): boolean {
  const words = item.content[0]?.content?.[0]?.text ?? "";
  return signs.some(([sign]) => words.startsWith(`${sign} `));
}

/** Writes the sign at the beginning of a list item as Markdown. */
export function taskInMarkdown(text: string): string {
  const found = signs.find(([sign]) => text.startsWith(`${sign} `) && /^\S/.test(text.slice(sign.length + 1)));
  return found ? found[1] + text.slice(found[0].length) : text;
}

/** Reads the Markdown of a task at the beginning of a list item: its sign, or null. */
export function taskSign(markdown: string): string | null {
  const [written] = /^\[[ x]\](?= \S)/i.exec(markdown) ?? [];
  return signs.find(([, own]) => own === written?.toLowerCase())?.[0] ?? null;
}
