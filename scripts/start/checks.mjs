/** Whether what is installed and built fits the sources: asked at every command, so it reads as little as it can. */
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Where the commands, the sender and the server are as plain JavaScript. */
export const builtFolder = join(root, "build", "commands");
const lockFiles = ["package-lock.json", "node_modules/.package-lock.json"];
const installedNote = "node_modules/.cache/pressrun/installed";
const listingNote = "build/sources.txt";
const contentNote = "build/content.txt";
/** All that a build is made of. */
const parts = ["app", "emails", "db", "scripts", "public", "package.json", "package-lock.json", "tsconfig.json"];
parts.push("remix.config.js", "vite.config.ts");

/**
 * True when node_modules matches the lock file, so that `npm ci` would change nothing. The two lock files are compared
 * once; a note remembers which they were.
 * @param {boolean} withDev whether development packages must be there too; the product builds and runs without
 */
export function isInstalled(withDev = false) {
  const files = `${withDev ? "all" : "product"}\n${lockFiles.map((file) => listed(file, join(root, file))).join("")}`;
  if (files === contentOf(installedNote)) return true;
  const [locked, installed] = lockFiles.map(packagesIn);
  if (!holdsAll(installed, locked, withDev)) return false;
  note(installedNote, files);
  return true;
}

/**
 * True when the installed packages are all that the lock file asks for. npm marks a package `devOptional` when only
 * development requires it and another package can use it; `--omit=dev` leaves it out.
 */
export function holdsAll(installed, locked, withDev) {
  return Object.entries(locked).every(
    ([path, { version, optional, dev, devOptional, link }]) =>
      path === "" ||
      link ||
      installed[path]?.version === version ||
      (!installed[path] && (optional || ((dev || devOptional) && !withDev))),
  );
}

/** Returns the packages of a lock file by their paths. */
export function packagesIn(lockFile) {
  const path = join(root, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : {};
}

/**
 * True when the build was made of these very sources, or when nothing but the build was shipped. Names, sizes and times
 * of change are compared; where they differ, as in a copy, the content decides.
 */
export async function isBuilt() {
  const built = contentOf(listingNote);
  if (built === null) return false;
  if (!existsSync(join(root, "app"))) return true;
  const now = listing();
  if (now === built) return true;
  if ((await contentHash()) !== contentOf(contentNote)) return false;
  note(listingNote, now);
  return true;
}

/** @returns what `noteBuilt` will need: the sources as they are before a build */
export async function sourcesNow() {
  return { listing: listing(), content: await contentHash() };
}

/** Remembers what the build was made of, once it is complete. */
export function noteBuilt({ listing, content }) {
  writeFileSync(join(root, contentNote), content);
  writeFileSync(join(root, listingNote), listing);
}

/**
 * Returns a command's built file; null when there is none, or it may be older than the sources.
 * @param {string} script like `scripts/slot.ts`
 */
export async function builtCommand(script) {
  const name = /^scripts\/([\w-]+)\.ts$/.exec(script)?.[1];
  const file = join(builtFolder, `${name}.js`);
  return name && existsSync(file) && (await isBuilt()) ? file : null;
}

function listing() {
  return sources()
    .map((path) => listed(path, join(root, path)))
    .join("");
}

async function contentHash() {
  // Loaded when it is needed: it takes longer than all else here.
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  for (const path of sources())
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  return hash.digest("hex");
}

/** The paths of all sources, in an order that is always the same. */
function sources() {
  return parts
    .filter((path) => existsSync(join(root, path)))
    .flatMap((path) => (path.includes(".") ? path : filesIn(path)));
}

function filesIn(folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  const inOrder = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return inOrder.flatMap((entry) =>
    entry.isDirectory() ? filesIn(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );
}

function listed(path, file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  return `${path} ${stat ? `${stat.size} ${stat.mtimeMs}` : "missing"}\n`;
}

function contentOf(path) {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    return null;
  }
}

/** Where nothing may be written, the longer way is taken again next time. */
function note(path, content) {
  try {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  } catch {
    // A read-only installation works all the same.
  }
}
