import type { Block, Body } from "../body.ts";

/**
 * A change of the issue's own words that its page makes at a click. `words`: the first place of `from` becomes `to`; `link`:
 * every link to `from` leads to `to`. `label`: of its button.
 */
export type Mend = {
  spot: "subject" | "preheader" | "intro" | "outro";
  kind: "words" | "link";
  from: string;
  to: string;
  label: string;
};

/** The parts of an issue that can be mended so. */
type Mendable = { subject: string; preheader: string; intro: Body; outro?: Body };

/** Returns the part of an issue that a mend changes, changed; nothing where its words are no longer there. */
export function mended(issue: Mendable, mend: Mend): Partial<Mendable> {
  if (mend.spot === "intro" || mend.spot === "outro") {
    const before = issue[mend.spot];
    if (!before) return {};
    const after = mend.kind === "link" ? retargeted(before, mend) : reworded(before, mend);
    return JSON.stringify(after) === JSON.stringify(before) ? {} : { [mend.spot]: after };
  }
  const line = issue[mend.spot];
  return line.includes(mend.from) ? { [mend.spot]: line.replace(mend.from, () => mend.to) } : {};
}

function retargeted(body: Body, { from, to }: Mend): Body {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    key === "href" && value === from ? to : value,
  ) as Body;
}

/** Words that a mark parts are not found: nobody could say which of the marks the new ones have. */
function reworded(body: Body, { from, to }: Mend): Body {
  const copy = structuredClone(body);
  const waiting: unknown[] = [copy];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const { text, content } = node as { text?: string; content?: Block[] };
    if (typeof text === "string" && text.includes(from)) {
      (node as { text: string }).text = text.replace(from, () => to);
      return copy;
    }
    for (let i = (content?.length ?? 0) - 1; i >= 0; i -= 1) waiting.push(content![i]);
  }
  return copy;
}
