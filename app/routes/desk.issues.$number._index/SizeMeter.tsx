import type { IssueSize } from "#app/models/issues/rendering.server.ts";

/** The mail's size against Gmail's clipping limit (E-10). */
export function SizeMeter({ size }: { size: IssueSize }) {
  const over = size.kb > size.refuse;
  const near = !over && size.kb > size.warn;
  const colour = over ? "bg-bad" : near ? "bg-warn" : "bg-good";
  return (
    <div>
      <p id="size-label" className="mb-1.5 flex justify-between gap-3 text-sm">
        <span className="font-medium">Size of the mail</span>
        <span className="text-muted tabular-nums">
          {size.kb} of {size.refuse} KB
        </span>
      </p>
      <div
        role="meter"
        aria-labelledby="size-label"
        aria-valuemin={0}
        aria-valuemax={size.refuse}
        aria-valuenow={Math.min(size.kb, size.refuse)}
        aria-valuetext={`${size.kb} of ${size.refuse} kilobytes`}
        className="relative h-2 overflow-hidden rounded-full bg-sunken ring-1 ring-rule"
      >
        <div className={`h-full ${colour}`} style={{ width: `${Math.min(100, (size.kb / size.refuse) * 100)}%` }} />
        <div
          aria-hidden
          className="absolute inset-y-0 w-px bg-ink/40"
          style={{ left: `${(size.warn / size.refuse) * 100}%` }}
        />
      </div>
      <p className="mt-1.5 text-sm text-muted">
        {over && "Gmail would cut it off. Show some articles as summaries."}
        {near && "Close to the 102 KB at which Gmail cuts a mail off."}
        {!over && !near && "Gmail cuts mails off at 102 KB."}
      </p>
    </div>
  );
}
