import { command, UsageFault } from "./command.ts";
import { judgeAllAgain } from "./frame/numbers.ts";
import { stopSignal } from "./frame/stop.ts";

await command({
  name: "numbers",
  about:
    "--again: judges all requests for counted links that are kept by the rules of now (docs/numbers.md), while the site runs.\n" +
    "It can be stopped at any moment, and goes on where it was. What can no longer be judged keeps its judgement.",
  operands: "",
  options: { again: { help: "judges all that is kept once more" } },
  async run({ context, options: { again }, print }) {
    if (!again) throw new UsageFault("Say what to do: --again.");
    return judgeAllAgain(context, stopSignal(), print);
  },
});
