import { isAscii } from "node:buffer";
import { readFileSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * What every process of the build loads first. Built files hold ASCII only (scripts/start/bundle.mjs): read as that, a
 * file takes one byte of memory for each letter instead of two. Any other file is read as the UTF-8 that it is.
 */
const build = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "build");
const built = pathToFileURL(join(build, "commands/")).href;

module.enableCompileCache(join(build, "cache"));
module.registerHooks({
  // They import each other by their names beside them, thousands of times: nothing has to be looked for.
  resolve(specifier, context, next) {
    if (!specifier.startsWith("./") || !context.parentURL?.startsWith(built)) return next(specifier, context);
    return { url: built + specifier.slice(2), format: "module", shortCircuit: true };
  },
  load(url, context, next) {
    if (!url.startsWith(built)) return next(url, context);
    const bytes = readFileSync(fileURLToPath(url));
    return { format: "module", source: bytes.toString(isAscii(bytes) ? "latin1" : "utf8"), shortCircuit: true };
  },
});
