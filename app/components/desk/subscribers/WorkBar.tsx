type WorkBarProps = {
  id: string;
  done: number;
  /** 0 while it is not known. */
  of: number;
  /** Said of the rows that are done, like `looked at`. */
  words: string;
  /** Said before the first row is done. */
  waiting: string;
};

/** How far a long work is; without scripts the page loads itself again. */
export function WorkBar({ id, done, of, words, waiting }: WorkBarProps) {
  const percent = of === 0 ? 0 : Math.min(100, Math.floor((done / of) * 100));
  return (
    <div>
      <noscript>
        <meta httpEquiv="refresh" content="3" />
      </noscript>
      <p id={id} className="mb-2 text-sm">
        {done === 0
          ? waiting
          : of === 0
            ? `${done.toLocaleString("en")} rows ${words}`
            : `${done.toLocaleString("en")} of ${of.toLocaleString("en")} rows ${words}`}
      </p>
      <div
        role="progressbar"
        aria-labelledby={id}
        aria-valuemin={0}
        {...(of > 0 && { "aria-valuemax": of, "aria-valuenow": Math.min(done, of) })}
        className="h-3 overflow-hidden rounded-full bg-sunken ring-1 ring-rule"
      >
        <div className="h-full bg-good transition-[width] duration-700" style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
