import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound } from "../answers.server.ts";
import { BodyView } from "../components/BodyView.tsx";
import { useWords, wordsFor } from "../components/Words.tsx";
import { aboutBody } from "../models/about.server.ts";
import { getBriefing } from "../models/briefing.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const { name } = briefing;
  return { name, url: `${context.config.appUrl}/about`, about: await aboutBody(context, briefing) };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  if (!data) return [];
  const { name, url } = data;
  const words = wordsFor(matches);
  return [
    { title: words("pages.about.title", { name }) },
    { name: "description", content: words("pages.about.description", { name }) },
    { tagName: "link", rel: "canonical", href: url },
  ];
};

export default function About() {
  const { name, about } = useLoaderData<typeof loader>();
  const words = useWords();
  return (
    <div className="mx-auto max-w-[42rem]">
      <h1 className="page-heading">{words("pages.about.title", { name })}</h1>
      <div className="prose">
        <BodyView body={about} />
      </div>
    </div>
  );
}
