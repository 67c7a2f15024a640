/**
 * A build is made aside and put in place when all of it has succeeded, so that a site that runs, and commands that begin
 * meanwhile, find whole files of one build or the other.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

/** What `build/` holds, beside notes and caches. */
const parts = ["commands", "server", "client", "mails"];
/** Paths in `build/`: `made` by this build, `before` by the last one that was another. */
const noteName = "files.json";
/** Of Brotli: a fifteenth of the time of the highest, for seven percent more bytes. */
const quality = 9;
const aside = /^next-(\d+)\./;

/**
 * Where a process makes a part of its build: as deep in the project as the part itself, because built files find the
 * root from where they are.
 * @param {string} name of a part, or `site` for those that Remix makes
 */
export function asideOf(name) {
  return `build/next-${process.pid}.${name}`;
}

/**
 * Puts files in place one by one, those that nothing names yet first. A file that stays the same is left alone. Of the
 * build before, all files stay: processes and open pages of it load parts when they need them.
 * @param {string} build the folder
 * @param {Record<string, string>} made the folders of the new parts, by name
 * @throws when the disk does not let it; what is in place then works still
 */
export function putInPlace(build, made) {
  const moves = Object.entries(made).flatMap(([part, folder]) =>
    filesIn(folder).map((path) => ({ path: `${part}/${path}`, from: join(folder, path), to: join(build, part, path) })),
  );
  const note = nextNote(
    build,
    moves.map(({ path }) => path),
  );
  const [first, then] = [moves.filter(({ to }) => !existsSync(to)), moves.filter(({ to }) => existsSync(to))];
  for (const move of [...first, ...then]) moveOne(move);
  writeFileSync(join(build, `${noteName}.new`), JSON.stringify(note));
  renameSync(join(build, `${noteName}.new`), join(build, noteName));
  const keep = new Set([...note.made, ...note.before]);
  for (const path of present(build)) if (!keep.has(path)) rmSync(join(build, path));
}

/**
 * Writes `NAME.br` beside each file of text, which the server sends instead (app/http/packedFiles).
 * @param {string} folder
 */
export function packFiles(folder) {
  for (const name of readdirSync(folder)) {
    if (!/\.(js|css|svg)$/.test(name)) continue;
    const bytes = readFileSync(join(folder, name));
    const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
    if (packed.length < bytes.length) writeFileSync(join(folder, `${name}.br`), packed);
  }
}

/** Removes what this process made aside, and what builds left that were killed. */
export function removeAside(build) {
  for (const name of existsSync(build) ? readdirSync(build) : []) {
    const pid = Number(aside.exec(name)?.[1] ?? 0);
    if (pid && (pid === process.pid || !isRunning(pid))) rmSync(join(build, name), { recursive: true, force: true });
  }
}

/** True when every file is there that the last build made; false as after a copy that was cut off. */
export function isComplete(build) {
  const note = readNote(build);
  return note === null || note.made.every((path) => path.endsWith(".map") || existsSync(join(build, path)));
}

/** The same build made again is no other, and of one without a note everything may be in use. */
function nextNote(build, made) {
  const last = readNote(build) ?? { made: present(build), before: [] };
  const isSame = made.length === last.made.length && made.every((path) => last.made.includes(path));
  return { made, before: isSame ? last.before : last.made };
}

function readNote(build) {
  const file = join(build, noteName);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

function present(build) {
  return parts.flatMap((part) => filesIn(join(build, part)).map((path) => `${part}/${path}`));
}

function moveOne({ from, to }) {
  if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) return;
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

/** The paths of all files below a folder, seen from there. */
function filesIn(folder, within = "") {
  if (!existsSync(join(folder, within))) return [];
  return readdirSync(join(folder, within), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(folder, `${within}${entry.name}/`) : [`${within}${entry.name}`],
  );
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
