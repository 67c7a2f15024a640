import type { WordLoss, WordLossKind } from "#app/models/mailLooks.ts";

/**
 * Declarations `property:value` that Outlook's Word engine drops, by what is lost. From Microsoft's "Word 2007 HTML and
 * CSS Rendering Capabilities in Outlook 2007" and the tables of caniemail.com for Outlook on Windows.
 */
const dropped = {
  corners: /^border-(?:[a-z]+-)*radius:(?!0(?:px)?$)/,
  "background-picture": /^background(?:-image)?:.*(?:url|gradient)\(/,
  "max-width": /^(?:max|min)-(?:width|height):(?!none|100%$)/,
  shadow: /^(?:box|text)-shadow:/,
  layout: /^(?:display:(?:inline-)?(?:flex|grid)|float:(?!none)|position:|object-fit:|overflow:|transform:)/,
  "inline-block": /^display:inline-block/,
  opacity: /^opacity:/,
} as const;

/** Of a link or a paragraph Word keeps no room inside. */
const roomless = /^(?:a|p|div|img|span)$/i;

/**
 * Draws a mail as Outlook for Windows does, as near as a browser can: its conditional parts are used, what it drops is
 * taken out, and where something was lost there is a dashed line (`data-lost`). The mail is one that we rendered.
 */
export function asWordDraws(html: string): { html: string; losses: WordLoss[] } {
  const counts = new Map<WordLossKind, number>();
  const lose = (kind: WordLossKind) => counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const drawn = withConditionals(html)
    .replace(
      /<style([^>]*)>([\s\S]*?)<\/style>/gi,
      (_, has: string, css: string) => `<style${has}>${wordStyles(css, lose)}</style>`,
    )
    .replace(/<(\/?)(details|summary)\b[^>]*>/gi, (_, close: string, name: string) => {
      if (!close && name.toLowerCase() === "details") lose("details");
      return `<${close}div>`;
    })
    .replace(/<(video|audio|svg|form|iframe|object)\b[\s\S]*?<\/\1>/gi, () => {
      lose("media-element");
      return "";
    })
    .replace(anElement, (_, isHeld: string | undefined, name: string, has: string, end: string) =>
      elementOf({ name, has, end, isHeld: !!isHeld }, lose),
    );
  const losses = [...counts].map(([kind, places]) => ({ kind, places }));
  return { html: drawn.replace(/<\/head>/, `<style>${marks}</style></head>`), losses };
}

const anElement = /(<!--held-->\s*)?<([a-z][a-z\d]*)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*(\/?)>/gi;
const marks = "[data-lost]{outline:2px dashed #b45309;outline-offset:1px}";

/** Word reads what stands in its comments, and nothing of what is kept from it. */
function withConditionals(html: string): string {
  return html
    .replace(/<!--\[if !mso[^\]]*\]><!-->[\s\S]*?<!--<!\[endif\]-->/g, "")
    .replace(/<!--\[if (?:gte )?mso[^\]]*\]>([\s\S]*?)<!\[endif\]-->/g, (_, inside: string) =>
      /<xml|<o:/i.test(inside) ? "" : held(inside),
    );
}

/** A table that Word alone gets has the width, so that a `max-width` directly in it is no loss. */
function held(inside: string): string {
  return /<t[dr][^>]*>\s*$/.test(inside) ? `${inside}<!--held-->` : inside;
}

/** Word knows no rules that depend on something: it drops media queries, fonts from the web and states. */
function wordStyles(css: string, lose: (kind: WordLossKind) => void): string {
  return css
    .replace(/@import[^;]*;/g, () => (lose("font"), ""))
    .replace(/@font-face\s*\{[^}]*\}/g, () => (lose("font"), ""))
    .replace(/@(?:media|supports)[^{]*\{(?:[^{}]|\{[^{}]*\})*\}/g, () => (lose("media"), ""))
    .replace(/[^{}]*(?::hover|:focus|:root|\[data-[^\]]*\])[^{}]*\{[^}]*\}/g, (rule) => {
      if (rule.includes(":hover") || rule.includes(":focus")) lose("hover");
      return "";
    });
}

type Found = { name: string; has: string; end: string; isHeld: boolean };

function elementOf({ name, has, end, isHeld }: Found, lose: (kind: WordLossKind) => void): string {
  const lost = new Set<WordLossKind>();
  let attributes = has.replace(/(\sstyle=")([^"]*)"/i, (_, start: string, style: string) => {
    const kept = style.split(";").filter((declaration) => {
      const plain = declaration
        .replace(/\s*:\s*/, ":")
        .trim()
        .toLowerCase();
      const kind = (Object.keys(dropped) as (keyof typeof dropped)[]).find((one) => dropped[one].test(plain));
      if (kind && !(isHeld && kind === "max-width")) lost.add(kind);
      return !kind && !(roomless.test(name) && /^padding(?:-[a-z]+)?:/.test(plain));
    });
    return `${start}${kept.join(";")}"`;
  });
  attributes = attributes.replace(/\s(?:srcset|sizes)="[^"]*"/gi, "");
  if (name.toLowerCase() === "img" && /\ssrc="[^"]*\.gif"/i.test(attributes)) {
    lost.add("moving");
    // The JPEG of a picture that moves is its first frame, which is all that Word shows.
    attributes = attributes.replace(/(\ssrc="[^"]*\/images\/[0-9a-f]{32})\.gif"/i, '$1.jpg"');
  }
  // Nobody sees what is hidden, like the preheader; and only links are laid out by `inline-block` alone.
  if (has.includes("mso-hide:all")) lost.clear();
  if (name.toLowerCase() !== "a") lost.delete("inline-block");
  for (const kind of lost) lose(kind);
  const mark = lost.size > 0 ? ` data-lost="${[...lost].join(" ")}"` : "";
  return `<${name}${attributes}${mark}${end && " /"}>`;
}
