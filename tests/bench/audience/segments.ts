import type { Context } from "#app/context.server.ts";
import { countAsked } from "#app/models/segments/counting.server.ts";
import type { DraftCondition } from "#app/models/segments/draft.ts";

const conditions: Record<string, Omit<DraftCondition, "not">> = {
  list: { kind: "list", values: { list: "1" } },
  topic: { kind: "topic", values: { topic: "none" } },
  "a language that nobody has": { kind: "language", values: { language: "sv" } },
  joined: { kind: "joinedBefore", values: { day: "2025-05-05" } },
  way: { kind: "way", values: { way: "import" } },
  domain: { kind: "domain", values: { domain: ".example" } },
  "an issue": { kind: "got", values: { issue: "1050" } },
  "the last 3": { kind: "gotLately", values: { issues: "3" } },
};

/** The count beside the builder: the answer that a person waits for, and the whole count behind it, the slowest three named. */
export async function segments(
  context: Context,
  say: (what: string, figure: string, note: string) => void,
): Promise<void> {
  const soon: { what: string; ms: number }[] = [];
  const whole: typeof soon = [];
  for (const [name, condition] of Object.entries(conditions))
    for (const not of [false, true]) {
      const what = `${not ? "not " : ""}${name}`;
      const rule = { of: "all", groups: [{ of: "all", conditions: [{ ...condition, not }] }] };
      soon.push({ what, ms: await took(() => countAsked(context, { rule })) });
      whole.push({ what, ms: await took(() => countAsked(context, { rule, whole: true })) });
    }
  const slowest = (all: typeof soon) => all.sort((one, other) => other.ms - one.ms).slice(0, 3);
  const named = (all: typeof soon) => all.map(({ what, ms }) => `${what} ${ms.toFixed(0)}`).join(", ");
  const [first] = slowest(soon);
  say("the live count of a segment", `${first!.ms.toFixed(0)} ms`, `aim: 300 ms; ${named(slowest(soon))}`);
  say("the whole of it", `${slowest(whole)[0]!.ms.toFixed(0)} ms`, named(slowest(whole)));
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
