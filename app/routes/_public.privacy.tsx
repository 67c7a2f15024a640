import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound } from "../answers.server.ts";
import { BodyView } from "../components/BodyView.tsx";
import { useWords, wordsFor } from "../components/Words.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { privacyBody } from "../models/privacy.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  return { name: briefing.name, url: `${context.config.appUrl}/privacy`, policy: privacyBody(briefing) };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => {
  if (!data) return [];
  const words = wordsFor(matches);
  return [
    { title: `${words("site.privacy")} · ${data.name}` },
    { name: "description", content: words("site.whatWeKeep", { briefing: data.name }) },
    { tagName: "link", rel: "canonical", href: data.url },
  ];
};

export default function PrivacyPolicy() {
  const words = useWords();
  const { policy } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto max-w-[42rem]">
      <h1 className="page-heading">{words("site.privacy")}</h1>
      <div className="prose">
        <BodyView body={policy} />
      </div>
    </div>
  );
}
