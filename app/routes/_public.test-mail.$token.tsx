import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { DeadReaderLink, ReaderOwnPage } from "#app/components/reader/Page.tsx";
import { TestNote } from "#app/components/ui/TestNote.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { shortLivedHours } from "#app/models/readers/links.server.ts";
import { openTestPage } from "#app/models/readers/testPages.server.ts";

/** A reader's own page as the link of a test mail shows it: nobody's, and nothing on it changes anything. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { name, language, replyTo, fromAddress } = orNotFound(await getBriefing(context));
  const words = messagesIn(language);
  const opened = await openTestPage(context, params.token!);
  if (!opened) return data({ title: `${words("errors.deadLink")} · ${name}`, page: null }, { status: 404 });
  return {
    title: `${words("reader.title")} · ${name}`,
    page: opened.page,
    path: `/test-mail/${params.token}`,
    contact: replyTo ?? fromAddress,
    hours: shortLivedHours,
  };
}

/** Whatever is posted: the page is shown again. */
export function action({ params }: ActionFunctionArgs) {
  return redirect(`/test-mail/${encodeURIComponent(params.token!)}`, 303);
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data?.title },
  { name: "robots", content: "noindex, nofollow, noarchive" },
];

export default function TestReaderPage() {
  const loaded = useLoaderData<typeof loader>();
  if (!loaded.page) return <DeadReaderLink />;
  return (
    <>
      <TestNote />
      <ReaderOwnPage {...loaded} saved="" fault={null} />
    </>
  );
}
