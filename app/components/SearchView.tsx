import type { Search, SearchResult } from "../models/search.server.ts";
import type { Marked } from "../models/searchMarks.server.ts";
import { Day } from "./Day.tsx";
import { Paging } from "./Paging.tsx";
import { TopicNames } from "./Topics.tsx";
import { useDir, useWords } from "./Words.tsx";

export type SearchPage = {
  /** As it was typed; empty when nothing was. */
  query: string;
  /** Null when nothing was looked for. */
  search: Search | null;
  tooMany: boolean;
  topics: { name: string; path: string }[];
};

export function SearchView({ query, search, tooMany, topics }: SearchPage) {
  const words = useWords();
  const found = search?.terms ? search.found : null;
  return (
    <div className="mx-auto max-w-[42rem]">
      <h1 className="page-heading">{words("pages.search.title")}</h1>
      <SearchForm query={query} fault={faultOf(search, tooMany)} />
      {found && (
        <p role="status" className="mt-10 text-[0.9375rem] font-semibold">
          {found.total > 0
            ? words("pages.search.found", { count: found.total, query })
            : words("pages.search.nothing", { query })}
        </p>
      )}
      {found && found.total > 0 && (
        <>
          <ol className="mt-4">
            {found.items.map((result) => (
              <li key={result.path} className="card border-t border-rule py-6 last:border-b">
                <Result result={result} />
              </li>
            ))}
          </ol>
          <Paging page={found.page} pages={found.pages} path={`/search?q=${encodeURIComponent(query)}`} />
        </>
      )}
      {found?.total === 0 && <Tips />}
      {(!found || found.total === 0) && topics.length > 0 && (
        <section aria-labelledby="topics-heading" className="mt-12">
          <h2 id="topics-heading" className="section-heading mb-3!">
            {words("pages.search.topics")}
          </h2>
          <TopicNames topics={topics} />
        </section>
      )}
    </div>
  );
}

type Fault = "tooMany" | "noWords" | null;

function faultOf(search: Search | null, tooMany: boolean): Fault {
  if (tooMany) return "tooMany";
  return search?.terms === 0 ? "noWords" : null;
}

function SearchForm({ query, fault }: { query: string; fault: Fault }) {
  const words = useWords();
  return (
    <form method="get" action="/search" role="search">
      <label className="block text-sm font-semibold" htmlFor="search-query">
        {words("pages.search.label")}
      </label>
      {fault && (
        <p id="search-fault" role="alert" className="mt-2 text-[0.9375rem] font-medium text-bad">
          {words(`pages.search.${fault}`)}
        </p>
      )}
      <div className="mt-2 flex flex-col gap-3 sm:flex-row">
        <input
          className="field"
          id="search-query"
          name="q"
          type="search"
          dir="auto"
          maxLength={200}
          required
          defaultValue={query}
          aria-invalid={fault === "noWords" ? true : undefined}
          aria-describedby={fault ? "search-fault search-hint" : "search-hint"}
        />
        <button className="button" type="submit">
          {words("pages.search.button")}
        </button>
      </div>
      <p id="search-hint" className="mt-3 text-sm leading-relaxed text-muted">
        {words("pages.search.hint")}
      </p>
    </form>
  );
}

function Result({ result: { kind, path, at, headline, dek, passage } }: { result: SearchResult }) {
  const [words, dirOf] = [useWords(), useDir()];
  const dir = (text: Marked[]) => dirOf(text.map(({ words }) => words).join(""));
  return (
    <>
      <p className="kicker text-muted">
        {words(`pages.search.${kind}`)} <span aria-hidden="true">·</span> <Day at={at} />
      </p>
      <h2 dir={dir(headline)} className="mt-2 font-serif text-2xl leading-snug font-semibold text-balance">
        <a className="card-link" href={path}>
          <Marks text={headline} />
        </a>
      </h2>
      {dek.length > 0 && (
        <p dir={dir(dek)} className="mt-2 font-serif text-lg leading-normal">
          <Marks text={dek} />
        </p>
      )}
      {passage && (
        <p dir={dir(passage)} className="mt-2 font-serif leading-normal text-muted">
          <Marks text={passage} />
        </p>
      )}
    </>
  );
}

/** React escapes the words; only what we found is marked. */
function Marks({ text }: { text: Marked[] }) {
  return text.map(({ words, hit }, i) => (hit ? <mark key={i}>{words}</mark> : <span key={i}>{words}</span>));
}

function Tips() {
  const words = useWords();
  return (
    <section aria-labelledby="tips-heading" className="mt-6">
      <h2 id="tips-heading" className="section-heading mb-3!">
        {words("pages.search.tryHeading")}
      </h2>
      <ul className="list-disc space-y-2 ps-5 font-serif text-lg leading-normal">
        <li>{words("pages.search.tryFewer")}</li>
        <li>{words("pages.search.tryShorter")}</li>
        <li>{words("pages.search.trySpelling")}</li>
      </ul>
    </section>
  );
}
