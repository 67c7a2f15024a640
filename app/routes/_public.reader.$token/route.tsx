import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { DeadReaderLink, Erased, ReaderOwnPage } from "#app/components/reader/Page.tsx";
import { orNotFound, postedForm, titleFor } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { openReader, shortLivedHours } from "#app/models/readers/links.server.ts";
import { readerPage } from "#app/models/readers/preferences/page.server.ts";
import { changes, freshChanges, type Why } from "./changes.server.ts";

/** Changes nothing, because mail scanners follow every link (C-05). */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { name, language, replyTo, fromAddress } = orNotFound(await getBriefing(context));
  const words = messagesIn(language);
  const reader = await openReader(context, params.token!);
  if (!reader) return data({ title: `${words("errors.deadLink")} · ${name}`, state: "dead" as const }, { status: 404 });
  if (reader === "erased")
    return data({ title: `${words("reader.erase.doneTitle")} · ${name}`, state: "erased" as const }, { status: 410 });
  return {
    title: titleFor(context, words, `${words("reader.title")} · ${name}`),
    state: "open" as const,
    page: await readerPage(context, reader),
    path: `/reader/${params.token}`,
    contact: replyTo ?? fromAddress,
    hours: shortLivedHours,
    saved: new URL(request.url).searchParams.get("saved") ?? "",
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { language } = orNotFound(await getBriefing(context));
  const words = messagesIn(language);
  const form = await postedForm(request);
  const reader = await openReader(context, params.token!);
  if (!reader || reader === "erased") return data(null, { status: reader ? 410 : 404 });
  const wanted = String(form.get("do"));
  const needsFresh = Object.hasOwn(freshChanges, wanted);
  if (needsFresh && reader.freshUntil === null) {
    context.hasFault = true;
    return data({ field: "fresh" as const, typed: "", said: words("reader.fresh.title") }, { status: 403 });
  }
  const change = needsFresh ? freshChanges[wanted] : Object.hasOwn(changes, wanted) ? changes[wanted] : undefined;
  if (!change) return data(null, { status: 400 });
  const changed = await change(context, reader, form);
  if ("saved" in changed) return redirect(`/reader/${params.token}?saved=${changed.saved}#${changed.saved}`, 303);
  const said: Record<Why, string> = {
    email: words("reader.fault.email"),
    sameEmail: words("reader.fault.sameEmail"),
    date: words("reader.fault.date"),
    tooManyLinks: words("reader.fault.tooManyLinks"),
    tooManyChanges: words("reader.fault.tooManyChanges"),
    closed: words("reader.fault.closed"),
  };
  const { field, why, typed } = changed;
  context.hasFault = true;
  return data({ field, typed, said: said[why] }, { status: why.startsWith("tooMany") ? 429 : 400 });
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title }];

export default function ReaderRoute() {
  const loaded = useLoaderData<typeof loader>();
  const fault = useActionData<typeof action>() ?? null;
  if (loaded.state === "dead") return <DeadReaderLink />;
  if (loaded.state === "erased") return <Erased />;
  return <ReaderOwnPage {...loaded} saved={fault ? "" : loaded.saved} fault={fault} />;
}
