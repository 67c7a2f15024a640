import { endGroup, groupSchema, setGroup } from "#app/models/pacing/destinations.server.ts";
import { endSlowDown } from "#app/models/pacing/settings.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { checked } from "./frame/checked.ts";
import { operator } from "./frame/operator.ts";
import { changePace, destinationOf, endPace, isChange, showPaces, type PaceOptions } from "./frame/pace.ts";
import type { Given } from "./frame/task.ts";

const known = {
  destination: { value: "D", help: "a domain, or a group by its name; all mail together when left out" },
  "per-second": { value: "N", help: "messages a second, like 5 or 0.5; each limit may be none" },
  "per-hour": { value: "N", help: "messages an hour" },
  "per-day": { value: "N", help: "messages a day" },
  connections: { value: "N", help: "connections at once, of all senders together" },
  "warm-up": { value: "FIRST", help: "a cap a day that grows: messages on the first day, which is today" },
  growth: { value: "PERCENT", help: "and so many per cent more each day; at most 99 without --yes" },
  clear: { help: "takes every limit of the destination away" },
  "end-slow-down": { help: "ends at once the patience that the destination asked for" },
  group: { value: "NAME", help: "makes a group of domains that share one pace; with --clear takes it apart" },
  domains: { value: "A,B", help: "the group's domains" },
  yes: { help: "lets a warm-up double" },
} as const;

await command({
  name: "pace",
  about:
    "Sets how fast mail may leave, in all or for one destination; what is not given stays as it is. Without options it\n" +
    "lists the limits, what is used of them and who asked for patience. Senders go by it within a second.",
  options: known,
  reads: (options) => !isChange(options) && !options.group && !options.clear && !options["end-slow-down"],
  run(given: Given<typeof known>) {
    if (given.options.group) return group(given);
    if (given.options.domains) throw new UsageFault("--group NAME is missing.");
    if (given.options["end-slow-down"]) return endPatience(given);
    if (given.options.clear) return endPace(given);
    return isChange(given.options) ? changePace(given) : showPaces(given);
  },
});

async function group({ context, options, print }: Given<PaceOptions>) {
  const name = options.group!;
  if (options.clear) {
    if (!(await endGroup(context, name, operator()))) throw new CommandFault(`There is no group “${name}”.`);
    return print(`The group ${name} is taken apart.`, { group: name, domains: [] });
  }
  if (!options.domains) throw new UsageFault("--domains A,B is missing.");
  const input = checked(groupSchema, { group: name, domains: options.domains });
  const refused = await setGroup(context, input, operator());
  if (refused) throw new CommandFault(`--domains: ${refused.domain} is in the group ${refused.group} already.`);
  print(`The group ${input.group}: ${input.domains.join(", ")}.`, input);
}

async function endPatience({ context, options, print }: Given<PaceOptions>) {
  const destination = destinationOf(options);
  if (!(await endSlowDown(context, destination, operator()))) throw new CommandFault(`${destination} is not slowed.`);
  print(`${destination} gets mail as fast as before again.`, { destination, slowed: false });
}
