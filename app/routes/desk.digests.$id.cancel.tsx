import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { CancelQuestion } from "#app/components/desk/issues/CancelQuestion.tsx";
import { PageHead } from "#app/components/desk/kit.tsx";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { digestById, sendOfDigest } from "#app/models/digests/digests.server.ts";
import { formatMonth } from "#app/models/months.server.ts";
import { cancelSend } from "#app/models/sending/pauses.server.ts";

export const meta: MetaFunction = () => [{ title: "Cancel a digest · Desk" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const { id, month, status, list, editionId } = orNotFound(await digestById(context, numberFromPath(params.id)));
  if (status !== "sending" && status !== "paused") throw redirect(`/desk/digests/${id}`);
  const counts = await countDeliveries(context, editionId);
  return { id, subject: `${formatMonth(month)}, “${list.name}”`, counts };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  await postedForm(request);
  const send = orNotFound(sendOfDigest(orNotFound(await digestById(context, numberFromPath(params.id)))));
  await cancelSend(context, send, editor.name);
  return redirect(`/desk/digests/${send.id}`);
}

export default function CancelDigest() {
  const { id, ...question } = useLoaderData<typeof loader>();
  return (
    <div className="max-w-3xl">
      <PageHead title="Cancel the rest of this digest?" />
      <CancelQuestion kind="digest" path={`/desk/digests/${id}`} {...question} />
    </div>
  );
}
