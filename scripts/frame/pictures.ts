import type { Context } from "#app/context.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { moveSome, picturesHere } from "#app/models/images/bytes.server.ts";
import { marked } from "#app/models/images/folders.server.ts";
import { countOrphans, removeOrphans, type Orphans } from "#app/models/images/orphans.server.ts";
import { CommandFault } from "./faults.ts";
import type { Print } from "./task.ts";
import { bar, progressLine } from "./terminal.ts";

async function look(context: Context, print: Print): Promise<number> {
  const { current, former } = context.pictureStores;
  const place = current?.name ?? "database";
  await (current && (await marked(context, current, false)).probe());
  const { here, all } = await picturesHere(context);
  const orphans = await countOrphans(context);
  const lost = !current && former.length === 0 && all > here ? " PICTURES names no place where those outside are." : "";
  const words = `${countOf(all, "picture")}: ${here} in the database, ${all - here} outside. New ones go to: ${place}.${lost}`;
  print(`${words}${isTidy(orphans) ? "" : ` ${wordOrphans(orphans)} can go: npm run pictures -- tidy`}`, {
    ...{ place, all, here, outside: all - here, orphans },
  });
  return 0;
}

async function move(context: Context, print: Print): Promise<number> {
  const place = context.pictureStores.current?.name ?? "database";
  const { moved, copies, missing } = await moveAll(context);
  const left = copies > 0 ? ` ${countOf(copies, "copy", "copies")} of an earlier move removed.` : "";
  const lost = missing.length > 0 ? ` No place has ${countOf(missing.length, "picture")}: ${someOf(missing)}.` : "";
  print(`${countOf(moved, "picture")} moved.${left} New ones go to: ${place}.${lost}`, {
    place,
    moved,
    copies,
    missing,
  });
  return missing.length > 0 ? 1 : 0;
}

async function tidy(context: Context, print: Print): Promise<number> {
  const removed = await removeOrphans(context);
  if ("error" in removed)
    throw new CommandFault(`Another database has its pictures in ${removed.store}, too: nothing was removed.`);
  print(isTidy(removed) ? "There was nothing to remove." : `${wordOrphans(removed)} removed.`, { removed });
  return 0;
}

function isTidy({ copies, unknown, halves }: Orphans): boolean {
  return copies + unknown + halves === 0;
}

function wordOrphans({ copies, unknown, halves }: Orphans): string {
  const parts = [
    copies > 0 && `${countOf(copies, "copy", "copies")} left by a move`,
    unknown > 0 && `${countOf(unknown, "file")} of no picture`,
    halves > 0 && `${countOf(halves, "unfinished file")}`,
  ];
  return new Intl.ListFormat("en-GB").format(parts.filter((part) => part !== false));
}

/** A place that was named wrongly has none of thousands. */
function someOf(missing: number[]): string {
  return missing.slice(0, 20).join(", ") + (missing.length > 20 ? " …" : "");
}

async function moveAll(context: Context) {
  const { all } = await picturesHere(context);
  const line = progressLine();
  const done = { moved: 0, copies: 0, missing: [] as number[] };
  for (let [after, looked]: [number | null, number] = [0, 0]; after !== null; looked += 20) {
    const some = await moveSome(context, after, 20);
    done.moved += some.moved;
    done.copies += some.copies;
    done.missing.push(...some.missing);
    line.show(`  ${bar(Math.min(all, looked), all)} of ${all} pictures`);
    after = some.last;
  }
  line.end();
  return done;
}

/** The tasks of `npm run pictures`, by name; each returns its exit code and throws a StoreFault. */
export const pictureTasks = new Map([
  ["look", look],
  ["move", move],
  ["tidy", tidy],
]);
