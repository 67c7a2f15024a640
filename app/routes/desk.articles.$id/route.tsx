import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Link, useBlocker, useFetcher, useLoaderData, useLocation, useNavigate } from "@remix-run/react";
import { useEffect, useState } from "react";
import { UnsavedQuestion } from "#app/components/desk/article/UnsavedQuestion.tsx";
import { numberFromForm, numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { articleById, articleSchema, type Article } from "#app/models/articles/articles.server.ts";
import { correctionsOf } from "#app/models/articles/corrections.server.ts";
import { discardArticle, writeArticle } from "#app/models/articles/editing.server.ts";
import { issuesWithArticle } from "#app/models/articles/issuesShowing.server.ts";
import { topicNames } from "#app/models/articles/topics.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import { ArticleFaults } from "./ArticleFaults.tsx";
import { ArticleForm, type Intent } from "./ArticleForm.tsx";
import { Corrections } from "./Corrections.tsx";
import { KeptNotice } from "./KeptNotice.tsx";
import { Publication } from "./Publication.tsx";
import { SaveBar } from "./SaveBar.tsx";
import type { Answer, Saved } from "./answers.ts";
import { draftOf, formOf, sameDraft } from "./draft.ts";
import { forget, useKept } from "./kept.ts";
import { useWriting, type Start } from "./useWriting.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.headline || "New article"} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const id = articleId(params.id);
  const article = id === null ? null : orNotFound(await articleById(context, id));
  return {
    headline: article?.headline ?? "",
    stored: draftOf(article, editor.name),
    saved: article && savedOf(article),
    heldBy: article ? await issuesWithArticle(context, article.id) : [],
    corrections: article ? ((await correctionsOf(context, [article.id])).get(article.id) ?? []) : [],
    knownTopics: await topicNames(context),
    timeZone: await timeZoneOf(context),
  };
}

/** Parses the id in the path; null for `new`. @throws the 404 page for an invalid id */
function articleId(text: string | undefined): number | null {
  return text === "new" ? null : numberFromPath(text);
}

function savedOf({ id, slug, version, updatedAt, publishedAt }: Article): Saved {
  return { id, slug, version, at: updatedAt, publishedAt };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const id = articleId(params.id);
  const form = await postedForm(request);
  const intent = form.get("intent");
  if (intent === "delete" && id !== null) {
    const held = await discardArticle(context, editor.name, id);
    return held.length > 0 ? answer({ held }, 409) : redirect("/desk/articles?deleted");
  }
  const parsed = parseForm(articleSchema, form);
  if ("reply" in parsed) return answer({ reply: parsed.reply }, 400);
  const place = { id, version: numberFromForm(form, "version") };
  const published = intent === "publish" ? true : intent === "unpublish" ? false : undefined;
  const written = await writeArticle(context, editor.name, place, parsed.value, published);
  if ("article" in written) return answer({ saved: savedOf(written.article) }, 200);
  if (written.error === "gone") return answer({ gone: true }, 404);
  if (written.error === "changed-meanwhile") {
    const { version, updatedAt } = written.meanwhile;
    return answer({ conflict: { version, at: updatedAt } }, 409);
  }
  return answer({ reply: parsed.fault(faults[written.error]) }, 400);
}

const faults = {
  "slug-taken": { slug: ["Another article has this slug; choose another one."] },
  "image-gone": { imageId: ["This picture is not there any more; upload it again."] },
};

function answer(said: Answer, status: number) {
  return data(said, status);
}

export default function ArticlePage() {
  const { saved } = useLoaderData<typeof loader>();
  const location = useLocation();
  // A new article keeps its editor, with cursor and undo history, when the first save changes its URL.
  const sheet = (location.state as { sheet?: string } | null)?.sheet ?? (saved ? `article-${saved.id}` : location.key);
  return <Sheet key={sheet} sheet={sheet} look={new URLSearchParams(location.search).get("as") === "saved"} />;
}

/** @param look ignores the browser's stored draft */
function Sheet({ sheet, look }: { sheet: string; look: boolean }) {
  const { stored, saved } = useLoaderData<typeof loader>();
  const [thrownAway, setThrownAway] = useState(false);
  const found = useKept(keptName(saved));
  const kept = look || thrownAway || !found || sameDraft(found.draft, stored) ? null : found;
  const version = kept?.version ?? saved?.version ?? 0;
  const throwAway = () => {
    forget(keptName(saved));
    setThrownAway(true);
  };
  return (
    <>
      {kept && <KeptNotice at={kept.at} onThrowAway={throwAway} />}
      <Writing
        key={kept ? "kept" : "stored"}
        sheet={sheet}
        start={{ stored, draft: kept?.draft ?? stored, saved, version }}
      />
    </>
  );
}

