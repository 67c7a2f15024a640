import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { headLines } from "#app/components/site/head.ts";
import { BodyView } from "#app/components/ui/BodyView.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { pageMeta } from "#app/models/site/meta.server.ts";
import { privacyBody, privacySettings } from "#app/models/site/privacyPolicy.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const words = messagesIn(briefing.language);
  const head = pageMeta(context, briefing, {
    path: "/privacy",
    title: `${words("site.privacy")} · ${briefing.name}`,
    description: words("site.whatWeKeep", { briefing: briefing.name }),
  });
  return { head, policy: privacyBody(briefing, context.config.appUrl, await privacySettings(context)) };
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
