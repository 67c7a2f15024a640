import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useLocation } from "@remix-run/react";
import { useState } from "react";
import { useWordsLeft } from "#app/components/desk/sheet/useSheet.ts";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { correctionsOf } from "#app/models/articles/corrections.server.ts";
import { issuesWithArticle } from "#app/models/articles/issuesShowing.server.ts";
import { sheetOf, type ArticleSheet } from "#app/models/articles/sheets.server.ts";
import { topicNames } from "#app/models/articles/topics.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { Writing } from "./Writing.tsx";
import type { SavedArticle } from "./answers.ts";
import { articleName, emptyDraft, sameDraft, type ArticleDraft } from "./draft.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.stored.headline || (data?.saved ? "Untitled" : "New article")} · Desk` },
];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { id: editorId, name, email } = await requireEditor(request, context);
  const id = params.id === "new" ? null : numberFromPath(params.id);
  const sheet = id === null ? null : orNotFound(await sheetOf(context, id));
  return {
    editor: { id: editorId, name, email },
    stored: sheet?.typed ?? emptyDraft(name),
    saved: sheet && savedOf(sheet),
    heldBy: id === null ? [] : await issuesWithArticle(context, id),
    corrections: id === null ? [] : ((await correctionsOf(context, [id])).get(id) ?? []),
    knownTopics: await topicNames(context),
    timeZone: await timeZoneOf(context),
  };
}

function savedOf({ article: { id, slug, version, publishedAt }, waits, savedAt }: ArticleSheet): SavedArticle {
  return { id, slug, version, publishedAt, waits, at: savedAt };
}

export default function ArticlePage() {
  const { saved } = useLoaderData<typeof loader>();
  const location = useLocation();
  // A new article keeps its editor, with cursor and undo history, when its address changes.
  const sheet = (location.state as { sheet?: string } | null)?.sheet ?? (saved ? `article-${saved.id}` : location.key);
  return <Sheet key={sheet} sheet={sheet} look={new URLSearchParams(location.search).get("as") === "saved"} />;
}

/** @param look shows what is saved, and leaves the browser's words alone */
function Sheet({ sheet, look }: { sheet: string; look: boolean }) {
  const loaded = useLoaderData<typeof loader>();
  // The sheet's own beginning: later loads of the page change nothing in it.
  const [{ stored, saved }] = useState({ stored: loaded.stored as ArticleDraft, saved: loaded.saved });
  const isStored = (draft: ArticleDraft) => sameDraft(draft, stored);
  const kept = useWordsLeft(articleName(saved), loaded.editor.id, isStored, !look);
  return (
    <div ref={(page) => void page?.toggleAttribute("inert", kept === undefined)}>
      <Writing
        key={kept ? "kept" : "stored"}
        sheetKey={sheet}
        start={{ draft: stored, saved, kept: kept ?? null, editor: loaded.editor }}
        around={loaded}
      />
    </div>
  );
}
