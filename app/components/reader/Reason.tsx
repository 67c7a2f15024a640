import { useWords } from "#app/components/ui/Words.tsx";
import type { LeaveReason } from "#app/models/readers/unsubscribe.server.ts";
import { ReaderChoice } from "./ReaderChoice.tsx";
import { Doing, QuietButton } from "./buttons.tsx";

/** Asks for the reason after somebody has left (C-07). */
export function ReasonForm({ listId, folded }: { listId: number; folded?: boolean }) {
  const words = useWords();
  const title = words("reader.left.reasonTitle");
  if (folded)
    return (
      <details className="mt-4">
        <summary className="inline-block min-h-11 cursor-pointer py-2.5 text-[0.9375rem] text-muted underline decoration-rule underline-offset-4 hover:text-ink">
          {title}
        </summary>
        <Fields listId={listId} />
      </details>
    );
  return (
    <section className="mt-12 border-t border-rule pt-8">
      <h2 className="font-serif text-2xl font-semibold">{title}</h2>
      <p className="mt-2 text-muted">{words("reader.left.reasonAbout")}</p>
      <Fields listId={listId} />
    </section>
  );
}

function Fields({ listId }: { listId: number }) {
  const words = useWords();
  const reasons: [LeaveReason, string][] = [
    ["often", words("reader.left.reasonOften")],
    ["topic", words("reader.left.reasonTopic")],
    ["quality", words("reader.left.reasonQuality")],
    ["unasked", words("reader.left.reasonUnasked")],
    ["other", words("reader.left.reasonOther")],
  ];
  return (
    <Doing what="reason" listId={listId}>
      <fieldset className="mt-4">
        <legend className="sr-only">{words("reader.left.reasonTitle")}</legend>
        {reasons.map(([value, label]) => (
          <ReaderChoice key={value} type="radio" name="reason" value={value}>
            {label}
          </ReaderChoice>
        ))}
      </fieldset>
      <label className="mt-3 block text-[0.9375rem] font-semibold" htmlFor={`remark-${listId}`}>
        {words("reader.left.remark")}
      </label>
      <textarea
        id={`remark-${listId}`}
        name="remark"
        rows={3}
        maxLength={1000}
        dir="auto"
        className="field mt-2 mb-4 block max-w-lg py-2"
      />
      <QuietButton>{words("reader.left.tell")}</QuietButton>
    </Doing>
  );
}
