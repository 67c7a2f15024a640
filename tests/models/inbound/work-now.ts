/**
 * `work-now.ts`: understands what has come in to the database of the environment. A mail is understood as its Subject says,
 * like `hard`; what is acted on is written into the log of activities, once for each act. One whose Subject is `deadly` ends the process.
 */
import { readConfig } from "#app/config.server.ts";
import { createContext } from "#app/context.server.ts";
import { workOnInbound } from "#app/models/inbound/work.server.ts";
import { bySubject } from "../../support/inbound.ts";

const ways = {
  ...bySubject,
  understand: (...given: Parameters<typeof bySubject.understand>) => {
    if (given[1].raw.includes("Subject: deadly")) process.kill(process.pid, "SIGKILL");
    return bySubject.understand(...given);
  },
};
const context = createContext(readConfig(process.env));
// As long as it takes: others may hold what was claimed by a process that was killed, whose time is over here at once.
await context.db.updateTable("inbound_messages").set({ held_until: 1 }).where("held_until", "is not", null).execute();
for (;;) {
  await workOnInbound(context, undefined, ways);
  const waiting = await context.db.selectFrom("inbound_messages").select("id").where("state", "=", "new").execute();
  if (waiting.length === 0) break;
  await context.db.updateTable("inbound_messages").set({ held_until: 1 }).where("state", "=", "new").execute();
}
await context.db.destroy();
