import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { articleById, type Article } from "#app/models/articles/articles.server.ts";
import { moveIn } from "#app/models/moving/moveIn.server.ts";
import type { Moved, MovedFile, MoveOrder } from "#app/models/moving/moves.server.ts";
import { wordMoveNotice } from "#app/models/moving/words.server.ts";
import { endsWithTheTest } from "./cleanup.ts";
import type { TestContext } from "./context.ts";

/** Writes a site into a folder of its own. @returns the folder */
export function aSite(files: Record<string, string | Buffer>): string {
  const folder = mkdtempSync(join(tmpdir(), "pressrun-site-"));
  endsWithTheTest(async () => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

export function aPhoto(width = 40, height = 30, background = "#147"): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

export type MovedSite = Moved & { files: MovedFile[]; words: string[] };

/** Moves a site in. `words`: what was left out or changed, each with its file. @throws when nothing of it can be read */
export async function moved(context: TestContext, path: string, order: Partial<MoveOrder> = {}): Promise<MovedSite> {
  const files: MovedFile[] = [];
  const whole = { source: null, site: "", dryRun: false, update: false, publish: false, as: null, list: null };
  const result = await moveIn(
    context,
    path,
    { ...whole, actor: "Ruth", ...order },
    {
      onFile: (file) => void files.push(file),
      onProgress: () => {},
      onFetch: () => {},
    },
  );
  if ("error" in result) throw new Error(result.error);
  const words = files.flatMap(({ path, notices }) => notices.map((notice) => `${path}: ${wordMoveNotice(notice)}`));
  return { ...result, files, words };
}

/** Returns every article, drafts too, by its slug. */
export async function articlesBySlug(context: TestContext): Promise<Record<string, Article>> {
  const ids = (await context.db.selectFrom("articles").select("id").orderBy("id").execute()).map(({ id }) => id);
  const all = await Promise.all(ids.map((id) => articleById(context, id)));
  return Object.fromEntries(all.map((article) => [article!.slug, article!]));
}
