import { redirect, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData, useRevalidator } from "@remix-run/react";
import { useLive } from "#app/components/desk/issues/useLive.ts";
import { restAfter } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { RunSheetPage } from "./RunSheetPage.tsx";
import { runSheet } from "./runSheet.server.ts";
import { useFresh } from "./useFresh.ts";

export const meta: MetaFunction = () => [{ title: "This week · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { id, role } = await requireEditor(request, context, "writer");
  // A writer works on articles, and has no issues, sends or readers to look at.
  if (!mayActAs(role, "editor")) throw redirect("/desk/articles");
  const began = performance.now();
  const sheet = await runSheet(context, id);
  return { sheet, role, rest: restAfter(performance.now() - began) };
}

export default function DeskOverview() {
  const { sheet, role, rest } = useLoaderData<typeof loader>();
  const { state, revalidate } = useRevalidator();
  const isMoving = sheet.weeks.some(({ moving }) => moving.some(({ status }) => status === "sending"));
  useLive(isMoving, state === "loading", revalidate, rest);
  useFresh(state === "loading", revalidate, rest);
  return <RunSheetPage sheet={sheet} role={role} />;
}
