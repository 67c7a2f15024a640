import type { Context } from "#app/context.server.ts";
import { fileKind } from "#app/models/images/fileKinds.server.ts";
import { prepareImage } from "#app/models/images/prepare.server.ts";
import { tidyLine } from "#app/models/lines.ts";

/** The most that is kept of one mail: files, and bytes of one and of all. A file above is named and not kept. */
export const attachmentLimits = { count: 20, one: 10_000_000, all: 20_000_000 };

/** The reason why it is dangerous to open a file; the desk says it beside its name. */
export type Danger = "program" | "script" | "macros" | "page" | "archive" | "disk-image" | "shortcut" | "hidden-kind";

const kinds: [Danger, string][] = [
  ["program", "exe com scr pif cpl msi msp msix appx dll sys jar apk ipa deb rpm dmg pkg app bin run elf gadget"],
  [
    "script",
    "js jse vbs vbe wsf wsh ps1 psm1 bat cmd sh bash zsh py pl rb php hta sct ws reg command scpt applescript",
  ],
  [
    "macros",
    "docm dotm xlsm xltm xlam xlsb xll pptm potm ppam ppsm sldm doc xls ppt rtf slk iqy one onetoc2 accdb mdb",
  ],
  ["page", "html htm xhtml mht mhtml svg xml xsl shtml"],
  ["archive", "zip rar 7z gz tgz bz2 xz tar cab ace arj lzh z zst"],
  ["disk-image", "iso img vhd vhdx udf"],
  ["shortcut", "lnk url webloc desktop library-ms search-ms settingcontent-ms application"],
];
const dangerOf = new Map(kinds.flatMap(([danger, endings]) => endings.split(" ").map((end) => [end, danger] as const)));

/** Names that Windows gives to devices. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Returns a file's name that harms no disk and deceives no eye: without folders, control characters and signs that turn the
 * direction; at most 120 characters, of which its ending stays.
 * @param n the file's place in its mail, from 0, for one without a name
 */
export function cleanFileName(name: string | undefined, n: number): string {
  const last = (name ?? "").split(/[/\\]/).at(-1)!;
  const clean = tidyLine(last, 1000)
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, "")
    .replace(/[<>:"|?*]/g, "_")
    .replace(/\s+/g, " ")
    .replace(/^[. ]+|[. ]+$/g, "");
  if (clean === "") return `attachment-${n + 1}`;
  const safe = devices.test(clean) ? `_${clean}` : clean;
  const signs = Array.from(safe);
  if (signs.length <= 120) return safe;
  const ending = /\.[^.\s]{1,12}$/.exec(safe)?.[0] ?? "";
  return signs.slice(0, 119 - ending.length).join("") + "…" + ending;
}

/**
 * Names the danger of a file by all endings of its name, and by its first bytes where those say more.
 * @returns null for a file that is what its name says and runs nothing
 */
export function dangerIn(name: string, bytes: Uint8Array | null): Danger | null {
  const endings = name
    .toLowerCase()
    .split(".")
    .slice(1)
    .map((end) => end.trim());
  const byName = dangerOf.get(endings.at(-1) ?? "") ?? null;
  if (byName) return byName;
  // `invoice.exe.pdf` and `photo.html.` look like something else on some desks.
  if (endings.slice(0, -1).some((end) => dangerOf.get(end) === "program" || dangerOf.get(end) === "script"))
    return "hidden-kind";
  const head = Buffer.from(bytes?.subarray(0, 8) ?? []).toString("latin1");
  if (head.startsWith("MZ") || head.startsWith("\x7fELF") || /^(\xca\xfe\xba\xbe|[\xcf\xce]\xfa\xed\xfe)/.test(head))
    return "hidden-kind";
  const kind = bytes ? fileKind(bytes) : "other";
  return kind === "page" || kind === "svg" ? "page" : null;
}

/** True of a file that is shown as a picture: one of a format that is drawn again before anybody sees it. */
export function isPicture(bytes: Uint8Array): boolean {
  return ["jpeg", "png", "gif", "webp", "avif"].includes(fileKind(bytes));
}

/** Megapixels of all frames of a stranger's picture, checked before it is drawn; a plain JPEG shrinks while it is read. */
const mostMegapixels = 25;

/**
 * Draws a picture again, so that nothing of the file that came reaches a browser: at most 1280 pixels wide, without metadata. Strangers
 * send them, and a few kilobytes may be a picture of a hundred million points: one is drawn at a time.
 * @returns null for what is no sound picture, or one that is too large
 */
export async function drawnAgain(
  { underWay }: Pick<Context, "underWay">,
  bytes: Uint8Array,
): Promise<{ bytes: Buffer; contentType: string } | null> {
  if (!isPicture(bytes)) return null;
  const before = underWay.get(drawing) ?? Promise.resolve();
  const drawn = before.catch(() => {}).then(() => draw(bytes));
  underWay.set(drawing, drawn);
  return drawn.finally(() => {
    if (underWay.get(drawing) === drawn) underWay.delete(drawing);
  });
}

const drawing = "a picture of a reader's answer";

async function draw(bytes: Uint8Array): Promise<{ bytes: Buffer; contentType: string } | null> {
  const { default: sharp } = await import("sharp");
  const metadata = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => null);
  if (!metadata) return null;
  const { format, width, height, pages = 1, isProgressive } = metadata;
  const isCheap = format === "jpeg" && !isProgressive;
  if (!isCheap && width * height * pages > mostMegapixels * 1e6) return null;
  const made = await prepareImage(bytes);
  return "error" in made ? null : { bytes: made.bytes, contentType: made.contentType };
}
