import { command, UsageFault } from "./command.ts";
import { checkNumbers, judgeAllAgain } from "./frame/numbers.ts";
import { stopSignal } from "./frame/stop.ts";

await command({
  name: "numbers",
  about:
    "--again: judges all requests for counted links that are kept by the rules of now (docs/numbers.md), while the site runs.\n" +
    "It can be stopped at any moment, and goes on where it was. What can no longer be judged keeps its judgement.\n" +
    "--check: counts every kept sum anew from its rows, changes nothing, and says which figures differ and why.",
  options: {
    again: { help: "judges all that is kept once more" },
    check: { help: "compares the sums with the rows that they are made of" },
  },
  reads: ({ check }) => check,
  async run({ context, options: { again, check }, print }) {
    if (again === check) throw new UsageFault("Say what to do: --again or --check.");
    return check ? checkNumbers(context, stopSignal(), print) : judgeAllAgain(context, stopSignal(), print);
  },
});
