import { partsOfForm } from "./multipart.server.ts";

const longestField = 4000;

/** A file as it comes: its name on the machine that it comes from, and its bytes, to be read once. */
type ComingFile = { name: string; bytes: AsyncIterable<Buffer> };

/**
 * Reads a form as it comes, and gives its first part `file` to `keep`; the guard has limited the body (S-10, S-12). A field
 * that is too long is cut.
 * @returns what `keep` says, null where there was no file
 * @throws 400 for a body that is no such form
 */
export async function formWithFile<Kept>(
  request: Request,
  keep: (file: ComingFile) => Promise<Kept>,
): Promise<{ form: FormData; file: Kept | null }> {
  const form = new FormData();
  let file: Kept | null = null;
  for await (const { name, fileName, bytes } of partsOfForm(request)) {
    if (fileName === null) form.append(name, await textOf(bytes));
    else if (name === "file" && file === null) file = await keep({ name: fileName, bytes });
  }
  return { form, file };
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
