import { createReadStream, existsSync } from "node:fs";
import { lstat, readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { zipFiles, type ZipFault } from "#app/models/zipEntries.server.ts";

/** The files of a site that moves in. Paths are relative to its root, with `/`, and never lead out of it. */
export type SiteFiles = {
  /** Of the folder, or the archive. */
  name: string;
  /** The files that were asked for: all of the site's files, or those in a folder of it, or one; sorted. */
  wanted: string[];
  /** True for a file anywhere in the site. */
  has: (path: string) => boolean;
  /** All paths, sorted. */
  all: string[];
  read: (path: string, most: number) => Promise<{ bytes: Buffer } | { error: "too-large" | "unreadable" }>;
  /** Reads a file of any length piece by piece; one that cannot be read has no pieces. */
  open: (path: string) => AsyncIterable<Buffer>;
};

/** Why nothing of a folder, an archive or a file can be read. */
export type SiteFault = ZipFault | { error: "no-such-file" | "no-access" | "too-many-files" | "too-large-archive" };

const mostFiles = 200_000;
/** In bytes; an archive is held in memory as it is, and its files are unpacked one by one. */
const largestArchive = 2_000_000_000;

/** Files that only stand in the root of a site, whose folder is then the site even where a part of it is named. */
const rootMarks =
  /^(_config\.ya?ml|hugo\.(toml|ya?ml|json)|config\.(toml|ya?ml)|pelicanconf\.py|\.eleventy\.c?js|eleventy\.config\.\w+|astro\.config\.\w+|\.obsidian)$/;
const mostLevels = 8;

/**
 * Opens what an operator names: the folder of a site, a part of it, a zip archive of one, or a single file.
 * Links are followed only where they stay inside of the site.
 */
export async function siteAt(path: string): Promise<SiteFiles | SiteFault> {
  try {
    const whole = await realpath(path);
    const isFolder = (await stat(whole)).isDirectory();
    if (!isFolder && /\.zip$/i.test(whole)) {
      if ((await stat(whole)).size > largestArchive) return { error: "too-large-archive" };
      return openArchive(whole, await readFile(whole));
    }
    const root = await rootOf(isFolder ? whole : dirname(whole));
    // Beside a lone file only what it names is looked up: its folder may be somebody's home.
    const isLone = !isFolder && root === null;
    const base = root ?? (isFolder ? whole : dirname(whole));
    const all = isLone ? null : await filesBelow(base);
    if (all && all.length > mostFiles) return { error: "too-many-files" };
    const asked = relative(base, whole).split(sep).join("/");
    return folderSite(base, all, isFolder ? asked : null, isFolder ? "" : asked);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { error: "no-such-file" };
    return { error: "no-access" };
  }
}

async function rootOf(folder: string): Promise<string | null> {
  for (let at = folder, level = 0; level < mostLevels; at = dirname(at), level += 1) {
    // A folder above may be closed to others, as homes are.
    const names = await readdir(at).catch((error: unknown) => {
      if (level === 0) throw error;
      return [];
    });
    if (names.some((name) => rootMarks.test(name))) return at;
    if (dirname(at) === at) return null;
  }
  return null;
}

/** Hidden folders and those of tools hold no posts; they are seen by name, so that a program is recognised. */
const passedOver = /^(\..*|node_modules|_site|__pycache__)$/;

/** Links to folders are not entered, so that none leads in a circle. */
async function filesBelow(root: string): Promise<string[]> {
  const found: string[] = [];
  const waiting = [""];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !passedOver.test(entry.name)) waiting.push(path);
      else found.push(path);
    }
    if (found.length > mostFiles) break;
  }
  return found.sort();
}

/** Returns the beginning of a file, for those who look what it is. */
export async function firstBytes(site: SiteFiles, path: string, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of site.open(path)) {
    pieces.push(piece);
    length += piece.length;
    if (length >= most) break;
  }
  return Buffer.concat(pieces).subarray(0, most);
}

