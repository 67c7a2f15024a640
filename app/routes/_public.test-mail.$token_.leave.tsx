import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { DeadLeave, UnsubscribeQuestion } from "#app/components/ui/Leave.tsx";
import { TestNote } from "#app/components/ui/TestNote.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { openTestPage } from "#app/models/readers/testPages.server.ts";

/** The page behind the unsubscribe link of a test mail; its button ends nothing. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { name, language, replyTo, fromAddress } = orNotFound(await getBriefing(context));
  const words = messagesIn(language);
  const contact = replyTo ?? fromAddress;
  const opened = await openTestPage(context, params.token!);
  if (!opened) return data({ title: `${words("errors.deadLink")} · ${name}`, contact, shown: null }, { status: 404 });
  const shown = { listName: opened.listName, email: opened.page.email };
  return { title: `${words("leave.title")} · ${name}`, contact, shown };
}

/** Whatever is posted: the page is shown again. */
export function action({ params }: ActionFunctionArgs) {
  return redirect(`/test-mail/${encodeURIComponent(params.token!)}/leave`, 303);
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data?.title },
  { name: "robots", content: "noindex, nofollow, noarchive" },
];

export default function TestLeavePage() {
  const { shown, contact } = useLoaderData<typeof loader>();
  if (!shown) return <DeadLeave contact={contact} />;
  return (
    <>
      <TestNote />
      <UnsubscribeQuestion {...shown} />
    </>
  );
}
