import type { Context } from "#app/context.server.ts";
import { utc } from "#app/models/dates.server.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { senderState } from "#app/models/instance/senderProcesses.server.ts";
import { describePause } from "./pauses.ts";
import type { Asked } from "./sends.ts";

/** Says why a send that was begun does not go on now, and what would help; empty when it goes on, or is over. */
export async function wordStandstill(context: Context, chosen: Asked): Promise<string> {
  const { status, pause } = "issue" in chosen ? chosen.issue : chosen.digest;
  if (status === "paused" && "issue" in chosen) return describePause(chosen.issue);
  if (status === "paused")
    return `${chosen.name.title} is paused${pause ? ` since ${utc(pause.at)} by ${pause.by}: ${pause.reason}` : "."}`;
  return status === "sending" ? whyNothingLeaves(context) : "";
}

/** Says why no sender hands anything over now; empty when one does. */
async function whyNothingLeaves(context: Context): Promise<string> {
  const away = await databaseFault(context);
  if (away) return away;
  const { running, trouble } = await senderState(context);
  if (running === 0) return "No sender runs now. Start one (npm run sender).";
  return trouble ? `${trouble} The sender tries again by itself.` : "";
}
