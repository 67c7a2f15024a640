import { createList, listSchema } from "#app/models/readers/lists.server.ts";
import { command, CommandFault } from "./command.ts";
import { checked } from "./frame/checked.ts";

await command({
  name: "create-list",
  about: "Makes a list that readers can be on.",
  options: {
    slug: { value: "SLUG", needed: true, help: "its short name, for scripts and mail headers; stays for good" },
    name: { value: "NAME", needed: true, help: "its name, for readers" },
  },
  async run({ context, options, print }) {
    const made = await createList(context, checked(listSchema, options));
    if ("error" in made) throw new CommandFault(`There is already a list “${options.slug}”.`);
    print(made.list.slug, made.list);
  },
});
