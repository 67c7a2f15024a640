import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { FeedLinks } from "#app/components/site/FeedLinks.tsx";
import { headLines } from "#app/components/site/head.ts";
import { BodyView } from "#app/components/ui/BodyView.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { aboutBody } from "#app/models/site/about.server.ts";
import { pageMeta } from "#app/models/site/meta.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const { name } = briefing;
  const words = messagesIn(briefing.language);
  const head = pageMeta(context, briefing, {
    path: "/about",
    title: words("pages.about.title", { name }),
    description: words("pages.about.description", { name }),
  });
  return { head, name, about: await aboutBody(context, briefing) };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function About() {
  const { name, about } = useLoaderData<typeof loader>();
  const words = useWords();
  return (
    <div className="mx-auto max-w-[42rem]">
      <h1 className="page-heading">{words("pages.about.title", { name })}</h1>
      <div className="prose">
        <BodyView body={about} />
      </div>
      <section aria-labelledby="feeds-heading" className="mt-12 border-t border-rule pt-6">
        <h2 id="feeds-heading" className="font-serif text-2xl font-semibold">
          {words("pages.feeds.heading")}
        </h2>
        <p className="mt-2 mb-3 leading-relaxed text-muted">{words("pages.feeds.about")}</p>
        <FeedLinks path="/feed" about={words("pages.feeds.articles")} />
        <FeedLinks path="/issues/feed" about={words("pages.feeds.issues")} />
      </section>
    </div>
  );
}
