import { moveIn } from "#app/models/moving/moveIn.server.ts";
import type { MovedFile } from "#app/models/moving/moves.server.ts";
import { isAddress } from "#app/models/moving/platforms/feedAddress.server.ts";
import { madeByRun, takeBackRun } from "#app/models/moving/takingBack.server.ts";
import { wordSiteFault } from "#app/models/moving/words.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { typedPath } from "./frame/environment.ts";
import { operator } from "./frame/operator.ts";
import { siteOrder } from "./frame/siteOrder.ts";
import { siteReport, siteSums } from "./frame/siteReport.ts";
import { bar, progressLine } from "./frame/terminal.ts";

await command({
  name: "import-site",
  about:
    "Brings the posts of another site in as articles, with their dates, topics and pictures: a folder, a zip of it, one file,\n" +
    "an export of Ghost, Substack, WordPress, Medium, beehiiv, Buttondown, listmonk or Mailchimp, or the address of a feed.\n" +
    "What cannot be kept of a post is left out and told; the same post twice is the same article.",
  operands: "FOLDER|ZIP|FILE|ADDRESS|NAME",
  options: {
    "dry-run": { help: "says what would become of each file, and changes nothing" },
    update: { help: "goes over articles of former runs whose posts changed; otherwise they stay" },
    undo: { help: "takes back what an import made; instead of a site, its name is given, which it said at its end" },
    publish: { help: "puts posts without a date on the site, too, dated now; otherwise they are drafts" },
    report: { value: "FILE", help: "writes what became of every file into a new text file" },
    as: {
      value: "KIND",
      help: "articles or issues: what published posts become; when left out, those that went out by mail are issues",
    },
    list: { value: "SLUG", help: "the list of such issues; the first one when left out" },
    format: { value: "NAME", help: "the program that made the site; found out when left out" },
    site: {
      value: "ADDRESS",
      help: "where the site was, like https://old.example: for its links, pictures and redirects",
    },
  },
  async run({ context, options, operands, print }) {
    if (operands.length > 1) throw new UsageFault("One site at a time.");
    if (options.undo) {
      if ((await madeByRun(context, operands[0]!)) === 0) throw new CommandFault("Nothing is there of such an import.");
      const { removed, kept } = await takeBackRun(context, operands[0]!, operator());
      print(`${removed} removed. ${kept} changed since, and stay.`, { removed, kept });
      return;
    }
    const run = `terminal-${context.clock()}`;
    const order = { ...siteOrder(options), actor: operator(), run };
    const files: MovedFile[] = [];
    const line = progressLine();
    const moved = await moveIn(context, isAddress(operands[0]!) ? operands[0]! : typedPath(operands[0]!), order, {
      onFile: (file) => void files.push(file),
      onProgress: (done, of) => line.show(`  ${bar(done, of)}   ${done} of ${of} files`),
      onFetch: (address) => line.show(`  ${address}`),
    }).finally(line.end);
    if ("error" in moved) throw new CommandFault(wordSiteFault(moved));
    const report = await siteReport(moved, files, { ...order, report: options.report });
    const hint = (await madeByRun(context, run)) > 0 ? `\nTo take it back: npm run import-site -- ${run} --undo` : "";
    print(report + hint, { ...siteSums(moved, files), run });
  },
});
