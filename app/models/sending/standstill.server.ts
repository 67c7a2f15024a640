import type { Context } from "#app/context.server.ts";
import { nameOfSend } from "#app/models/deliveries/sendNotices.server.ts";
import { sendsOf } from "#app/models/deliveries/sends.server.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { openTests } from "./subjectTests/store.server.ts";

/**
 * Says in a sentence why something that was begun does not go out, until somebody decides; empty when nothing is held.
 * Anybody may ask for it (`/healthz`), so it has no reasons, which may quote servers, and no names of people.
 */
export async function standstill(context: Context): Promise<string> {
  if (await databaseFault(context))
    return "Nothing is sent: this database was copied, moved or restored, and is not claimed yet.";
  const kinds = ["issue", "digest"] as const;
  const paused = (await Promise.all(kinds.map((kind) => sendsOf(context, kind, ["paused"])))).flat();
  const titles = await Promise.all(paused.map(async (send) => (await nameOfSend(context, send)).title));
  const toChoose = (await openTests(context)).filter(
    ({ status, test }) =>
      status === "sending" && test.decides === "hand" && (test.dueAt ?? Infinity) <= context.clock(),
  );
  return [
    ...titles.map((title) => `${title} is paused.`),
    ...toChoose.map(({ number }) => `Issue ${number} waits for somebody to choose its subject.`),
  ].join(" ");
}
