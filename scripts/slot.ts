import { timeZoneOf } from "#app/models/briefing.server.ts";
import { slotLines } from "#app/models/sending/schedule/overview.server.ts";
import { describeSlot, endSlot, makeSlot, slotSchema, weekdays } from "#app/models/sending/schedule/slots.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { checked } from "./frame/checked.ts";
import { listOf } from "./frame/lists.ts";
import { operator } from "./frame/operator.ts";
import type { Given } from "./frame/task.ts";

const known = {
  list: { value: "SLUG", help: "makes a slot for this list; its next approved issue goes out in it" },
  weekday: { value: "DAY", help: "monday … sunday" },
  time: { value: "HH:MM", help: "of 24 hours" },
  "time-zone": { value: "ZONE", help: "like Europe/Amsterdam; the briefing's when left out" },
  grace: { value: "MINUTES", help: "how late it may still go out when no sender ran at that time; 360 when left out" },
  end: { value: "ID", help: "ends a slot" },
} as const;

const hint = "npm run slot lists them.";

await command({
  name: "slot",
  about:
    "Makes a weekly slot, a day and a time at which the next approved issue of a list goes out by itself; ends one; or,\n" +
    "without options, lists them, with what would go next.",
  options: known,
  reads: ({ list, end }) => !list && !end,
  run: (given) => (given.options.end ? end(given) : given.options.list ? make(given) : list(given)),
});

async function make({ context, options, print }: Given<typeof known>) {
  if (!options.weekday) throw new UsageFault("--weekday DAY is missing.");
  if (!options.time) throw new UsageFault("--time HH:MM is missing.");
  const list = await listOf(context, options.list!);
  const weekday = weekdays.findIndex((day) => day.toLowerCase() === options.weekday!.toLowerCase()) + 1;
  const timeZone = options["time-zone"] ?? (await timeZoneOf(context));
  const { time, grace } = options;
  const input = checked(slotSchema, { listId: list.id, weekday, time, timeZone, grace });
  const made = await makeSlot(context, input, operator());
  if ("error" in made) throw new CommandFault(`There is such a slot already. ${hint}`);
  print(`Slot ${made.slot.id}: ${describeSlot(made.slot)}.`, made.slot);
}

async function end({ context, options, print }: Given<typeof known>) {
  if (!/^\d{1,9}$/.test(options.end!)) throw new UsageFault(`--end is a slot's number, not “${options.end}”.`);
  const ended = await endSlot(context, Number(options.end), operator());
  if (!ended) throw new CommandFault(`There is no slot ${options.end}. ${hint}`);
  print(`Slot ${options.end} is ended.`, { ended: Number(options.end) });
}

async function list({ context, options, print }: Given<typeof known>) {
  if (options.weekday ?? options.time ?? options.grace) throw new UsageFault("--list SLUG is missing.");
  const slots = await slotLines(context);
  const lines = slots.map(
    ({ id, words, next, issue }) =>
      `${id}  ${words}\n   next: ${next}, ${issue ? `issue ${issue.number}` : "nothing approved"}`,
  );
  print(lines.join("\n") || "There is no weekly slot.", slots);
}
