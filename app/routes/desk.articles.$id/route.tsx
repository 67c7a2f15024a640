import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useLocation } from "@remix-run/react";
import { useState } from "react";
import { useWordsLeft } from "#app/components/desk/sheet/useSheet.ts";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireArticle } from "#app/http/ownArticle.server.ts";
import { correctionsOf } from "#app/models/articles/corrections.server.ts";
import { issuesWithArticle } from "#app/models/articles/issuesShowing.server.ts";
import { sheetOf, storedOf } from "#app/models/articles/sheets.server.ts";
import { topicNames } from "#app/models/articles/topics.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { hasPasskeys } from "#app/models/desk/passkeys.server.ts";
import { peopleOf } from "#app/models/comments/people.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { askLock } from "#app/models/sheetLocks.server.ts";
import { Writing } from "./Writing.tsx";
import { articleName, emptyDraft, sameDraft, type ArticleDraft } from "./draft.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.stored.headline || (data?.saved ? "Untitled" : "New article")} · Desk` },
];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const id = params.id === "new" ? null : numberFromPath(params.id);
  const { id: editorId, name, email, role } = await requireArticle(request, context, id);
  const sheet = id === null ? null : orNotFound(await sheetOf(context, id));
  return {
    editor: { id: editorId, name, email, hasPasskey: await hasPasskeys(context, editorId) },
    stored: sheet?.typed ?? emptyDraft(name),
    saved: sheet && storedOf(sheet),
    savedBy: sheet?.savedBy?.name ?? null,
    people: id === null ? null : ((await peopleOf(context, editorId, { kind: "article", subject: id })) ?? null),
    mayPublish: mayActAs(role, "editor"),
    lock: id === null ? null : await askLock(context, editorId, { sheet: `article ${id}`, tab: "", act: "read" }),
    heldBy: id === null ? [] : await issuesWithArticle(context, id),
    corrections: id === null ? [] : ((await correctionsOf(context, [id])).get(id) ?? []),
    knownTopics: await topicNames(context),
    timeZone: await timeZoneOf(context),
  };
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
  const [{ stored, saved, lock }] = useState({ ...loaded, stored: loaded.stored as ArticleDraft });
  const isStored = (draft: ArticleDraft) => sameDraft(draft, stored);
  const left = useWordsLeft(articleName(saved), loaded.editor.id, isStored, !look);
  return (
    <div data-saves-itself ref={(page) => void page?.toggleAttribute("inert", left === undefined)}>
      <Writing
        key={left?.words ? "kept" : "stored"}
        sheetKey={sheet}
        start={{ draft: stored, saved, kept: left?.words, before: left?.before, lock, look, editor: loaded.editor }}
        around={loaded}
      />
    </div>
  );
}
