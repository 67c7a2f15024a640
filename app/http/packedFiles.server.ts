import { existsSync, readdirSync } from "node:fs";
import type { RequestHandler } from "express";

/**
 * Answers with the file that the build has packed (`.br`), where the browser takes it. Packing the code of the desk's editor
 * for each request took longer than its page. A file that was built since the start is packed on its way.
 * @param folder of files whose names change with what is in them
 */
export function packedFiles(folder: string): RequestHandler {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const packed = new Set(names.filter((name) => name.endsWith(".br")).map((name) => `/${name}`));
  return (request, response, next) => {
    if (packed.has(`${request.path}.br`)) {
      response.vary("Accept-Encoding");
      if (request.acceptsEncodings("br")) {
        response.type(request.path.slice(request.path.lastIndexOf("."))).set("Content-Encoding", "br");
        request.url = `${request.path}.br`;
      }
    }
    next();
  };
}
