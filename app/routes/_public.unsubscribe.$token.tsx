import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound, postedForm } from "../answers.server.ts";
import { DeadLeave, LeaveQuestion, Left } from "../components/Leave.tsx";
import { wordsFor } from "../components/Words.tsx";
import { maskAddress } from "../models/addresses.server.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { leave, openLeave } from "../models/subscriptions.server.ts";

/** Only looks: mail scanners follow every link (H-08). */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { name, replyTo, fromAddress } = orNotFound(await getBriefing(context));
  const opened = await openLeave(context, params.token!);
  if (!opened) return data({ name, contact: replyTo ?? fromAddress, opened: null }, { status: 404 });
  const { listName, email, ended } = opened;
  return { name, contact: "", opened: { listName, email: maskAddress(email), ended } };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const form = await postedForm(request);
  if (form.get("confirm") !== "1") return data(null, { status: 400 });
  return (await leave(context, params.token!, "page")) ? null : data(null, { status: 404 });
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => [
  { title: `${wordsFor(matches)(titleOf(data?.opened))} · ${data?.name}` },
];

function titleOf(opened?: { ended: boolean } | null) {
  if (!opened) return "errors.deadLink";
  return opened.ended ? "leave.left" : "leave.title";
}

export default function Unsubscribe() {
  const { opened, contact } = useLoaderData<typeof loader>();
  if (!opened) return <DeadLeave contact={contact} />;
  return opened.ended ? <Left {...opened} /> : <LeaveQuestion {...opened} />;
}
