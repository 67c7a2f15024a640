import { useEffect, useState } from "react";
import { countText } from "#app/components/desk/issues/words.ts";
import type { DraftRule } from "#app/models/segments/draft.ts";
import type { SegmentCount } from "#app/models/segments/counting.server.ts";

/** The question: a rule as typed, of all lists; or a segment’s readers of one list. */
type Counted = { rule: DraftRule } | { segment: number; list: number };

/** Milliseconds after the last key: counting a million readers is work. */
const countAfter = 350;

/** Says how many readers fit now. It counts again after each change, and gives an older question up. */
export function LiveCount({ asked, first }: { asked: Counted; first?: SegmentCount }) {
  const [answer, setAnswer] = useState<{ to: string; said: string }>();
  const [isAsking, setAsking] = useState(false);
  const question = JSON.stringify(asked);
  const [loaded] = useState(first ? { to: question, said: wordCount(first) } : undefined);
  useEffect(() => {
    if (loaded?.to === question) return;
    const older = new AbortController();
    const soon = setTimeout(() => {
      setAsking(true);
      void askCount(question, older.signal)
        .then((said) => setAnswer({ to: question, said }))
        .catch(
          () =>
            !older.signal.aborted && setAnswer({ to: question, said: "Not counted: the desk could not be reached." }),
        );
    }, countAfter);
    return () => {
      clearTimeout(soon);
      older.abort();
    };
  }, [question, loaded]);
  const known = loaded?.to === question ? loaded : answer?.to === question ? answer : undefined;
  return (
    <p role="status" className="text-sm text-muted tabular-nums">
      {known ? known.said : isAsking ? "Counting …" : "Counted as you build, or when it is saved."}
    </p>
  );
}

async function askCount(question: string, signal: AbortSignal): Promise<string> {
  const response = await fetch("/desk/segments/count", {
    method: "POST",
    body: question,
    headers: { "Content-Type": "application/json" },
    redirect: "manual",
    signal,
  });
  if (!response.ok) throw new Error("not counted");
  return wordCount((await response.json()) as SegmentCount);
}

/** Puts a count into words, like `1,200 readers of “The weekly” fit now.` */
function wordCount(count: SegmentCount): string {
  if ("unfinished" in count) return "Counted once every condition is filled in.";
  if ("lacks" in count) return count.lacks.join(" ");
  if (count.lists.length === 0) return "Nobody fits now.";
  const parts = count.lists.map(({ name, count }) => `${countText(count, "reader")} of “${name}”`);
  return `${parts.join(", ")} ${count.lists.length === 1 && count.lists[0]!.count === 1 ? "fits" : "fit"} now.`;
}
