import type { Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { deliveryTo } from "#app/models/deliveries/deliveries.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import { resolveUncertain, uncertainOf, whySchema } from "#app/models/sending/uncertain.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { checked } from "./frame/checked.ts";
import { issueNumber } from "./frame/issues.ts";
import { operator } from "./frame/operator.ts";
import { uncertainTable } from "./frame/uncertain.ts";

await command({
  name: "settle",
  about:
    "Lists the uncertain deliveries of an issue with their evidence; with --resend or --accept it settles them. They went\n" +
    "out whole and no answer was recorded: look for the Message-IDs in the mail server's log. --resend may give a reader\n" +
    "the issue twice.",
  options: {
    issue: { value: "N", needed: true, help: "the issue's number" },
    resend: { help: "hands them over again, with the same Message-ID and Date" },
    accept: { help: "takes it that they have it" },
    email: { value: "ADDRESS", help: "one reader; all of them when left out" },
    why: { value: "WORDS", help: "why, on one line, for the log; needed to settle" },
  },
  reads: ({ resend, accept }) => !resend && !accept,
  async run({ context, options, print }) {
    const { issue: number, resend, accept, email, why } = options;
    if (resend && accept) throw new UsageFault("--resend and --accept do not go together.");
    const issue = await issueNumber(context, number);
    const readers = email === undefined ? ("all" as const) : [await readerOf(context, issue, email)];
    if (!resend && !accept) {
      const all = await uncertainOf(context, issue, 1_000_000);
      const shown = all.filter(({ subscriberId }) => readers === "all" || readers.includes(subscriberId));
      return print(uncertainTable(issue.number, shown), { issue: issue.number, uncertain: shown });
    }
    if (why === undefined) throw new UsageFault("--why WORDS is missing.");
    const reason = checked(whySchema, why, "why");
    const how = resend ? ("resend" as const) : ("accept" as const);
    const settled = await resolveUncertain(context, issue.id, { how, readers, why: reason }, operator());
    const what = resend ? "will be handed over again" : "marked as accepted";
    print(settled > 0 ? `${settled} ${what}.` : "Nothing is uncertain.", { issue: issue.number, how, settled });
  },
});

async function readerOf(context: Context, issue: Issue, typed: string): Promise<number> {
  const address = parseAddress(typed);
  if ("error" in address) throw new UsageFault(`--email: ${address.error}`);
  const delivery = await deliveryTo(context, issue.id, address.key);
  if (delivery?.status === "uncertain") return delivery.subscriberId;
  throw new CommandFault(
    `The delivery to ${address.email} is not uncertain; it is ${delivery?.status ?? "not there"}.`,
  );
}
