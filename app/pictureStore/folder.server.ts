import { randomBytes } from "node:crypto";
import { access, constants, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StoreFault, type PictureStore } from "./store.server.ts";

/**
 * Keeps pictures as files in a folder, which every web process must see. It is never made here: a disk that is not there
 * would become an empty folder, in which every picture is missing.
 */
export function folderStore(folder: string): PictureStore {
  const name = `folder:${folder}`;
  // Not too many in one folder.
  const placeOf = (key: string) => join(folder, key.slice(0, 2), key);
  const faulty = <T>(work: Promise<T>) => work.catch((error: unknown) => Promise.reject(faultOf(name, error)));
  return {
    name,
    put: (key, bytes) => faulty(write(placeOf(key), bytes)),
    get: (key) => faulty(read(folder, placeOf(key))),
    remove: (key) => faulty(rm(placeOf(key), { force: true })),
    probe: () => faulty(lookAt(folder)),
  };
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
async function read(folder: string, place: string): Promise<Buffer | null> {
  try {
    return await readFile(place);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await stat(folder);
    return null;
  }
}

function faultOf(name: string, error: unknown): StoreFault {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (["ENOSPC", "EDQUOT"].includes(code)) return new StoreFault("full", name, error);
  if (["EACCES", "EPERM", "EROFS"].includes(code)) return new StoreFault("refused", name, error);
  return new StoreFault("away", name, error);
}
