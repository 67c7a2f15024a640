import type { Context } from "#app/context.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { moveSome, picturesHere, storeTrouble } from "#app/models/images/bytes.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { bar, progressLine } from "./frame/terminal.ts";

await command({
  name: "pictures",
  about:
    "move: takes every picture to where PICTURES says, from the database and from PICTURES_FORMER, while the site runs.\n" +
    "It can be stopped at any moment, and goes on where it was. Without it new pictures alone go there.\n" +
    "look: says where pictures lie, and asks the store whether it would take one.",
  operands: "move|look",
  options: {},
  reads: (_options, [task]) => task === "look",
  async run({ context, operands: [task, ...more], print }) {
    if (more.length > 0 || (task !== "move" && task !== "look")) throw new UsageFault("Say what to do: move or look.");
    const place = context.pictureStores.current?.name ?? "database";
    try {
      if (task === "look") {
        await context.pictureStores.current?.probe();
        const { here, all } = await picturesHere(context);
        const { current, former } = context.pictureStores;
        const lost =
          !current && former.length === 0 && all > here ? " PICTURES names no place where those outside are." : "";
        const words = `${countOf(all, "picture")}: ${here} in the database, ${all - here} outside. New ones go to: ${place}.${lost}`;
        return print(words, { place, all, here, outside: all - here });
      }
      const { moved, missing } = await moveAll(context);
      const lost = missing.length > 0 ? ` No place has ${countOf(missing.length, "picture")}: ${someOf(missing)}.` : "";
      print(`${countOf(moved, "picture")} moved. New ones go to: ${place}.${lost}`, { place, moved, missing });
      return missing.length > 0 ? 1 : 0;
    } catch (error) {
      const trouble = storeTrouble(error);
      if (trouble) throw new CommandFault(`${trouble}. What was moved stays moved; say it again to go on.`);
      throw error;
    }
  },
});

/** A place that was named wrongly has none of thousands. */
function someOf(missing: number[]): string {
  return missing.slice(0, 20).join(", ") + (missing.length > 20 ? " …" : "");
}

async function moveAll(context: Context) {
  const { all } = await picturesHere(context);
  const line = progressLine();
  const done = { moved: 0, missing: [] as number[] };
  for (let [after, looked]: [number | null, number] = [0, 0]; after !== null; looked += 20) {
    const some = await moveSome(context, after, 20);
    done.moved += some.moved;
    done.missing.push(...some.missing);
    line.show(`  ${bar(Math.min(all, looked), all)} of ${all} pictures`);
    after = some.last;
  }
  line.end();
  return done;
}
