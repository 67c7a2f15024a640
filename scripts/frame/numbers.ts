import type { Context } from "#app/context.server.ts";
import { judgeHitsAgain } from "#app/models/clicks/judgingAgain.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import type { Print } from "./task.ts";
import { bar, progressLine } from "./terminal.ts";

/** Judges all hits that are kept once more, until `stop`. @returns the exit code: 1 when it was stopped before the end */
export async function judgeAllAgain(context: Context, stop: AbortSignal, print: Print): Promise<number> {
  const line = progressLine();
  const { done, changed, isWhole } = await judgeHitsAgain(context, stop, ({ done, of }) =>
    line.show(`  ${bar(Math.min(done, of), of)} of ${of} requests`),
  );
  line.end();
  const rest = isWhole ? "" : " It was stopped: say it again to go on.";
  print(`${countOf(done, "request")} judged, ${changed} of them otherwise than before.${rest}`, {
    ...{ judged: done, changed, whole: isWhole },
  });
  return isWhole ? 0 : 1;
}
