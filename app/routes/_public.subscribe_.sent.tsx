import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Recommendations } from "#app/components/site/Recommendations.tsx";
import { Note } from "#app/components/site/Note.tsx";
import { useWords, wordsFor } from "#app/components/ui/Words.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { recommendations } from "#app/models/growth/recommendations.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const { name } = orNotFound(await getBriefing(context));
  return { name, recommended: await recommendations(context) };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => [
  { title: `${wordsFor(matches)("signUp.sentTitle")} · ${data?.name}` },
  { name: "robots", content: "noindex" },
];

export default function Sent() {
  const words = useWords();
  const { recommended } = useLoaderData<typeof loader>();
  return (
    <Note title={words("signUp.sentTitle")}>
      <p>{words("signUp.sentLead")}</p>
      <p>{words("signUp.sentNothing")}</p>
      <p>
        <a className="more-link" href="/subscribe">
          {words("signUp.otherAddress")}
        </a>
      </p>
      <Recommendations briefings={recommended} />
    </Note>
  );
}
