import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

/** A fifteenth of the time of the highest, for seven percent more bytes. */
const quality = 9;

/**
 * Writes `NAME.br` beside each file of text, which the server sends instead (app/http/packedFiles).
 * @param {string} folder
 */
export function packFiles(folder) {
  for (const name of readdirSync(folder)) {
    if (!/\.(js|css|svg)$/.test(name)) continue;
    const bytes = readFileSync(join(folder, name));
    const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
    if (packed.length < bytes.length) writeFileSync(join(folder, `${name}.br`), packed);
  }
}
