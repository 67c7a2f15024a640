import { Paging } from "#app/components/site/Paging.tsx";
import { TopicNames } from "#app/components/site/Topics.tsx";
import { Day } from "#app/components/ui/Day.tsx";
import { Said, useDir, useWords } from "#app/components/ui/Words.tsx";
import type { SearchExamples } from "#app/models/search/examples.server.ts";
import type { HighlightedText } from "#app/models/search/highlights.server.ts";
import type { Search, SearchResult } from "#app/models/search/search.server.ts";

export type SearchPage = {
  /** As typed; empty for no query. */
  query: string;
  /** Null when there was no search. */
  search: Search | null;
  tooMany: boolean;
  topics: { name: string; path: string }[];
  examples: SearchExamples;
};

export function SearchView({ query, search, tooMany, topics, examples }: SearchPage) {
  const words = useWords();
  const found = search?.terms ? search.found : null;
  const count = found?.total ?? 0;
  return (
    <div className="mx-auto max-w-[42rem]">
      <h1 className="page-heading">{words("pages.search.title")}</h1>
      <SearchForm query={query} fault={faultOf(search, tooMany)} example={examples.phrase} />
      {found && (
        <p role="status" className="mt-10 text-[0.9375rem] font-semibold">
          {count === 0 && words("pages.search.nothing", { query })}
          {count > 0 && words(`pages.search.${search?.more ? "moreThan" : "found"}`, { count, query })}
        </p>
      )}
      {search?.meant && <Meant question={search.meant} />}
      {found && count > 0 && (
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
      {found && count === 0 && <Tips word={examples.word} />}
      {count === 0 && topics.length > 0 && (
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

function Meant({ question }: { question: string }) {
  const words = useWords();
  return (
    <p className="mt-3 font-serif text-lg leading-normal">
      <Said
        text={(values) => words("pages.search.meant", values)}
        values={{ question }}
        tags={{
          link: (inner) => (
            <a className="more-link" href={`/search?q=${encodeURIComponent(question)}`}>
              <bdi>{inner}</bdi>
            </a>
          ),
        }}
      />
    </p>
  );
}

type FormProps = { query: string; fault: Fault; /** The phrase in the hint's quotes. */ example: string | null };

function SearchForm({ query, fault, example }: FormProps) {
  const words = useWords();
  return (
    <form method="get" action="/search" role="search">
      <label className="block text-sm font-semibold" htmlFor="search-query">
        {words("pages.search.label")}
      </label>
      {fault && (
        <p
          id="search-fault"
          role="alert"
          tabIndex={-1}
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the answer begins with what was wrong with the question
          autoFocus
          className="mt-2 text-[0.9375rem] font-medium text-bad"
        >
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
        {example !== null && `${words("pages.search.hint", { example })} `}
        {words("pages.search.leaveOut")}
      </p>
    </form>
  );
}

function Result({ result: { kind, path, at, headline, dek, passage } }: { result: SearchResult }) {
  const [words, dirOf] = [useWords(), useDir()];
  const dir = (text: HighlightedText[]) => dirOf(text.map(({ words }) => words).join(""));
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

/** React escapes the text; only matches are marked. */
function Marks({ text }: { text: HighlightedText[] }) {
  return text.map(({ words, hit }, i) => (hit ? <mark key={i}>{words}</mark> : <span key={i}>{words}</span>));
}

function Tips({ word }: { word: SearchExamples["word"] }) {
  const words = useWords();
  return (
    <section aria-labelledby="tips-heading" className="mt-6">
      <h2 id="tips-heading" className="section-heading mb-3!">
        {words("pages.search.tryHeading")}
      </h2>
      <ul className="list-disc space-y-2 ps-5 font-serif text-lg leading-normal">
        <li>{words("pages.search.tryFewer")}</li>
        {word && <li>{words("pages.search.tryShorter", word)}</li>}
        <li>{words("pages.search.trySpelling")}</li>
      </ul>
    </section>
  );
}
