import { calloutBegins, calloutEnds, calloutKindOf } from "./callouts.server.ts";
import type { Sign } from "./sign.ts";

type Given = { named: Record<string, string>; plain: string[] };
type Reader = (given: Given) => string | null;

const link = (address: string, words = address) => `<a href="${quoted(address)}">${quoted(words)}</a>`;
/** Inside of a line, so that the Markdown behind it is still read. */
const frame = (address: string) => `<span><iframe src="${quoted(address)}"></iframe></span>`;

const figure: Reader = ({ named, plain }) => {
  const { src = plain[0], alt = "", caption = named.title ?? "", attr = "" } = named;
  if (!src) return null;
  const words = [caption, attr && `Photo: ${attr}`].filter(Boolean).join(" | ");
  const title = words && ` "${words.replace(/["\\]/g, "\\$&")}"`;
  return `![${(alt || named.title || "").replace(/[[\]\\]/g, "\\$&")}](<${src.replace(/[<>]/g, "")}>${title})`;
};

const idOf = ({ named, plain }: Given) => named.id ?? plain[0] ?? "";

/** Shortcodes and includes that mean the same in many themes, by their names. */
const known: Record<string, Reader> = {
  figure,
  img: figure,
  image: figure,
  picture: figure,
  youtube: (given) => idOf(given) && frame(`https://www.youtube.com/embed/${youtubeId(idOf(given))}`),
  vimeo: (given) => idOf(given) && frame(`https://player.vimeo.com/video/${idOf(given)}`),
  tweet: (given) => postOn("https://twitter.com/", given),
  x: (given) => postOn("https://twitter.com/", given),
  gist: ({ plain: [user, id] }) => (user && id ? link(`https://gist.github.com/${user}/${id}`) : null),
  instagram: (given) => idOf(given) && link(`https://www.instagram.com/p/${idOf(given)}/`),
  ref: ({ plain, named }) => plain[0] ?? named.path ?? null,
  relref: ({ plain, named }) => plain[0] ?? named.path ?? null,
};

function postOn(place: string, { named, plain }: Given): string | null {
  const id = named.id ?? plain[0];
  return id ? link(`${place}${named.user ?? "i"}/status/${id}`) : null;
}

function youtubeId(id: string): string {
  return /(?:v=|youtu\.be\/|embed\/)([\w-]{6,20})/.exec(id)?.[1] ?? id;
}

/** Reads a shortcode of Hugo, `{{< name … >}}` or `{{% name … %}}`. */
export function readShortcode(whole: string): Sign {
  const [, slash, name = "", rest = ""] = /^\{\{[<%]\s*(\/?)\s*([\w/.-]*)([\s\S]*?)\/?\s*[>%]\}\}$/.exec(whole) ?? [];
  const own = name.split("/").at(-1)!.toLowerCase();
  if (boxes.has(own) || calloutKindOf(own)) {
    if (slash) return { becomes: calloutEnds };
    const { named, plain } = givenIn(rest);
    const kind = [own, named.type, plain[0]].find((one) => one && calloutKindOf(one) && one !== "alert") ?? "note";
    const title = named.title ?? named.summary ?? (plain[0] && !calloutKindOf(plain[0]) ? plain[0] : "");
    return { becomes: calloutBegins(kind, title) };
  }
  return slash ? { becomes: "" } : signNamed(own, rest, whole);
}

/** Names of boxes that have their kind beside them. */
const boxes = new Set(["notice", "callout", "admonition", "alert", "box", "details"]);

/** Returns what a shortcode or include becomes. @param rest its values as written */
export function signNamed(name: string, rest: string, whole: string): Sign {
  const becomes = Object.hasOwn(known, name) ? known[name]!(givenIn(rest)) : null;
  return becomes ? { becomes } : { leftOut: whole };
}

function givenIn(rest: string): Given {
  const given: Given = { named: {}, plain: [] };
  for (const [, name, double, single, bare] of rest.matchAll(
    /(?:([\w-]+)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"'=]+))/g,
  )) {
    const value = (double ?? single ?? bare ?? "").replace(/\\(.)/g, "$1");
    if (name) given.named[name.toLowerCase()] = value;
    else given.plain.push(value);
  }
  return given;
}

function quoted(text: string): string {
  return text
    .replace(/&(?!\w+;|#)/g, "&amp;")
    .replace(/"/g, "&quot;")
    .replace(/</g, "&lt;");
}
