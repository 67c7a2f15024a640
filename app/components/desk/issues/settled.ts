import type { Reply } from "#app/components/desk/reply.ts";
import type { EditionKind } from "#app/models/deliveries/sends.server.ts";
import { countText } from "./words.ts";

/** The response to a decision about uncertain deliveries. */
export type SettleAnswer = { said: string } | { refused: string } | { reply: Reply };

/** @param count the number of resolved deliveries */
export function answerToSettling(kind: EditionKind, how: "resend" | "accept", count: number): SettleAnswer {
  if (count === 0) return { refused: "None of those was uncertain any more; nothing was changed." };
  const what = how === "resend" ? `will be sent the ${kind} again` : "marked as having it";
  return { said: `${countText(count, "reader")} ${what}. The log keeps who decided it and why.` };
}
