import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { subscribersCsv } from "#app/models/readers/import/export.server.ts";
import { command, UsageFault } from "./command.ts";
import { listOf } from "./frame/lists.ts";
import { segmentOf } from "./frame/segments.ts";
import { operator } from "./frame/operator.ts";

await command({
  name: "export-subscribers",
  about: "Prints a list's subscribers as CSV: who gets the next issue, or with --all everyone who is or was on it.",
  options: {
    list: { value: "SLUG", needed: true, help: "the list" },
    segment: { value: "NAME", help: "only those of the list who are in this segment now" },
    all: { help: "those who wait, left or are suppressed, too" },
  },
  async run({ context, options }) {
    const list = await listOf(context, options.list);
    if (process.env.npm_lifecycle_event === "export-subscribers" && process.env.npm_config_loglevel !== "silent")
      console.error("npm's own lines are in this output; without them: npm run --silent export-subscribers -- …");
    const segment = options.segment ? await segmentOf(context, options.segment, list.id) : null;
    if (segment && options.all) throw new UsageFault("--segment is of active readers: it does not go with --all.");
    const csv = subscribersCsv(context, list, options.all, operator(), segment);
    await pipeline(Readable.from(csv), process.stdout, { end: false });
  },
});
