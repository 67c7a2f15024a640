import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { buttonClass, PageHead } from "#app/components/desk/kit.tsx";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { consentOf } from "#app/models/consent/record.server.ts";
import { cameBackFrom } from "#app/models/deliveries/cameBack.server.ts";
import { deliveriesOfSubscriber, digestsOfSubscriber } from "#app/models/deliveries/deliveryLines.server.ts";
import { newAddressOf } from "#app/models/inbound/newAddresses.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { deskSubscriberPath } from "#app/models/deskPaths.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { liftingsOf, liftSuppression, wordLiftFault } from "#app/models/readers/liftSuppression.server.ts";
import { notesOf } from "#app/models/readers/notes.server.ts";
import { readerLanguage } from "#app/models/readers/readerLanguage.server.ts";
import { subscriberById } from "#app/models/readers/subscribers.server.ts";
import { suppressionRecord } from "#app/models/readers/suppressionRecords.server.ts";
import { topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { Person } from "./Person.tsx";

// Never the address: titles end up in histories and reports (C-12).
export const meta: MetaFunction = () => [{ title: "A reader · Desk" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const subscriber = orNotFound(await subscriberById(context, numberFromPath(params.id)));
  return {
    subscriber,
    suppression: await suppressionRecord(context, subscriber.email),
    liftings: await liftingsOf(context, subscriber.email),
    consent: await consentOf(context, subscriber.id),
    deliveries: await deliveriesOfSubscriber(context, subscriber.id),
    digests: await digestsOfSubscriber(context, subscriber.id),
    topics: await topicsChosenBy(context, subscriber.id),
    language: await readerLanguage(context, subscriber.id),
    cameBack: await cameBackFrom(context, subscriber.id),
    moved: await newAddressOf(context, subscriber.id),
    notes: await notesOf(context, subscriber.id),
    now: context.clock(),
    timeZone: await timeZoneOf(context),
    canEnd: mayActAs(editor.role, "operator"),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const id = numberFromPath(params.id);
  const form = await postedForm(request);
  if (form.get("erase") === "1") {
    await erase(context, id, editor.name);
    return redirect("/desk/subscribers");
  }
  if (form.get("lift") === "1") {
    const { email } = orNotFound(await subscriberById(context, id));
    const done = await liftSuppression(context, email, editor.name, String(form.get("why") ?? ""));
    return "error" in done ? data({ fault: wordLiftFault(done) }, 400) : redirect(deskSubscriberPath(id));
  }
  const listId = numberFromPath(String(form.get("listId")));
  await endSubscription(context, id, listId, `operator ${editor.name}`);
  return redirect(deskSubscriberPath(id));
}

export default function Subscriber() {
  const loaded = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { email, name } = loaded.subscriber;
  return (
    <>
      <PageHead
        title={<span className="break-all">{email}</span>}
        lead={[name, loaded.language && `Language: ${loaded.language}`].filter(Boolean).join(" · ")}
        actions={
          <a href="/desk/subscribers" className={buttonClass()}>
            All subscribers
          </a>
        }
      />
      <Person {...loaded} fault={answer?.fault ?? null} />
    </>
  );
}
