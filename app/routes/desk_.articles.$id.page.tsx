import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { ArticleView } from "#app/components/ui/ArticleView.tsx";
import { schemeIn, type FrameHandle } from "#app/components/ui/frame.ts";
import { SiteContext, SiteFrame } from "#app/components/ui/Site.tsx";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireArticle } from "#app/http/ownArticle.server.ts";
import { currentWording } from "#app/models/consent/wordings.server.ts";
import { typedPage } from "#app/models/site/articlePreviews.server.ts";
import { articlePath } from "#app/models/sitePaths.ts";

export const handle: FrameHandle = { frame: "preview" };

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.article.headline || "Untitled"} · Desk` },
];

/** An article's page as its sheet is now, for the preview's frame. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const id = numberFromPath(params.id);
  await requireArticle(request, context, id);
  const { briefing, article, around } = orNotFound(await typedPage(context, id));
  const { name, pitch, language, timeZone } = briefing;
  const { text: consent } = await currentWording(context, "sign-up", language);
  return { article, around, site: { name, pitch, language, timeZone, consent }, look: schemeIn(request.url) };
}

export default function ArticlePagePreview() {
  const { article, around, site } = useLoaderData<typeof loader>();
  return (
    <SiteContext.Provider value={site}>
      <SiteFrame path={articlePath(article.slug)}>
        <ArticleView article={article} around={around} />
      </SiteFrame>
    </SiteContext.Provider>
  );
}
