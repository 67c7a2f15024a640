import type { Context } from "#app/context.server.ts";
import { judgeHitsAgain } from "#app/models/clicks/judgingAgain.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { checkSums, differenceWords, type SumDifference } from "#app/models/numbers/checking.server.ts";
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

/** Compares all sums with their rows, until `stop`. @returns the exit code: 1 when nothing explains a difference, or it was stopped */
export async function checkNumbers(context: Context, stop: AbortSignal, print: Print): Promise<number> {
  const line = progressLine();
  const { figures, differences, isWhole } = await checkSums(context, stop, (what) => line.show(`  ${what}`));
  line.end();
  for (const one of differences.slice(0, mostShown)) print(differenceLine(one), { ...one });
  const wrong = differences.filter(({ why }) => why === "wrong").length;
  const more = differences.length > mostShown ? `Only the first ${mostShown} differences are listed. ` : "";
  const counts = `${countOf(figures, "sum")} compared: ${differences.length} differ, ${wrong} of them without a reason.`;
  const rest = isWhole ? "" : " It was stopped before the end.";
  print(`${more}${counts}${rest}`, { compared: figures, differ: differences.length, wrong, whole: isWhole });
  return wrong === 0 && isWhole ? 0 : 1;
}

const mostShown = 200;

function differenceLine({ of, figure, kept, counted, why }: SumDifference): string {
  return `  ${of}: ${figure}: kept ${kept}, by rows ${counted}: ${differenceWords[why]}`;
}
