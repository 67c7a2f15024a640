/** What anybody sees when a page is not there or something broke: no detail of the inside (S-17). */
export function ErrorPage({ error }: { error: unknown }) {
  const status = (error as { status?: number } | null)?.status ?? 500;
  const said = words[status] ?? words[500]!;
  return (
    <main className="mx-auto max-w-xl px-5 py-24">
      <title>{said.title}</title>
      <p className="text-sm font-medium text-muted">{status}</p>
      <h1 className="mt-2 font-serif text-4xl leading-tight">{said.title}</h1>
      <p className="mt-4 text-lg text-muted">{said.text}</p>
      <p className="mt-8">
        <a className="text-accent underline underline-offset-4" href="/">
          To the front page
        </a>
      </p>
    </main>
  );
}

const words: Record<number, { title: string; text: string }> = {
  403: { title: "This is not open to you", text: "Your account may not do this. An owner of the desk can change that." },
  404: { title: "There is no such page", text: "The link may be old or mistyped." },
  500: { title: "Something went wrong here", text: "It is our fault and has been noted. Please try again in a minute." },
};
