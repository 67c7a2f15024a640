import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { PageHead } from "#app/components/desk/kit.tsx";
import { termQuestion, terms, type TermName } from "#app/components/desk/terms.ts";
import { requireEditor } from "#app/http/session.server.ts";

export const meta: MetaFunction = () => [{ title: "Words · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "writer");
  return null;
}

/** All words that the desk explains, on one page. */
export default function Words() {
  const names = (Object.keys(terms) as TermName[]).sort((one, other) => bare(one).localeCompare(bare(other), "en"));
  return (
    <>
      <PageHead
        title="Words"
        lead="What the words of this desk mean. Where one stands, the small ? beside it says the same."
      />
      <dl className="max-w-prose space-y-6">
        {names.map((term) => (
          <div key={term} id={term} className="scroll-mt-4">
            <dt className="font-medium">{termQuestion(term)}</dt>
            <dd className="mt-1 text-muted">{terms[term].means}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** @returns the word without its article, to be ordered by */
function bare(term: TermName): string {
  return terms[term].name.replace(/^(an?|the) /, "");
}
