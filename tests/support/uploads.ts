import { bringFile } from "#app/models/readers/uploads/bringing.server.ts";
import { receiveUpload } from "#app/models/readers/uploads/store.server.ts";
import {
  askCheck,
  uploadById,
  type UploadedFile,
  type UploadSettings,
} from "#app/models/readers/uploads/uploads.server.ts";
import { workOnUploadsSoon } from "#app/models/readers/uploads/work.server.ts";
import { settingsOf } from "#app/models/readers/import/importSettings.server.ts";
import type { Context } from "#app/context.server.ts";
import { anEditor } from "./desk.ts";
import type { TestContext } from "./context.ts";

type Brought = Partial<UploadSettings> & { name?: string };

/** Brings a file to the desk. @returns its id */
export async function anUpload(context: TestContext, file: string | Buffer, given: Brought = {}): Promise<number> {
  const { name = "readers.csv", listId = 1, basis = "Trade fair, May 2026", ...settings } = given;
  const editor = await context.db.selectFrom("editors").select("id").limit(1).executeTakeFirst();
  const { id: editorId } = editor ?? (await anEditor(context, "Ruth", "operator"));
  const bytes = Buffer.from(file as string);
  const received = await receiveUpload(context, { editorId, actor: "Ruth", name }, inPieces(bytes));
  if ("error" in received) throw new Error(received.error);
  await bringFile(context, received.id, { ...settingsOf(settings), listId, basis });
  return received.id;
}

/** Bytes as they come over a network. */
export async function* inPieces(bytes: Buffer, size = 65_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Has a sender do all that waits, to its end. */
export async function workedOff(context: Context, stop?: AbortSignal): Promise<void> {
  await workOnUploadsSoon(context, stop);
  await context.underWay.get("imports");
}

/** A brought file that was checked. */
export async function aCheckedUpload(
  context: TestContext,
  file: string | Buffer,
  given: Brought = {},
): Promise<UploadedFile> {
  const id = await anUpload(context, file, given);
  if (!(await askCheck(context, id))) throw new Error("it cannot be checked");
  await workedOff(context);
  return (await uploadById(context, id))!;
}

/** A list of so many readers, with a state for every tenth. */
export function readersCsv(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, i) => `reader${i}@import.example,Reader ${i},${i % 10 === 9 ? "unsubscribed" : "active"}`,
  );
  return ["email,name,status", ...rows, ""].join("\n");
}
