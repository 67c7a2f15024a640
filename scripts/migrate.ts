import { indexMissing, reindex } from "#app/models/search/index.server.ts";
import { command } from "./command.ts";

await command({
  name: "migrate",
  about: "Brings the database to the newest schema. Every other script does so too, before its work.",
  options: { reindex: { help: "makes what readers search through anew, from what is on the site" } },
  async run({ context, options, migrated, print }) {
    const indexed = options.reindex ? await reindex(context) : await indexMissing(context);
    const words = migrated.length > 0 ? `Applied: ${migrated.join(", ")}` : "The database is up to date.";
    print(indexed > 0 ? `${words}\nIndexed for the search: ${indexed}` : words, { applied: migrated, indexed });
  },
});
