import { sayFontFaults } from "#app/http/shareImageResponse.server.ts";
import { goToProjectRoot } from "../frame/environment.ts";
import { openLog } from "../frame/log.ts";

/** Says which fonts of share images cannot be used, and ends. */
goToProjectRoot();
await sayFontFaults({ log: openLog("stderr") });
