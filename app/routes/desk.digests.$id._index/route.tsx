import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useRevalidator } from "@remix-run/react";
import { isMoving } from "#app/components/desk/issues/SendView.tsx";
import { useLive } from "#app/components/desk/issues/useLive.ts";
import { numberFromPath, orNotFound, restAfter } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { digestById } from "#app/models/digests/digests.server.ts";
import { formatMonth } from "#app/models/months.server.ts";
import { progressOfDigest } from "#app/models/sending/progress.server.ts";
import { DigestView } from "./DigestView.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.month ?? "Digest"} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const digest = orNotFound(await digestById(context, numberFromPath(params.id)));
  const began = performance.now();
  const progress = orNotFound(await progressOfDigest(context, digest));
  return {
    id: digest.id,
    month: formatMonth(digest.month),
    progress,
    timeZone: await timeZoneOf(context),
    maySteer: mayActAs(role, "operator"),
    rest: restAfter(performance.now() - began),
  };
}

export default function DigestAtTheDesk() {
  const { rest, ...loaded } = useLoaderData<typeof loader>();
  const { state, revalidate } = useRevalidator();
  useLive(isMoving(loaded.progress), state === "loading", revalidate, rest);
  return <DigestView {...loaded} />;
}
