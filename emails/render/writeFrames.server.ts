import { writeFileSync } from "node:fs";
import { compiledFrames, loadTemplates } from "./templates.server.ts";

/** The last step of a build: compiles the frames of all mails, and puts them beside the built files. */
writeFileSync(new URL("./frames.json", import.meta.url), JSON.stringify(await compiledFrames(loadTemplates())));
