import { randomBytes } from "node:crypto";
import { access, constants, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StoreFault, type PictureStore } from "./store.server.ts";

/**
 * Keeps pictures as files in a folder, which every web process must see. It is never made here: a disk that is not there
 * would become an empty folder, in which every picture is missing. An empty folder in its place lacks its mark.
 */
export function folderStore(folder: string): PictureStore {
  const name = `folder:${folder}`;
  let expected: string | null = null;
  // Not too many in one folder.
  const placeOf = (key: string) => join(folder, key.slice(0, 2), key);
  const faulty = <T>(work: Promise<T>) => work.catch((error: unknown) => Promise.reject(faultOf(name, error)));
  const there = async () => {
    if (expected !== null) await access(placeOfMark(folder, expected));
  };
  const whileThere = <T>(work: () => Promise<T>) => faulty(there().then(work));
  return {
    name,
    put: (key, bytes) => whileThere(() => write(placeOf(key), bytes)),
    get: (key) => faulty(read(placeOf(key), there, folder)),
    remove: (key) => whileThere(() => rm(placeOf(key), { force: true })),
    probe: () => whileThere(() => lookAt(folder)),
    async *keys() {
      for await (const files of filesIn(folder, there, faulty))
        yield files.filter((file) => /^[0-9a-f]{32}$/.test(file));
    },
    folder: {
      marks: () => faulty(marksIn(folder)),
      write: (mark) => faulty(writeFile(placeOfMark(folder, mark), aboutMark, { mode: 0o600 })),
      expect: (mark) => void (expected = mark),
      isMarked: () => expected !== null,
      removeHalves: (before) => faulty(removeHalves(folder, filesIn(folder, there, faulty), before)),
    },
  };
}

const aboutMark =
  "Pressrun looks for this file to know that this folder is the one of its pictures, and no empty one in its place.\n";

function placeOfMark(folder: string, mark: string): string {
  return join(folder, `pressrun-${mark}`);
}

async function marksIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).flatMap((name) => /^pressrun-([0-9a-f]+)$/.exec(name)?.[1] ?? []);
}

/** Gives the names of the files of pictures, a folder of them at a time. */
async function* filesIn(folder: string, there: () => Promise<void>, faulty: <T>(work: Promise<T>) => Promise<T>) {
  await faulty(there());
  const parts = (await faulty(readdir(folder))).filter((part) => /^[0-9a-f]{2}$/.test(part)).sort();
  for (const part of parts) yield await faulty(readdir(join(folder, part)));
}

async function removeHalves(folder: string, files: AsyncIterable<string[]>, before: number): Promise<number> {
  let removed = 0;
  for await (const some of files)
    for (const file of some) {
      const place = join(folder, file.slice(0, 2), file);
      if (!file.endsWith(".part") || (await stat(place)).mtimeMs >= before) continue;
      await rm(place, { force: true });
      removed += 1;
    }
  return removed;
}

/** The slash at its end tells a folder from a file in its place. */
function lookAt(folder: string): Promise<void> {
  return access(join(folder, "/"), constants.R_OK | constants.W_OK);
}

/** Makes one level alone. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}

/** Under another name until it is whole and on the disk. */
async function write(place: string, bytes: Buffer): Promise<void> {
  const part = `${place}.${randomBytes(6).toString("hex")}.part`;
  await makeFolder(dirname(place));
  try {
    const file = await open(part, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, place);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw error;
  }
}

/** A folder that is gone, like a disk that is not there, is no missing picture. */
async function read(place: string, there: () => Promise<void>, folder: string): Promise<Buffer | null> {
  try {
    return await readFile(place);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await stat(folder);
    await there();
    return null;
  }
}

function faultOf(name: string, error: unknown): StoreFault {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (["ENOSPC", "EDQUOT"].includes(code)) return new StoreFault("full", name, error);
  if (["EACCES", "EPERM", "EROFS"].includes(code)) return new StoreFault("refused", name, error);
  return new StoreFault("away", name, error);
}
