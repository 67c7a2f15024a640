import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { IssueView } from "#app/components/ui/IssueView.tsx";
import { schemeIn, type FrameHandle } from "#app/components/ui/frame.ts";
import { SiteContext, SiteFrame } from "#app/components/ui/Site.tsx";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { currentWording } from "#app/models/consent/wordings.server.ts";
import { browserPage } from "#app/models/issues/previews.server.ts";
import { issuePath } from "#app/models/sitePaths.ts";

export const meta: MetaFunction = ({ params }) => [{ title: `The page of issue ${params.number} · Desk` }];

export const handle: FrameHandle = { frame: "preview" };

/** The future issue page, for the preview's frame. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const page = orNotFound(await browserPage(context, numberFromPath(params.number)));
  const { text: consent } = await currentWording(context, "sign-up", page.content.briefing.language);
  return { page, consent, look: schemeIn(request.url) };
}

export default function IssuePagePreview() {
  const { page, consent } = useLoaderData<typeof loader>();
  const { name, pitch, language } = page.content.briefing;
  return (
    <SiteContext.Provider value={{ name, pitch, language, timeZone: page.content.timeZone, consent }}>
      <SiteFrame path={issuePath(page.content.number)}>
        <IssueView {...page} />
      </SiteFrame>
    </SiteContext.Provider>
  );
}
