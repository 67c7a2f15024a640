import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { buttonClass, EmptyState, PageHead } from "#app/components/desk/kit.tsx";
import { pageFromQuery, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { getBriefing, timeZoneOf } from "#app/models/briefing.server.ts";
import { conversationLines, folderCounts, folders, type Folder } from "#app/models/conversations/inbox.server.ts";
import { deskReplyPath } from "#app/models/deskPaths.ts";
import { mayActAs } from "#app/models/roles.ts";
import { hideText, shownText } from "#app/models/signedTokens.server.ts";
import { ConversationList } from "./ConversationList.tsx";
import { FolderTabs, ReplyFinder } from "./Folders.tsx";

export const meta: MetaFunction = () => [{ title: "Replies · Desk" }];

const size = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const asked = new URL(request.url).searchParams;
  const folder = folders.find((one) => one === asked.get("folder")) ?? "open";
  const search = shownText(context, asked.get("find") ?? "");
  const page = pageFromQuery(request);
  const briefing = await getBriefing(context);
  return {
    ...{ folder, search, page, size },
    ...(await conversationLines(context, editor.id, { folder, search, page, size })),
    counts: await folderCounts(context, editor.id),
    timeZone: await timeZoneOf(context),
    path: search ? `${deskReplyPath()}?find=${asked.get("find")}` : `${deskReplyPath()}?folder=${folder}`,
    isOn: context.config.replyAddress !== null,
    mailbox: briefing?.replyTo ?? briefing?.fromAddress ?? "",
    maySet: mayActAs(editor.role, "operator"),
  };
}

/** Redirects to a URL with the encrypted words: they may be an address (C-12). */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireEditor(request, context);
  const form = await postedForm(request);
  const words = String(form.get("search") ?? "")
    .trim()
    .slice(0, 200);
  return redirect(words ? `${deskReplyPath()}?find=${hideText(context, words)}` : deskReplyPath());
}

const nothing: Record<Folder, { title: string; words: string }> = {
  open: { title: "Nobody waits", words: "An answer of a reader stands here until somebody says that it is done." },
  mine: { title: "Nothing is yours", words: "Conversations that you or a colleague give to you stand here." },
  done: { title: "Nothing is done yet", words: "A conversation comes back by itself when its reader writes again." },
  apart: {
    title: "Nothing stands apart",
    words: "Absence notes, spam, and mail that names no reader come here, where they hold nobody up.",
  },
};

export default function Replies() {
  const { folder, search, page, lines, total, counts, timeZone, path, isOn, mailbox, maySet } =
    useLoaderData<typeof loader>();
  const isEmpty = Object.values(counts).every((count) => count === 0);
  const { title, words } = nothing[folder];
  return (
    <>
      <PageHead
        title="Replies"
        lead={isOn ? "What readers answer to your issues." : null}
        actions={
          maySet && (
            <a href="/desk/settings/replies" className={buttonClass()}>
              Settings
            </a>
          )
        }
      />
      {!isOn && isEmpty ? (
        <EmptyState title="Readers’ answers go to a mailbox">
          They go to <span className="break-all">{mailbox}</span>. They come here instead once an operator has set
          REPLY_ADDRESS, as the operating manual says.
        </EmptyState>
      ) : (
        <>
          <ReplyFinder search={search} />
          {search ? (
            <p role="status" className="mb-3 text-sm text-muted">
              {total === 1 ? "1 conversation" : `${total.toLocaleString("en")} conversations`} with these words, in all
              folders
            </p>
          ) : (
            <FolderTabs folder={folder} counts={counts} />
          )}
          {lines.length > 0 ? (
            <ConversationList lines={lines} timeZone={timeZone} />
          ) : (
            <EmptyState title={search ? "No conversation has these words" : title}>
              {search ? "Readers’ own words, names and addresses are looked through; quotations are not." : words}
            </EmptyState>
          )}
          <Pages page={page} last={Math.max(1, Math.ceil(total / size))} path={path} />
        </>
      )}
    </>
  );
}

function Pages({ page, last, path }: { page: number; last: number; path: string }) {
  if (last === 1) return null;
  return (
    <nav aria-label="Pages" className="mt-6 flex flex-wrap items-center justify-between gap-4 text-sm text-muted">
      <span>
        Page {page} of {last.toLocaleString("en")}
      </span>
      <span className="flex gap-2">
        {page > 1 && (
          <a href={`${path}&page=${page - 1}`} className={buttonClass()}>
            Newer
          </a>
        )}
        {page < last && (
          <a href={`${path}&page=${page + 1}`} className={buttonClass()}>
            Older
          </a>
        )}
      </span>
    </nav>
  );
}
