import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useRevalidator } from "@remix-run/react";
import { OverviewPage } from "../components/desk/issues/OverviewPage.tsx";
import { useLive } from "../components/desk/issues/useLive.ts";
import { timeZoneOf } from "../models/briefing.server.ts";
import { overview } from "../models/overview.server.ts";
import { requireEditor } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "This week · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  return { overview: await overview(context), timeZone: await timeZoneOf(context) };
}

export default function DeskOverview() {
  const { overview, timeZone } = useLoaderData<typeof loader>();
  const { state, revalidate } = useRevalidator();
  useLive(overview.sending.length > 0, state === "loading", revalidate);
  return <OverviewPage overview={overview} timeZone={timeZone} />;
}
