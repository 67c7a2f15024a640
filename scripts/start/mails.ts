import { buildTemplates, loadTemplates } from "#emails/render/templates.server.ts";
import { goToProjectRoot } from "../frame/environment.ts";

/**
 * Compiles the mail templates for all processes into the folder that is given, and ends: MJML takes longer to load than
 * a command to run.
 */
goToProjectRoot();
await buildTemplates(loadTemplates(), process.argv[2]!);
