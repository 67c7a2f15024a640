import { getBriefing } from "#app/models/briefing.server.ts";
import { command } from "./command.ts";
import { seed } from "./start/seed.ts";

await command({
  name: "seed",
  about: "Fills an empty database with the demo: what the first npm start does. A sender hands its issue over.",
  options: {},
  async run({ context, print }) {
    await seed(context);
    const name = (await getBriefing(context))?.name ?? "";
    print(`The database holds “${name}”.`, { name });
  },
});
