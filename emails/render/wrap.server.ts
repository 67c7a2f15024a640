export const lineWidth = 72;

/**
 * Wraps text at spaces, in lines of at most `width` characters; line feeds stay, and a longer word (a URL) stays whole.
 */
export function wrap(text: string, width = lineWidth): string {
  return text
    .split("\n")
    .map((line) => wrapLine(line, width))
    .join("\n")
    .trim();
}

function wrapLine(text: string, width: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/[ \t]+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || longer.length <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].join("\n");
}

/** Returns a heading: the text, and under it a line of `sign` as long as its longest line. */
export function underline(text: string, sign: string, width = lineWidth): string {
  const wrapped = wrap(text, width);
  const longest = Math.max(...wrapped.split("\n").map((line) => line.length));
  return sign && wrapped ? `${wrapped}\n${sign.repeat(Math.min(width, longest))}` : wrapped;
}

/** Puts `first` before the first line and `rest` before the others; empty lines get no trailing space. */
export function prefix(text: string, first: string, rest: string): string {
  return text
    .split("\n")
    .map((line, index) => ((index === 0 ? first : rest) + line).trimEnd())
    .join("\n");
}
