import { useFetcher } from "@remix-run/react";
import { Badge, Button } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import type { Remark } from "#app/models/feedback/results.server.ts";

/** Words that readers added to their answers, the newest first; nobody's name stands beside them. */
export function Remarks({ remarks, timeZone }: { remarks: Remark[]; timeZone: string }) {
  if (remarks.length === 0) return null;
  return (
    <section className="mt-6">
      <h3 className="text-sm font-semibold">In their own words</h3>
      <p className="mt-0.5 text-sm text-muted">
        Without names, as readers were told. They are forgotten after a year, and when their reader is erased.
      </p>
      <ul className="mt-2 divide-y divide-rule">
        {remarks.map((remark) => (
          <RemarkLine key={remark.id} remark={remark} timeZone={timeZone} />
        ))}
      </ul>
    </section>
  );
}

function RemarkLine({ remark, timeZone }: { remark: Remark; timeZone: string }) {
  const marking = useFetcher();
  const { id, about, answer, remark: words, at, markedBy } = remark;
  return (
    <li className="py-3">
      <p dir="auto" className="text-sm whitespace-pre-line wrap-anywhere">
        {words}
      </p>
      <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        <span>
          <bdi>{answer}</bdi>
        </span>
        <span className="wrap-anywhere">
          <bdi>{about}</bdi>
        </span>
        <Time at={at} timeZone={timeZone} />
        {markedBy !== null && (
          <Badge tone="good">
            Marked by <bdi>{markedBy}</bdi>
          </Badge>
        )}
        <marking.Form method="post" action="/desk/remarks" className="print:hidden">
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="marked" value={markedBy === null ? "1" : "0"} />
          <Button
            className="min-h-8! px-2! py-0.5!"
            aria-label={`${markedBy === null ? "Mark" : "Take the mark off"} “${words.slice(0, 60)}”`}
          >
            {markedBy === null ? "Mark" : "Take the mark off"}
          </Button>
        </marking.Form>
      </div>
    </li>
  );
}
