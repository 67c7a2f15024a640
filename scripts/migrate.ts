import { command } from "./command.ts";

await command({
  name: "migrate",
  about: "Brings the database to the newest schema. Every other script does so too, before its work.",
  options: {},
  async run({ migrated, print }) {
    const words = migrated.length > 0 ? `Applied: ${migrated.join(", ")}` : "The database is up to date.";
    print(words, { applied: migrated });
  },
});
