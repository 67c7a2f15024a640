import { storeTrouble } from "#app/models/images/bytes.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { pictureTasks } from "./frame/pictures.ts";

await command({
  name: "pictures",
  about:
    "move: takes every picture to where PICTURES says, from the database and from PICTURES_FORMER, while the site runs.\n" +
    "It can be stopped at any moment, and goes on where it was. Without it new pictures alone go there.\n" +
    "look: says where pictures lie, what nothing needs there, and asks the store whether it would take one.\n" +
    "tidy: removes from PICTURES and PICTURES_FORMER what no picture of this database needs.",
  operands: "move|look|tidy",
  options: {},
  reads: (_options, [task]) => task === "look",
  async run({ context, operands: [task, ...more], print }) {
    const act = more.length === 0 && pictureTasks.get(task ?? "");
    if (!act) throw new UsageFault("Say what to do: move, look or tidy.");
    try {
      return await act(context, print);
    } catch (error) {
      const trouble = storeTrouble(error);
      if (trouble) throw new CommandFault(`${trouble}. What was done stays done; say it again to go on.`);
      throw error;
    }
  },
});