/** A file that breaks off, or is not there, is read as far as it goes. */
async function* pieces(open: () => AsyncIterable<Buffer> | Promise<AsyncIterable<Buffer>>): AsyncGenerator<Buffer> {
  try {
    yield* await open();
  } catch {
    // Its reader finds that it ends.
  }
}

function folderSite(base: string, all: string[] | null, folder: string | null, file: string): SiteFiles {
  const known = new Set(all ?? [file]);
  const placeOf = async (path: string) => {
    const place = await realpath(resolve(base, path));
    return place.startsWith(base + sep) && (await lstat(place)).isFile() ? place : null;
  };
  const wanted =
    folder === null ? [file] : (all ?? []).filter((path) => folder === "" || path.startsWith(`${folder}/`));
  return {
    name: basename(base),
    wanted,
    all: all ?? [file],
    has: (path) => known.has(path) || (all === null && existsSync(resolve(base, path))),
    read: async (path, most) => {
      try {
        const place = await placeOf(path);
        if (place === null) return { error: "unreadable" };
        return (await lstat(place)).size > most ? { error: "too-large" } : { bytes: await readFile(place) };
      } catch {
        return { error: "unreadable" };
      }
    },
    open: (path) =>
      pieces(async () => {
        const place = await placeOf(path);
        return place === null ? Readable.from([]) : createReadStream(place);
      }),
  };
}

/**
 * Opens a file that is the whole site, a zip archive of one or a single file, without a place on this machine.
 * @param name says of which kind it is
 */
export function siteOfBytes(name: string, bytes: Buffer): SiteFiles | SiteFault {
  if (/\.zip$/i.test(name)) return openArchive(name, bytes);
  return {
    ...{ name, wanted: [name], all: [name], has: (path) => path === name },
    read: (path, most) => {
      if (path !== name) return Promise.resolve({ error: "unreadable" });
      return Promise.resolve(bytes.length > most ? { error: "too-large" } : { bytes });
    },
    open: (path) => pieces(() => Readable.from(path === name ? slicesOf(bytes) : [])),
  };
}

const sliceBytes = 1 << 16;

function* slicesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += sliceBytes) yield bytes.subarray(at, at + sliceBytes);
}

function openArchive(path: string, bytes: Buffer): SiteFiles | SiteFault {
  const listed = zipFiles(bytes, mostFiles);
  if ("error" in listed) return listed;
  // Archives of Macs have a folder of their own beside the files.
  const inside = listed.files.filter(({ name }) => isInside(name) && !/(^|\/)(__MACOSX|\.DS_Store)(\/|$)/.test(name));
  const common = commonFolder(inside.map(({ name }) => name));
  const files = new Map(inside.map((file) => [file.name.slice(common.length), file]));
  const all = [...files.keys()].sort();
  return {
    name: basename(path).replace(/\.zip$/i, ""),
    wanted: all,
    all,
    has: (name) => files.has(name),
    read: async (name, most) => {
      const file = files.get(name);
      if (!file) return { error: "unreadable" };
      if (file.size > most) return { error: "too-large" };
      return buffer(file.open()).then(
        (bytes) => ({ bytes }),
        () => ({ error: "unreadable" as const }),
      );
    },
    open: (name) => pieces(() => files.get(name)?.open() ?? Readable.from([])),
  };
}

function isInside(name: string): boolean {
  return name !== "" && !/^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)|\0/i.test(name);
}

/** A zip of a folder has that folder's name before every path. */
function commonFolder(names: string[]): string {
  const [first = ""] = names;
  const folder = first.slice(0, first.indexOf("/") + 1);
  const hasMark = names.some((name) => rootMarks.test(name.split("/", 1)[0]!) || name.startsWith("_posts/"));
  return folder && !hasMark && !folder.startsWith("_") && names.every((name) => name.startsWith(folder)) ? folder : "";
}

/**
 * Resolves a path as a post writes it.
 * @param from the path of the post
 * @returns the path in the site, or null for one that leads out of it
 */
export function pathInSite(from: string, written: string): string | null {
  const parts = written.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const part of written.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}
