import { parseAddress } from "#app/models/addresses.server.ts";
import { wordAddressFault } from "#app/models/faultWords.server.ts";
import {
  countSuppressions,
  liftSuppression,
  suppressByHand,
  wordLiftFault,
  wordSuppressions,
} from "#app/models/readers/liftSuppression.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { operator } from "./frame/operator.ts";

await command({
  name: "suppressions",
  about:
    "list: how many addresses nothing is sent to, by reason. lift: mail goes to an address again; subscriptions that\n" +
    "ended stay ended. A complaint is lifted only after a sign-up since, an erasure never. add: nothing is sent any more.",
  operands: "list|lift ADDRESS|add ADDRESS",
  options: { why: { value: "WORDS", help: "lift, add: the reason; the activity log keeps it" } },
  reads: (_options, [task]) => task === "list",
  async run({ context, options, operands: [task, typed, ...more], print }) {
    if (task === "list" && typed === undefined) {
      const counts = await countSuppressions(context);
      return print(wordSuppressions(counts), counts);
    }
    if ((task !== "lift" && task !== "add") || typed === undefined || more.length > 0)
      throw new UsageFault("Say what to do: list, lift ADDRESS or add ADDRESS.");
    const address = parseAddress(typed);
    if ("error" in address) throw new UsageFault(wordAddressFault(address));
    const why = options.why ?? "";
    if (why.trim() === "") throw new UsageFault('Say why, like --why "the mailbox is back, they say".');
    if (task === "add") {
      const added = await suppressByHand(context, address.email, operator(), why);
      return print(added ? "Nothing is sent to it any more." : "It was suppressed already.", { added });
    }
    const done = await liftSuppression(context, address.email, operator(), why);
    if ("error" in done) throw new CommandFault(wordLiftFault(done));
    print("Lifted: mail goes there again. Subscriptions that ended stay ended.", done);
  },
});
