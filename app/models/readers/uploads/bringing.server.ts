import type { Context } from "#app/context.server.ts";
import { lookAtFile, type FileLook } from "./look.server.ts";
import { uploadPieces } from "./store.server.ts";
import { countedTags, saveSettings, uploadById, type UploadedFile, type UploadSettings } from "./uploads.server.ts";

/**
 * Keeps how a brought file is to be read, and looks at it so.
 * @returns the look; null when there is no such file, or it is being imported
 */
export async function bringFile(context: Context, id: number, settings: UploadSettings): Promise<FileLook | null> {
  const upload = await uploadById(context, id);
  if (!upload) return null;
  const look = await lookAtFile(context, () => uploadPieces(context, id, "file"), upload.name, settings);
  look.tags = tagsStill(upload, settings);
  return (await saveSettings(context, id, { settings, look })) ? look : null;
}

/** The tags that a check counted, as long as the file's tags are read in the same way. */
function tagsStill({ settings: former, look, foreseen }: UploadedFile, settings: UploadSettings): FileLook["tags"] {
  const way = ({ encoding, headerLine, columns, unread }: UploadSettings) =>
    JSON.stringify([encoding, headerLine, columns.tags ?? null, unread]);
  if (way(former) !== way(settings)) return null;
  if (!foreseen || foreseen.fault) return look?.tags ?? null;
  return countedTags(foreseen.tables);
}
