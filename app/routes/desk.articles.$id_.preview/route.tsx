import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { buttonClass, PageHead } from "#app/components/desk/kit.tsx";
import { numberFromForm, numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireArticle } from "#app/http/ownArticle.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { createDraftLink, draftLinkDays, draftLinks, draftLinkSchema } from "#app/models/articles/draftLinks.server.ts";
import { endDraftLinkAtDesk } from "#app/models/undo/acts.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { sheetOf } from "#app/models/articles/sheets.server.ts";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import { typedMail } from "#app/models/site/articlePreviews.server.ts";
import { DraftLinks, type LinkAnswer } from "./DraftLinks.tsx";
import { ArticleViews } from "./ArticleViews.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Preview of ${data?.headline || "Untitled"} · Desk` },
];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const id = numberFromPath(params.id);
  const { role } = await requireArticle(request, context, id);
  const { article, typed, waits } = orNotFound(await sheetOf(context, id));
  const text = async (display: "full" | "summary") => orNotFound(await typedMail(context, id, display)).text;
  return {
    ...{ id, waits, version: article.version, publishedAt: article.publishedAt },
    ...{ headline: typed.headline, dek: typed.dek },
    texts: { full: await text("full"), summary: await text("summary") },
    maySend: mayActAs(role, "editor"),
    links: await draftLinks(context, id),
    days: draftLinkDays,
    timeZone: await timeZoneOf(context),
  };
}

/** Makes a secret link to the draft, or ends one. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const id = numberFromPath(params.id);
  const form = await postedForm(request);
  if (form.get("intent") === "end") {
    const undo = await endDraftLinkAtDesk(context, editor, id, numberFromForm(form, "link"));
    return redirect(deskArticlePath(id, "preview") + (undo === null ? "" : `?undo=${undo}`));
  }
  const parsed = parseForm(draftLinkSchema, form);
  if ("reply" in parsed) return data<LinkAnswer>({ reply: parsed.reply }, 400);
  const made = await createDraftLink(context, editor.name, id, parsed.value);
  if ("error" in made) return data<LinkAnswer>({ fault: notMade[made.error] }, made.error === "gone" ? 404 : 409);
  return redirect(deskArticlePath(id, "preview"));
}

const notMade = {
  gone: "This article is no longer there.",
  published: "The article is on the site by now: it needs no secret link.",
  "too-many": "Twenty links to this draft are open: end one that nobody needs.",
};

export default function ArticlePreview() {
  const { id, version, headline, dek, texts, publishedAt, waits, links, days, timeZone, maySend } =
    useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
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
      <div className="flex flex-wrap items-start gap-6">
        <ArticleViews id={id} version={version} texts={texts} card={{ headline, dek }} />
        {maySend && (
          <div className="min-w-0 flex-1 basis-80 sm:max-w-md">
            <DraftLinks
              links={links}
              days={days}
              isPublished={publishedAt !== null}
              timeZone={timeZone}
              answer={answer}
            />
          </div>
        )}
      </div>
    </>
  );
}

function leadOf(isPublished: boolean, waits: boolean): string {
  if (waits) return "With the changes that are not on the site yet.";
  return isPublished ? "As it is on the site." : "As it is saved now; readers see nothing of it yet.";
}
