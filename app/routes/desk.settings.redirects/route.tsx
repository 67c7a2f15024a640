import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { Button, buttonClass, EmptyState, Field, NoticeBox, Panel, TextInput } from "#app/components/desk/kit.tsx";
import { numberFromForm, orNotFound, pageFromQuery, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { wordRedirectConflict } from "#app/models/site/faultWords.server.ts";
import {
  addTypedRedirects,
  listRedirects,
  readRedirectCsv,
  removeRedirects,
  type TypedRedirect,
} from "#app/models/site/redirectList.server.ts";
import type { RequestContext } from "#app/load-context.ts";
import { RedirectForms } from "./RedirectForms.tsx";
import { RedirectTable } from "./RedirectTable.tsx";

export const meta: MetaFunction = () => [{ title: "Redirects · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const words = (new URL(request.url).searchParams.get("q") ?? "").trim().slice(0, 200).replaceAll("\0", "");
  const list = orNotFound(await listRedirects(context, { words, page: pageFromQuery(request) }));
  return { list, words, mayChange: mayActAs(role, "operator"), timeZone: await timeZoneOf(context) };
}

/** The outcome of a form: a sentence, and what was not added, in sentences; `typed` goes back into the form. */
type Answer = { intent: string; said: string; faults: string[]; typed: TypedRedirect };
const nothing = { from: "", to: "" };

export async function action({ request, context }: ActionFunctionArgs) {
  const { name } = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  const intent = String(form.get("intent") ?? "");
  if (intent === "remove") return removed(context, name, numberFromForm(form, "id"));
  if (intent === "import") return brought(context, name, form);
  const typed = { from: String(form.get("from") ?? ""), to: String(form.get("to") ?? "") };
  const id = intent === "change" ? numberFromForm(form, "id") : undefined;
  if (intent !== "add" && intent !== "change") return answer({ intent, said: "", faults: [], typed: nothing }, 400);
  const sum = await addTypedRedirects(context, [typed], {
    ...{ by: name, replace: false },
    ...(id !== undefined && { instead: id }),
  });
  const faults = sum.conflicts.map(wordRedirectConflict);
  if (faults.length > 0) return answer({ intent, said: "", faults, typed }, 400);
  await logAction(context, name, id ? "redirect-changed" : "redirect-added", typed.from.slice(0, 300));
  return answer({ intent, said: `${typed.from} leads to ${typed.to} now.`, faults, typed: nothing });
}

async function removed(context: RequestContext, by: string, id: number) {
  const paths = await removeRedirects(context, [id]);
  if (paths[0]) await logAction(context, by, "redirect-removed", paths[0].slice(0, 300));
  return answer({ intent: "remove", said: `${paths[0] ?? "It"} leads nowhere any more.`, faults: [], typed: nothing });
}

/** Faults of a file that the page lists; the others are counted. */
const mostShown = 20;

async function brought(context: RequestContext, by: string, form: FormData) {
  const file = form.get("file");
  const text = file instanceof File ? await file.text() : "";
  const read = readRedirectCsv(text);
  const fault = "error" in read ? `A file has at most ${read.most} rows. Bring it in parts.` : "The file has no rows.";
  if ("error" in read || read.rows.length === 0)
    return answer({ intent: "import", said: "", faults: [fault], typed: nothing }, 400);
  const sum = await addTypedRedirects(context, read.rows, { by, replace: form.get("replace") === "on" });
  const faults = sum.conflicts.slice(0, mostShown).map(wordRedirectConflict);
  const more = sum.conflicts.length - faults.length;
  if (more > 0) faults.push(`And ${countOf(more, "row")} more.`);
  const changed = sum.replaced > 0 ? `, ${sum.replaced} changed` : "";
  const said = `${sum.added} added${changed}, ${sum.same} there already, ${sum.conflicts.length} left out.`;
  await logAction(context, by, "redirects-imported", said);
  return answer({ intent: "import", said, faults, typed: nothing });
}

function answer(given: Answer, status = 200) {
  return data(given, status);
}

export default function Redirects() {
  const { list, words, mayChange, timeZone } = useLoaderData<typeof loader>();
  const given = useActionData<typeof action>();
  return (
    <>
      {given && given.said !== "" && <NoticeBox tone="good">{given.said}</NoticeBox>}
      {given && given.faults.length > 0 && (
        <NoticeBox tone="bad" fault={given}>
          <p>{given.intent === "import" ? "Not brought in:" : "Nothing was changed."}</p>
          <ul className="mt-1 list-disc ps-5">
            {given.faults.map((fault) => (
              <li key={fault} className="break-words">
                <bdi>{fault}</bdi>
              </li>
            ))}
          </ul>
        </NoticeBox>
      )}
      <p className="mb-6 max-w-prose text-sm text-muted">
        Old addresses go on working: who asks for one is led to where its page is now, for good (301). A page that is
        there always wins. An article whose slug changes leads on by itself.
      </p>
      {list.total === 0 && words === "" ? (
        <EmptyState title="No address leads elsewhere yet">
          A site that is brought in fills them by itself. Others are added one by one, or come from a file.
        </EmptyState>
      ) : (
        <>
          <Finder words={words} />
          <p role="status" className="mb-3 text-sm text-muted">
            {list.total === 0 ? "None is like that." : `${list.total.toLocaleString("en")} in all`}
          </p>
          {list.items.length > 0 && <RedirectTable lines={list.items} mayChange={mayChange} timeZone={timeZone} />}
          <Pages {...list} words={words} />
          <Panel title="As a file">
            <p className="mb-4 text-sm text-muted">All of them, for a spreadsheet or for another server.</p>
            <div className="flex flex-wrap gap-3">
              <FileLink format="csv">CSV</FileLink>
              <FileLink format="netlify">Netlify _redirects</FileLink>
              <FileLink format="nginx">nginx</FileLink>
            </div>
          </Panel>
        </>
      )}
      {mayChange && <RedirectForms typed={given?.intent === "add" ? given.typed : nothing} />}
    </>
  );
}

function FileLink({ format, children }: { format: string; children: string }) {
  return (
    <a className={buttonClass()} href={`/desk/settings/redirects/file?format=${format}`} download>
      {children}
    </a>
  );
}

function Finder({ words }: { words: string }) {
  return (
    <form method="get" role="search" className="mb-6 grid items-end gap-4 sm:grid-cols-[minmax(0,1fr)_auto]">
      <Field id="q" label="Part of an address">
        <TextInput type="search" name="q" defaultValue={words} autoComplete="off" spellCheck={false} />
      </Field>
      <div className="flex gap-2">
        <Button>Find</Button>
        {words !== "" && (
          <a href="/desk/settings/redirects" className={buttonClass()}>
            All
          </a>
        )}
      </div>
    </form>
  );
}

function Pages({ page, pages, words }: { page: number; pages: number; words: string }) {
  const path = (to: number) => `/desk/settings/redirects?${new URLSearchParams({ q: words, page: String(to) })}`;
  if (pages === 1) return <div className="mb-6" />;
  return (
    <nav aria-label="Pages" className="mt-4 mb-6 flex flex-wrap items-center gap-3 text-sm text-muted">
      <span>
        Page {page} of {pages}
      </span>
      {page > 1 && (
        <a rel="prev" href={path(page - 1)} className={buttonClass()}>
          Before
        </a>
      )}
      {page < pages && (
        <a rel="next" href={path(page + 1)} className={buttonClass()}>
          Next
        </a>
      )}
    </nav>
  );
}
