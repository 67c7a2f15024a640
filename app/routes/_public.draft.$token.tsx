import { data, redirect, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Note } from "#app/components/site/Note.tsx";
import { ArticleView } from "#app/components/ui/ArticleView.tsx";
import { Day } from "#app/components/ui/Day.tsx";
import { Said, useWords } from "#app/components/ui/Words.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { openDraftLink } from "#app/models/articles/draftLinks.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { typedPage } from "#app/models/site/articlePreviews.server.ts";
import { articlePath } from "#app/models/sitePaths.ts";

/** A draft behind a secret link. It is counted when it is opened, and nothing is kept of who did. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  const words = messagesIn(language);
  const isRead = request.method === "GET" && !/prefetch|preview/i.test(request.headers.get("Sec-Purpose") ?? "");
  const opened = await openDraftLink(context, params.token!, isRead);
  if (opened && "published" in opened) throw redirect(articlePath(opened.published));
  const page = opened && (await typedPage(context, opened.draft));
  if (!page) return data({ title: `${words("draft.ended")} · ${name}`, page: null }, { status: 404 });
  const { article, around } = page;
  const title = `${words("draft.title", { headline: article.headline })} · ${name}`;
  return { title, page: { article, around, until: opened.until } };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data?.title },
  { name: "robots", content: "noindex, nofollow, noarchive" },
];

export default function DraftPage() {
  const { page } = useLoaderData<typeof loader>();
  const words = useWords();
  if (!page)
    return (
      <Note title={words("draft.ended")}>
        <p>{words("draft.endedWhy")}</p>
      </Note>
    );
  return (
    <>
      <aside
        aria-label={words("draft.label")}
        className="mx-auto mt-8 max-w-[42rem] border-y-2 border-accent bg-sunken px-5 py-4 text-[0.9375rem] leading-relaxed"
      >
        <strong className="text-accent">{words("draft.label")}.</strong>{" "}
        <Said text={() => words("draft.note")} tags={{ day: () => <Day at={page.until} /> }} />
      </aside>
      <ArticleView article={page.article} around={page.around} isDraft />
    </>
  );
}
