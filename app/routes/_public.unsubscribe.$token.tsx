import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { orNotFound, postedForm } from "../answers.server.ts";
import { DeadLeave, LeaveQuestion, Left } from "../components/Leave.tsx";
import { wordsFor } from "../components/Words.tsx";
import { AfterLeaving, LeaveAll, Undone } from "../components/reader/AfterLeaving.tsx";
import { Erased } from "../components/reader/Page.tsx";
import { maskAddress } from "../models/addresses.server.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { leavePage, reasonSchema, tellReason, undoLeave } from "../models/leaving.server.ts";
import { endAll, leave } from "../models/subscriptions.server.ts";

/** Only looks: mail scanners follow every link (H-08). */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { name, replyTo, fromAddress } = orNotFound(await getBriefing(context));
  const opened = await leavePage(context, params.token!);
  if (!opened) return data({ name, contact: replyTo ?? fromAddress, opened: null }, { status: 404 });
  const { subscriberId: _, email, ...shown } = opened;
  return { name, contact: "", opened: { ...shown, email: email && maskAddress(email) } };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const form = await postedForm(request);
  const token = params.token!;
  if (form.get("confirm") === "1") return (await leave(context, token, "page")) ? null : data(null, { status: 404 });
  const opened = await leavePage(context, token);
  if (!opened) return data(null, { status: 404 });
  switch (form.get("do")) {
    case "leave-all":
      await endAll(context, opened.subscriberId, "page");
      return null;
    case "undo":
      return { undone: await undoLeave(context, opened, context.ip) };
    case "reason":
      await tellReason(context, opened, reasonSchema.parse(Object.fromEntries(form)));
      return null;
    default:
      return data(null, { status: 400 });
  }
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
  const undone = useActionData<typeof action>()?.undone;
  if (!opened) return <DeadLeave contact={contact} />;
  if (!opened.email) return <Erased />;
  if (opened.ended)
    return (
      <Left {...opened}>
        <AfterLeaving {...opened} />
      </Left>
    );
  if (undone) return <Undone {...opened} />;
  return <LeaveQuestion {...opened}>{opened.others > 0 && <LeaveAll others={opened.others} />}</LeaveQuestion>;
}
