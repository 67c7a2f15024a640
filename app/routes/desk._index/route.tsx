import { redirect, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData, useRevalidator } from "@remix-run/react";
import { useLive } from "#app/components/desk/issues/useLive.ts";
import { restAfter } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { OverviewPage } from "./OverviewPage.tsx";
import { overview } from "./overview.server.ts";

export const meta: MetaFunction = () => [{ title: "This week · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context, "writer");
  // A writer works on articles, and has no issues, sends or readers to look at.
  if (!mayActAs(role, "editor")) throw redirect("/desk/articles");
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
