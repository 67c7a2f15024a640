import { partsOfForm } from "#app/http/multipart.server.ts";
import type { RequestContext } from "#app/load-context.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { receiveUpload, type UploadFault } from "#app/models/readers/uploads/store.server.ts";

const longestField = 4000;

/**
 * Reads the form with a file as it comes, and keeps its first file a piece at a time; the guard has limited the body
 * (S-10, S-12). A field that is too long is cut.
 * @throws 400 for a body that is no such form
 */
export async function receiveForm(
  request: Request,
  context: RequestContext,
  editor: Editor,
): Promise<{ form: FormData; file: { id: number } | UploadFault }> {
  const form = new FormData();
  let file: { id: number } | UploadFault | null = null;
  for await (const { name, fileName, bytes } of partsOfForm(request)) {
    if (fileName === null) form.append(name, await textOf(bytes));
    else if (name === "file" && file === null)
      file = await receiveUpload(context, { editorId: editor.id, actor: editor.name, name: fileName }, bytes);
  }
  return { form, file: file ?? { error: "no-file" } };
}

async function textOf(bytes: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of bytes) {
    if (size < longestField) pieces.push(piece.subarray(0, longestField - size));
    size += piece.length;
  }
  return Buffer.concat(pieces).toString("utf8");
}
