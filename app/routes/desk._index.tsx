import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useRevalidator } from "@remix-run/react";
import { restAfter } from "../answers.server.ts";
import { OverviewPage } from "../components/desk/issues/OverviewPage.tsx";
import { useLive } from "../components/desk/issues/useLive.ts";
import { timeZoneOf } from "../models/briefing.server.ts";
import { overview } from "../models/overview.server.ts";
import { requireEditor } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "This week · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const began = performance.now();
  const shown = await overview(context);
  return { overview: shown, timeZone: await timeZoneOf(context), rest: restAfter(performance.now() - began) };
}

export default function DeskOverview() {
  const { overview, timeZone, rest } = useLoaderData<typeof loader>();
  const { state, revalidate } = useRevalidator();
  const isMoving = overview.sending.some(({ status }) => status === "sending");
  useLive(isMoving, state === "loading", revalidate, rest);
  return <OverviewPage overview={overview} timeZone={timeZone} />;
}
