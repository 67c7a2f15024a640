import { formWithFile } from "#app/http/formWithFile.server.ts";
import type { RequestContext } from "#app/load-context.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { receiveUpload, type UploadFault } from "#app/models/readers/uploads/store.server.ts";

/**
 * Reads the form with a list of readers, and keeps the file a piece at a time.
 * @throws 400 for a body that is no such form
 */
export async function receiveForm(
  request: Request,
  context: RequestContext,
  editor: Editor,
): Promise<{ form: FormData; file: { id: number } | UploadFault }> {
  const { form, file } = await formWithFile(request, ({ name, bytes }) =>
    receiveUpload(context, { editorId: editor.id, actor: editor.name, name }, bytes),
  );
  return { form, file: file ?? { error: "no-file" } };
}
