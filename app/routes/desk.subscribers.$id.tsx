import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound, pathNumber, postedForm } from "../answers.server.ts";
import { buttonClass, PageHead } from "../components/desk/kit.tsx";
import { Person } from "../components/desk/subscribers/Person.tsx";
import { timeZoneOf } from "../models/briefing.server.ts";
import { consentOf } from "../models/consent.server.ts";
import { deliveriesOfSubscriber } from "../models/deliveries.server.ts";
import { copiesOfSubscriber } from "../models/digestLines.server.ts";
import { mayActAs } from "../models/editors.server.ts";
import { topicsChosenBy } from "../models/readerTopics.server.ts";
import { subscriberById } from "../models/subscribers.server.ts";
import { erase } from "../models/erasure.server.ts";
import { end } from "../models/subscriptions.server.ts";
import { suppressionOf } from "../models/suppressions.server.ts";
import { requireEditor } from "../session.server.ts";

// Never the address: titles end up in histories and reports (C-12).
export const meta: MetaFunction = () => [{ title: "A reader · Desk" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const subscriber = orNotFound(await subscriberById(context, pathNumber(params.id)));
  return {
    subscriber,
    suppression: await suppressionOf(context, subscriber.email),
    consent: await consentOf(context, subscriber.id),
    deliveries: await deliveriesOfSubscriber(context, subscriber.id),
    digests: await copiesOfSubscriber(context, subscriber.id),
    topics: await topicsChosenBy(context, subscriber.id),
    now: context.clock(),
    timeZone: await timeZoneOf(context),
    canEnd: mayActAs(editor.role, "operator"),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const id = pathNumber(params.id);
  const form = await postedForm(request);
  if (form.get("erase") === "1") {
    await erase(context, id, editor.name);
    return redirect("/desk/subscribers");
  }
  const listId = pathNumber(String(form.get("listId")));
  await end(context, id, listId, `operator ${editor.name}`);
  return redirect(`/desk/subscribers/${id}`);
}

export default function Subscriber() {
  const loaded = useLoaderData<typeof loader>();
  const { email, name } = loaded.subscriber;
  return (
    <>
      <PageHead
        title={<span className="break-all">{email}</span>}
        lead={name}
        actions={
          <a href="/desk/subscribers" className={buttonClass()}>
            All subscribers
          </a>
        }
      />
      <Person {...loaded} />
    </>
  );
}
