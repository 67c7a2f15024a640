export type Comment = { line: number; text: string };

/** Returns the comments of a source that stand on lines of their own; neighbouring `//` lines are one comment. */
export function commentsIn(source: string): Comment[] {
  const comments: (Comment & { isBlock: boolean })[] = [];
  let isInside = false;
  let last = -1;
  for (const [i, line] of source.split("\n").entries()) {
    const opening: string | null | undefined = isInside ? null : /^\s*(\/\/|\{?\/\*\*?)(?=\s|$)/.exec(line)?.[1];
    if (!isInside && !opening) continue;
    const isBlock: boolean = isInside || opening !== "//";
    const follows: boolean = isInside || (!isBlock && last === i - 1 && comments.at(-1)?.isBlock === false);
    if (!follows) comments.push({ line: i + 1, text: "", isBlock });
    const words = line.replace(/^\s*(\/\/|\{?\/\*\*?|\*(?!\/))?/, "").replace(/\*\/.*$/, "");
    comments.at(-1)!.text += ` ${words.trim()}`;
    last = i;
    isInside = isBlock && !line.includes("*/");
  }
  return comments.map(({ line, text }) => ({ line, text: text.replace(/\s+/g, " ").trim() }));
}

/** Lists what makes a comment hard to read, for people whose first language is not English. */
export function styleFaults({ text }: Pick<Comment, "text">): string[] {
  if (text.includes("eslint-disable")) return [];
  const sentences = text.split(/[.;:!?](?=\s|$)|(?:^|\s)@\w+/).map((one) => one.trim());
  const long = sentences.filter((one) => one.split(" ").length > 25).map((one) => `more than 25 words: “${one}”`);
  const words = [...text.matchAll(/\b(anew|who(m|se)?ever|of ours|(for|after|beyond) so (many|long|often))\b/gi)];
  const openings = [...text.matchAll(/(?:^|[.!?] )(What|Whose|Whom|Who)\b/g)].map(
    ([, word]) => `begins with “${word}”`,
  );
  return [...long, ...words.map(([word]) => `“${word}”`), ...openings];
}
