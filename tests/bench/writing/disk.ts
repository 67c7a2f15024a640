import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, rmdirSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own that can be filled to its last byte. */
export type SmallDisk = { folder: string; fill(): void; free(): void; remove(): void };

/** @returns null where this machine lets us mount none: only root may, on Linux */
export function aSmallDisk(): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), "pressrun-disk-"));
  if (!runs("mount", "-t", "tmpfs", "-o", "size=192m", "tmpfs", folder)) {
    rmdirSync(folder);
    return null;
  }
  const filler = join(folder, "filler");
  return {
    folder,
    fill: () => {
      // The desk may write between the two, and what was asked for does not fit any more.
      for (let tries = 0; tries < 50; tries += 1) {
        const { bavail, bsize } = statfsSync(folder);
        if (runs("fallocate", "-l", String(bavail * bsize), filler)) return;
        rmSync(filler, { force: true });
      }
      throw new Error("the disk could not be filled");
    },
    free: () => rmSync(filler, { force: true }),
    remove: () => {
      runs("umount", folder);
      rmdirSync(folder);
    },
  };
}

function runs(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}
