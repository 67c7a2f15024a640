import { exportFormats, exportSite } from "#app/models/moving/exportSite.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { typedPath } from "./frame/environment.ts";
import { exportFault, exportWords } from "./frame/exports.ts";
import { operator } from "./frame/operator.ts";
import { progressLine } from "./frame/terminal.ts";

await command({
  name: "export-site",
  about:
    "Writes everything of the site to a folder or a zip file: articles, drafts, issues, pictures, redirects and settings.\n" +
    "As Markdown for any other program, or as JSON, of which an empty installation is the same again (restore-site).\n" +
    "Readers, accounts and what was sent to whom are not in it.",
  options: {
    to: { value: "FOLDER|FILE.zip", needed: true, help: "a new or empty folder, or a new zip file" },
    format: { value: "markdown|json", help: "markdown when left out" },
  },
  async run({ context, options, print }) {
    const format = exportFormats.find((name) => name === (options.format ?? "markdown"));
    if (!format) throw new UsageFault(`--format is ${exportFormats.join(" or ")}, not “${options.format}”.`);
    const to = typedPath(options.to);
    const line = progressLine();
    const onFile = (files: number) => line.show(`  ${files} files`);
    const made = await exportSite(context, { to, format, actor: operator(), onFile }).finally(line.end);
    if ("error" in made) throw new CommandFault(exportFault(to, made));
    print(exportWords(to, made), { path: to, format, ...made });
  },
});
