/** The error page of the desk, and of any page without its frame, without internal details (S-17). */
export function ErrorPage({ error }: { error: unknown }) {
  return (
    <main className="mx-auto max-w-xl px-5">
      <ErrorWords error={error} />
    </main>
  );
}

/** The same, inside a page that has its own frame. */
export function ErrorWords({ error }: { error: unknown }) {
  return <ErrorNote {...errorSaid(error)} home="To the front page" />;
}

type ErrorNoteProps = { status: number; title: string; text: string; home: string };

/** The error, and a link on. */
export function ErrorNote({ status, title, text, home }: ErrorNoteProps) {
  return (
    <div className="mx-auto max-w-xl py-16 sm:py-24">
      <p className="text-sm font-medium text-muted">{status}</p>
      <h1 className="mt-2 font-serif text-4xl leading-tight font-semibold text-balance">{title}</h1>
      <p className="mt-4 text-lg leading-relaxed text-muted">{text}</p>
      <p className="mt-6">
        <a className="inline-flex min-h-11 items-center text-accent underline underline-offset-4" href="/">
          {home}
        </a>
      </p>
    </div>
  );
}

/** Returns the texts of an error, also for the page's title. */
export function errorSaid(error: unknown): { status: number; title: string; text: string } {
  const status = errorStatus(error);
  return { status, ...words[status] };
}

/** Statuses with their own texts. */
type ErrorStatus = 400 | 403 | 404 | 405 | 500 | 503;

/** Returns the status of a thrown value; 500 for anything unexpected. */
export function errorStatus(error: unknown): ErrorStatus {
  const given = (error as { status?: number } | null)?.status ?? 500;
  return given in words ? (given as ErrorStatus) : 500;
}

const words: Record<ErrorStatus, { title: string; text: string }> = {
  400: {
    title: "This could not be read",
    text: "What was sent is not a form of ours. Open the page again and repeat.",
  },
  403: {
    title: "This is not open to you",
    text: "Your account may not do this. An owner of the desk can change that.",
  },
  404: { title: "There is no such page", text: "The link may be old or mistyped." },
  405: { title: "This page does not take that", text: "Open the page and use the button on it." },
  500: {
    title: "Something went wrong here",
    text: "It is our fault and has been noted. Please try again in a minute.",
  },
  503: {
    title: "Back in a moment",
    text: "The database does not answer just now. Please try again in a minute.",
  },
};
