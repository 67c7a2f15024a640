type InboxLineProps = { from: string; subject: string; preheader: string };

/** The mail's line in a phone's inbox. */
export function InboxLine({ from, subject, preheader }: InboxLineProps) {
  return (
    <figure>
      <figcaption className="mb-2 text-sm font-medium">In the inbox</figcaption>
      <div className="flex max-w-sm gap-3 rounded-lg border border-rule bg-paper p-3">
        <span
          aria-hidden
          className="flex size-9 shrink-0 items-center justify-center rounded-full bg-accent font-serif text-on-accent"
        >
          {Array.from(from)[0]}
        </span>
        <div className="min-w-0 flex-1 text-sm leading-snug">
          <p className="flex justify-between gap-3">
            <span className="truncate font-semibold">{from}</span>
            <span className="shrink-0 text-xs text-muted">07:30</span>
          </p>
          <p className="truncate font-medium">{subject || <span className="text-muted">No subject yet</span>}</p>
          <p className="line-clamp-2 break-words text-muted">
            {preheader || "Without a preheader, inboxes show the first words of the mail."}
          </p>
        </div>
      </div>
    </figure>
  );
}
