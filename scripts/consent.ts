import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { consentLines, verifyExport } from "#app/models/consent/export.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { command, UsageFault } from "./command.ts";
import { consentVerdictText, expectedHash, exportOrder, verdictJson } from "./frame/consent.ts";
import { openInput } from "./frame/input.ts";
import { bar, progressLine } from "./frame/terminal.ts";

await command({
  name: "consent",
  about:
    "verify: looks whether the receipts of consent are as they were written, and names the first that is not.\n" +
    "export: prints them as lines of JSON, from which anybody can verify them (docs/decisions/0010-consent-receipts.md).",
  operands: "verify|export",
  options: {
    file: { value: "FILE", help: "verify: an export instead of the database; - is standard input" },
    expect: { value: "HASH", help: "verify: a head's hash that was printed earlier; it must be in the chain" },
    list: { value: "SLUG", help: "export: the receipts of one list" },
    email: { value: "ADDRESS", help: "export: the receipts of one reader" },
    personal: { help: "export: with addresses, names, IP addresses and user agents, as far as they are kept" },
  },
  reads: (_options, [task]) => task === "verify",
  async run({ context, options, operands: [task, ...more], print }) {
    const { file, expect, list, email, personal } = options;
    if (more.length > 0 || (task !== "verify" && task !== "export"))
      throw new UsageFault("Say what to do: verify or export.");
    if (task === "export") {
      if (file || expect) throw new UsageFault("--file and --expect are for verify.");
      const order = await exportOrder(context, { list, email, personal });
      if (process.env.npm_lifecycle_event === "consent" && process.env.npm_config_loglevel !== "silent")
        console.error("npm's own lines are in this output; without them: npm run --silent consent -- export …");
      return pipeline(Readable.from(consentLines(context, order)), process.stdout, { end: false });
    }
    if (list || email || personal) throw new UsageFault("--list, --email and --personal are for export.");
    const hash = expectedHash(expect);
    const verdict = file ? await verifyExport(await linesOf(file), hash) : await looked(hash);
    print(consentVerdictText(verdict), verdictJson(verdict));
    return verdict.fault ? 1 : 0;

    function looked(expect?: string) {
      const line = progressLine();
      const onProgress = (done: number, of: number) => line.show(`  ${bar(done, of)}   ${done} of ${of} receipts`);
      return verifyConsent(context, { onProgress, ...(expect !== undefined && { expect }) }).finally(line.end);
    }
  },
});

async function linesOf(file: string): Promise<AsyncIterable<string>> {
  return createInterface({ input: (await openInput(file)).open(), crlfDelay: Infinity });
}
