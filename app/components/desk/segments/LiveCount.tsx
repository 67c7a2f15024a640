import { useEffect, useState } from "react";
import { countText } from "#app/components/desk/issues/words.ts";
import type { DraftRule } from "#app/models/segments/draft.ts";
import type { SegmentCount } from "#app/models/segments/counting.server.ts";

/** The question: a rule as typed, of all lists; or a segment’s readers of one list. */
type Counted = { rule: DraftRule } | { segment: number; list: number };

/** Milliseconds after the last key: counting a million readers is work. */
const countAfter = 350;

/**
 * Says how many readers fit now. It counts again after each change, and gives an older question up. Of a large list an
 * estimate is said first, and the number once all are counted.
 */
export function LiveCount({ asked, first }: { asked: Counted; first?: SegmentCount }) {
  const [answer, setAnswer] = useState<{ to: string; said: string }>();
  const [isAsking, setAsking] = useState(false);
  const question = JSON.stringify(asked);
  const [loaded] = useState(first ? { to: question, said: wordCount(first), isAll: isOfAll(first) } : undefined);
  useEffect(() => {
    if (loaded?.to === question && loaded.isAll) return;
    const older = new AbortController();
    const soon = setTimeout(() => {
      setAsking(true);
      const tell = (count: SegmentCount) => setAnswer({ to: question, said: wordCount(count) });
      void askCount(question, older.signal)
        .then(async (count) => {
          tell(count);
          if (!isOfAll(count))
            tell(await askCount(JSON.stringify({ ...(JSON.parse(question) as Counted), whole: true }), older.signal));
        })
        .catch(
          (error: unknown) =>
            !older.signal.aborted &&
            setAnswer({
              to: question,
              said: error instanceof SignedOut ? signedOut : "Not counted: the desk could not be reached.",
            }),
        );
    }, countAfter);
    return () => {
      clearTimeout(soon);
      older.abort();
    };
  }, [question, loaded]);
  const known = answer?.to === question ? answer : loaded?.to === question ? loaded : undefined;
  return (
    <p role="status" className="text-sm text-muted tabular-nums">
      {known ? known.said : isAsking ? "Counting …" : "Counted as you build, or when it is saved."}
    </p>
  );
}

class SignedOut extends Error {}
const signedOut = "Not counted: your sign-in has ended. Save, and sign in; what you typed is kept in this tab.";

async function askCount(question: string, signal: AbortSignal): Promise<SegmentCount> {
  const response = await fetch("/desk/segments/count", {
    method: "POST",
    body: question,
    headers: { "Content-Type": "application/json" },
    redirect: "manual",
    signal,
  });
  if (response.type === "opaqueredirect") throw new SignedOut();
  if (!response.ok) throw new Error("not counted");
  return (await response.json()) as SegmentCount;
}

function isOfAll(count: SegmentCount): boolean {
  return !("lists" in count) || count.share === undefined;
}

/** Puts a count into words, like `1,200 readers of “The weekly” fit now.` */
function wordCount(count: SegmentCount): string {
  if ("unfinished" in count) return "Counted once every condition is filled in.";
  if ("lacks" in count) return count.lacks.join(" ");
  const { share } = count;
  if (share !== undefined) {
    const looked = `after a look at ${Math.max(1, Math.round(share * 100))} % of all readers. Counting the others …`;
    if (count.lists.length === 0) return `Nobody fits ${looked}`;
    return `About ${count.lists.map(inWords).join(", ")} fit, ${looked}`;
  }
  if (count.lists.length === 0) return "Nobody fits now.";
  const parts = count.lists.map(inWords);
  return `${parts.join(", ")} ${count.lists.length === 1 && count.lists[0]!.count === 1 ? "fits" : "fit"} now.`;
}

function inWords({ name, count }: { name: string; count: number }): string {
  return `${countText(count, "reader")} of “${name}”`;
}
