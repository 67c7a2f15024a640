import type { ForcedDark } from "#app/models/mailLooks.ts";

/** Ground and text of a mail that says nothing. */
const grounds = {
  "gmail-dark": { ground: "#1f1f1f", ink: "#e8eaed" },
  "outlook-dark": { ground: "#333333", ink: "#ffffff" },
};

/**
 * Darkens a mail as programs do that ignore `prefers-color-scheme`; pictures stay. Gmail on the iPhone inverts all
 * lightness, also of what is dark already (hteumeuleu.com/2021/fixing-gmail-dark-mode-css-blend-modes). Outlook.com
 * darkens light grounds, lightens dark text, and marks what it changed, so that `[data-ogsc]` rules win
 * (hteumeuleu.com/2019/dealing-with-outlook-com-s-dark-mode). Neither publishes its sums: hues stay here, lightness turns.
 */
export function forcedDark(html: string, program: ForcedDark): string {
  const { ground, ink } = grounds[program];
  const change = (property: string, colour: string) => darkened(program, property, colour);
  const dark = withoutSchemes(html)
    .replace(/(\sstyle=")([^"]*)"/g, (_, start: string, style: string) => `${start}${recoloured(style, change)}"`)
    .replace(/(\s(bgcolor|color)=")([^"]*)"/gi, (_, start: string, name: string, colour: string) => {
      const property = name.toLowerCase() === "bgcolor" ? "background-color" : "color";
      return `${start}${change(property, colour)}"`;
    });
  const marks = program === "outlook-dark" ? ' data-ogsc="" data-ogsb=""' : "";
  return dark
    .replace(/<head>/, `<head><style>:root{color-scheme:dark}html,body{background:${ground};color:${ink}}</style>`)
    .replace(/<body\b/, `<body${marks}`);
}

/** These programs take a mail's own dark scheme out. */
function withoutSchemes(html: string): string {
  return html
    .replace(/@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)/g, "@media not all")
    .replace(/(?:supported-)?color-scheme:\s*light dark;?/g, "")
    .replace(/<meta name="(?:supported-)?color-schemes?" content="[^"]*">/g, "");
}

function recoloured(style: string, change: (property: string, colour: string) => string): string {
  return style.replace(
    /(^|;)(\s*)(background(?:-color)?|color|border(?:-[a-z]+)*|outline(?:-color)?)(\s*:)([^;]*)/gi,
    (_, before: string, space: string, property: string, colon: string, value: string) =>
      `${before}${space}${property}${colon}${value.replace(anyColour, (colour) => change(property.toLowerCase(), colour))}`,
  );
}

const anyColour = /#[\da-f]{3,8}\b|rgba?\([^)]*\)|\b(?:white|black)\b/gi;

function darkened(program: ForcedDark, property: string, colour: string): string {
  const read = hslOf(colour);
  if (!read) return colour;
  const isText = property === "color";
  const isLight = read.lightness > 0.5;
  // Outlook.com leaves alone what is dark under light text already.
  if (program === "outlook-dark" && isText === isLight) return colour;
  // The lightest ground becomes the program's own, and no text is as light as its paper was.
  const lightness = isText || !isLight ? 1 - read.lightness : 0.12 + (1 - read.lightness) * 0.88;
  // As colourful as it was: a paper that is nearly white becomes nearly grey, and not brown.
  const saturation = Math.min(1, read.chroma / Math.max(0.01, 1 - Math.abs(2 * lightness - 1)));
  return `hsl(${read.hue} ${Math.round(saturation * 100)}% ${Math.round(lightness * 100)}%)`;
}

function hslOf(colour: string): { hue: number; chroma: number; lightness: number } | null {
  const channels = channelsOf(colour.trim().toLowerCase());
  if (!channels) return null;
  const [red, green, blue] = channels.map((channel) => channel / 255) as [number, number, number];
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const lightness = (most + least) / 2;
  const span = most - least;
  if (span === 0) return { hue: 0, chroma: 0, lightness };
  const hue =
    most === red ? (green - blue) / span : most === green ? 2 + (blue - red) / span : 4 + (red - green) / span;
  return { hue: Math.round((hue * 60 + 360) % 360), chroma: span, lightness };
}

/** @returns red, green and blue from 0 to 255; null for what is no colour, or shines through */
function channelsOf(colour: string): number[] | null {
  if (colour === "white") return [255, 255, 255];
  if (colour === "black") return [0, 0, 0];
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/.exec(colour)?.[1];
  if (hex)
    return (hex.length === 3 ? [...hex].map((digit) => digit + digit) : hex.match(/../g)!).map((two) =>
      parseInt(two, 16),
    );
  const numbers = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)$/.exec(colour);
  return numbers ? numbers.slice(1).map(Number) : null;
}
