import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { buttonClass, PageHead } from "#app/components/desk/kit.tsx";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { sheetOf } from "#app/models/articles/sheets.server.ts";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import { typedMail } from "#app/models/site/articlePreviews.server.ts";
import { ArticleViews } from "./ArticleViews.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Preview of ${data?.headline || "Untitled"} · Desk` },
];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const id = numberFromPath(params.id);
  const { article, typed, waits } = orNotFound(await sheetOf(context, id));
  const text = async (display: "full" | "summary") => orNotFound(await typedMail(context, id, display)).text;
  return {
    ...{ id, waits, version: article.version, publishedAt: article.publishedAt },
    ...{ headline: typed.headline, dek: typed.dek },
    texts: { full: await text("full"), summary: await text("summary") },
  };
}

export default function ArticlePreview() {
  const { id, version, headline, dek, texts, publishedAt, waits } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title={
          <>
            Preview of <bdi>{headline || "Untitled"}</bdi>
          </>
        }
        lead={leadOf(publishedAt !== null, waits)}
        actions={
          <Link to={deskArticlePath(id)} className={buttonClass()}>
            Back to the article
          </Link>
        }
      />
      <ArticleViews id={id} version={version} texts={texts} card={{ headline, dek }} />
    </>
  );
}

function leadOf(isPublished: boolean, waits: boolean): string {
  if (waits) return "With the changes that are not on the site yet.";
  return isPublished ? "As it is on the site." : "As it is saved now; readers see nothing of it yet.";
}
