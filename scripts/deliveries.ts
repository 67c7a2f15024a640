import { wordAddressFault } from "#app/models/faultWords.server.ts";
import { speedNow } from "#app/models/sending/bounds.server.ts";
import { explainDelivery, explainDigestDelivery } from "#app/models/sending/explanation.server.ts";
import { command, UsageFault } from "./command.ts";
import { wordCameBack, wordReason } from "./frame/explanations.ts";
import { stateTable } from "./frame/issues.ts";
import { askedSend, sendOptions } from "./frame/sends.ts";
import { wordStandstill } from "./frame/standing.ts";

await command({
  name: "deliveries",
  about:
    "Says how many readers of an issue or a monthly digest are in which state and, while it goes out, what sets the speed;\n" +
    "or why one of them did or did not get it.",
  options: { ...sendOptions, email: { value: "ADDRESS", help: "one reader" } },
  reads: true,
  async run({ context, options: { email, ...given }, print }) {
    const chosen = await askedSend(context, given);
    const { send, name } = chosen;
    if (email) {
      const explained =
        "issue" in chosen
          ? await explainDelivery(context, chosen.issue, email)
          : await explainDigestDelivery(context, chosen.digest, email);
      if ("error" in explained) throw new UsageFault(`--email: ${wordAddressFault(explained)}`);
      const { state, reply, at, cameBack } = explained;
      const why = wordReason(explained.reason);
      const words = [why, ...cameBack.map(wordCameBack)].join("\n");
      return print(words, { ...name.facts, email: explained.email, state, why, reply, at, cameBack });
    }
    const { words, json } = await stateTable(
      context,
      { editionId: send?.editionId ?? null },
      "issue" in chosen ? chosen.issue : undefined,
    );
    const unsent = "digest" in chosen ? `${name.title} did not go out. ${chosen.digest.detail}` : notYet(name.title);
    const { status } = "issue" in chosen ? chosen.issue : chosen.digest;
    const speed = status === "sending" ? await speedNow(context) : null;
    const still = speed || !send ? "" : await wordStandstill(context, chosen);
    const now = [words, speed?.words ?? still].filter(Boolean).join("\n");
    print(send ? now : unsent, {
      ...name.facts,
      ...json,
      ...(speed && { speed }),
      ...(still && { standstill: still }),
    });
  },
});

function notYet(title: string): string {
  return `${title} has not been sent.`;
}
