import type { Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { deliveryTo } from "#app/models/deliveries/deliveryLines.server.ts";
import { wordAddressFault } from "#app/models/faultWords.server.ts";
import { resolveUncertain, uncertainOf, whySchema } from "#app/models/sending/uncertain.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { checked } from "./frame/checked.ts";
import { operator } from "./frame/operator.ts";
import { askedSend, sendOptions } from "./frame/sends.ts";
import { uncertainTable } from "./frame/uncertain.ts";

await command({
  name: "settle",
  about:
    "Lists the readers of an issue or a digest of whom nobody knows whether they have it, with the evidence; --resend or\n" +
    "--accept decides about them. The mail went out whole and no answer was recorded: look for the Message-IDs in the mail\n" +
    "server's log. --resend may give a reader the mail twice.",
  options: {
    ...sendOptions,
    resend: { help: "hands them over again, with the same Message-ID and Date" },
    accept: { help: "takes it that they have it" },
    email: { value: "ADDRESS", help: "one reader; all of them when left out" },
    why: { value: "WORDS", help: "why, on one line, for the log; needed to decide" },
  },
  reads: ({ resend, accept }) => !resend && !accept,
  async run({ context, options, print }) {
    const { resend, accept, email, why } = options;
    if (resend && accept) throw new UsageFault("--resend and --accept do not go together.");
    const { send, name } = await askedSend(context, options);
    const editionId = send?.editionId ?? null;
    const readers = email === undefined ? ("all" as const) : [await readerOf(context, editionId, email)];
    if (!resend && !accept) {
      const all = editionId === null ? [] : await uncertainOf(context, editionId, 1_000_000);
      const shown = all.filter(({ subscriberId }) => readers === "all" || readers.includes(subscriberId));
      return print(uncertainTable(name.logged, shown), { ...name.facts, uncertain: shown });
    }
    if (why === undefined) throw new UsageFault("--why WORDS is missing.");
    const reason = checked(whySchema, why, "why");
    const how = resend ? ("resend" as const) : ("accept" as const);
    const settled = send ? await resolveUncertain(context, send, { how, readers, why: reason }, operator()) : 0;
    const what = resend ? "will be handed over again" : "marked as accepted";
    print(settled > 0 ? `${settled} ${what}.` : "Nothing is uncertain.", { ...name.facts, how, settled });
  },
});

async function readerOf(context: Context, editionId: number | null, typed: string): Promise<number> {
  const address = parseAddress(typed);
  if ("error" in address) throw new UsageFault(`--email: ${wordAddressFault(address)}`);
  const delivery = editionId === null ? undefined : await deliveryTo(context, editionId, address.key);
  if (delivery?.status === "uncertain") return delivery.subscriberId;
  throw new CommandFault(
    `The delivery to ${address.email} is not uncertain; it is ${delivery?.status ?? "not there"}.`,
  );
}