function keptName(saved: Saved | null) {
  return `pressrun-article-${saved?.id ?? "new"}`;
}

/** One fetcher answers the buttons of all its parts. */
function Writing({ sheet, start }: { sheet: string; start: Start }) {
  const loaded = useLoaderData<typeof loader>();
  const fetcher = useFetcher<Answer>();
  const writing = useWriting(start, keptName(loaded.saved), fetcher.data);
  const { draft, saved, dirty } = writing;
  const post = (id: number | null, form: FormData) =>
    fetcher.submit(form, { method: "post", action: `/desk/articles/${id ?? "new"}` });
  const save = (intent: Intent, id = saved?.id ?? null, version = writing.version) => {
    const form = formOf(writing.send());
    form.set("intent", intent);
    form.set("version", String(version));
    post(id, form);
  };
  const remove = () => {
    const form = new FormData();
    form.set("intent", "delete");
    post(saved!.id, form);
  };
  // After the page's data are loaded again; otherwise Remix confuses the two navigations.
  useAddressOfItsOwn(fetcher.state === "idle" ? saved : null, sheet);
  const blocker = useBlocker(({ nextLocation }) => dirty && !(nextLocation.state as { sheet?: string } | null)?.sheet);
  const reply = fetcher.data && "reply" in fetcher.data ? fetcher.data.reply : undefined;
  const failed = fetcher.data !== undefined && !("saved" in fetcher.data);
  return (
    <>
      <h1 className="sr-only">{saved ? "Edit the article" : "New article"}</h1>
      <p className="mb-3 text-sm">
        <Link to="/desk/articles" className="inline-flex min-h-8 items-center text-accent underline underline-offset-4">
          All articles
        </Link>
      </p>
      <SaveBar
        saved={saved}
        dirty={dirty}
        saving={fetcher.state !== "idle"}
        failed={failed}
        timeZone={loaded.timeZone}
        onSave={save}
      >
        <ArticleFaults
          answer={fetcher.data}
          id={saved?.id ?? null}
          timeZone={loaded.timeZone}
          onSaveOver={(version) => save("save", saved?.id, version)}
          onSaveAsNew={() => save("save", null, 0)}
        />
      </SaveBar>
      <ArticleForm
        draft={draft}
        saved={saved}
        reply={reply}
        knownTopics={loaded.knownTopics}
        onChange={writing.change}
        onSave={() => fetcher.state === "idle" && save("save")}
        publication={
          saved && (
            <Status saved={saved} headline={draft.headline} onUnpublish={() => save("unpublish")} onDelete={remove} />
          )
        }
      />
      <UnsavedQuestion
        open={blocker.state === "blocked"}
        onStay={() => blocker.reset?.()}
        onLeave={() => {
          forget(keptName(loaded.saved));
          blocker.proceed?.();
        }}
      />
    </>
  );
}

type StatusProps = { saved: Saved; headline: string; onUnpublish: () => void; onDelete: () => void };

/** Tells whether the article is on the site, and what was corrected there. */
function Status(props: StatusProps) {
  const { heldBy, timeZone } = useLoaderData<typeof loader>();
  return (
    <>
      <Publication {...props} heldBy={heldBy} timeZone={timeZone} />
      {props.saved.publishedAt && <ArticleCorrections id={props.saved.id} />}
    </>
  );
}

function ArticleCorrections({ id }: { id: number }) {
  const { corrections, timeZone } = useLoaderData<typeof loader>();
  const fetcher = useFetcher<{ fault: string | null }>();
  const post = (fields: Record<string, string>) =>
    void fetcher.submit(fields, { method: "post", action: `${deskArticlePath(id)}/corrections` });
  return (
    <Corrections
      corrections={corrections}
      timeZone={timeZone}
      busy={fetcher.state !== "idle"}
      fault={fetcher.data?.fault}
      onAdd={(text) => post({ intent: "add", text })}
      onWithdraw={(correction) => post({ intent: "withdraw", correction: String(correction) })}
    />
  );
}

/** After the first save, moves to the URL of the new article, or of the copy of a deleted one. */
function useAddressOfItsOwn(saved: Saved | null, sheet: string) {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const path = saved && deskArticlePath(saved.id);
  useEffect(() => {
    if (!path || path === pathname) return;
    forget(keptName(null));
    void navigate(path, { replace: true, state: { sheet } });
  }, [path, pathname, sheet, navigate]);
}
