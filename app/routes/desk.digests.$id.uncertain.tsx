import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { UncertainView } from "#app/components/desk/issues/UncertainView.tsx";
import { answerToSettling, type SettleAnswer } from "#app/components/desk/issues/settled.ts";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { digestById, sendOfDigest } from "#app/models/digests/digests.server.ts";
import { formatMonth } from "#app/models/months.server.ts";
import {
  countUncertain,
  resolutionSchema,
  resolveUncertain,
  uncertainOf,
} from "#app/models/sending/uncertain.server.ts";

export const meta: MetaFunction = () => [{ title: "Uncertain, a digest · Desk" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const digest = orNotFound(await digestById(context, numberFromPath(params.id)));
  const { editionId } = orNotFound(sendOfDigest(digest));
  return {
    id: digest.id,
    name: `the digest of ${formatMonth(digest.month)}`,
    uncertain: await uncertainOf(context, editionId),
    count: await countUncertain(context, editionId),
    timeZone: await timeZoneOf(context),
    maySettle: mayActAs(role, "operator"),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  const send = orNotFound(sendOfDigest(orNotFound(await digestById(context, numberFromPath(params.id)))));
  const parsed = parseForm(resolutionSchema, form);
  if ("reply" in parsed) return data<SettleAnswer>({ reply: parsed.reply }, 400);
  const { how, reader: readers, why } = parsed.value;
  const count = await resolveUncertain(context, send, { how, readers, why }, editor.name);
  return data(answerToSettling("digest", how, count), count === 0 ? 409 : 200);
}

export default function UncertainDeliveries() {
  const { id, ...loaded } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return <UncertainView kind="digest" path={`/desk/digests/${id}`} answer={answer} {...loaded} />;
}
