import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { ArticleChanges } from "#app/components/desk/revisions/ArticleChanges.tsx";
import { RevisionsPage } from "#app/components/desk/revisions/RevisionsPage.tsx";
import { numberFromForm, numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireArticle } from "#app/http/ownArticle.server.ts";
import {
  articleRevisions,
  restoreArticle,
  type ArticleDifference,
} from "#app/models/articles/articleRevisions.server.ts";
import { sheetOf } from "#app/models/articles/sheets.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskArticlePath } from "#app/models/deskPaths.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Revisions of ${data?.headline || "Untitled"} · Desk` },
];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const id = numberFromPath(params.id);
  await requireArticle(request, context, id);
  const { typed } = orNotFound(await sheetOf(context, id));
  const asked = new URL(request.url).searchParams;
  const [shown, before] = ["shown", "before"].map((name) =>
    asked.has(name) ? numberFromPath(asked.get(name)!) : undefined,
  );
  const list = await articleRevisions(context, id, shown, before);
  return { id, headline: typed.headline, list, restored: asked.has("restored"), timeZone: await timeZoneOf(context) };
}

/** Brings a revision back. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const id = numberFromPath(params.id);
  const editor = await requireArticle(request, context, id);
  const revision = numberFromForm(await postedForm(request), "revision");
  const restored = await restoreArticle(context, editor.name, id, revision);
  return redirect(deskArticlePath(id, `revisions${"error" in restored ? "" : "?restored"}`));
}

export default function RevisionsOfArticle() {
  const { id, headline, list, restored, timeZone } = useLoaderData<typeof loader>();
  return (
    <RevisionsPage
      title={`Revisions of “${headline || "Untitled"}”`}
      back={{ path: deskArticlePath(id), name: "To the article" }}
      list={list}
      said={restored && "It is back, as the newest revision. If it was the wrong one, bring back the one below it."}
      mayRestore
      timeZone={timeZone}
    >
      <ArticleChanges changes={list.difference as ArticleDifference | null} />
    </RevisionsPage>
  );
}
