import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { wordsIn } from "#words/words.ts";
import { orNotFound } from "../answers.server.ts";
import { BodyView } from "../components/BodyView.tsx";
import { useWords } from "../components/Words.tsx";
import { headLines } from "../components/head.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { pageHead } from "../models/heads.server.ts";
import { privacyBody } from "../models/privacy.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const words = wordsIn(briefing.language);
  const head = pageHead(context, briefing, {
    path: "/privacy",
    title: `${words("site.privacy")} · ${briefing.name}`,
    description: words("site.whatWeKeep", { briefing: briefing.name }),
  });
  return { head, policy: privacyBody(briefing, context.config.appUrl) };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

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
