import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { Erased } from "#app/components/reader/Page.tsx";
import { DeadLeave, Left, UnsubscribeQuestion } from "#app/components/ui/Leave.tsx";
import { wordsFor } from "#app/components/ui/Words.tsx";
import { orNotFound, postedForm } from "#app/http/params.server.ts";
import { maskAddress } from "#app/models/addresses.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import {
  endAllSubscriptions,
  leavePage,
  reasonSchema,
  tellReason,
  undoLeave,
  unsubscribe,
} from "#app/models/readers/unsubscribe.server.ts";
import { AfterLeaving, LeaveAll, Undone } from "./AfterLeaving.tsx";

/** Changes nothing, because mail scanners follow every link (H-08). */
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
  if (form.get("confirm") === "1")
    return (await unsubscribe(context, token, "page")) ? null : data(null, { status: 404 });
  const opened = await leavePage(context, token);
  if (!opened) return data(null, { status: 404 });
  switch (form.get("do")) {
    case "leave-all":
      await endAllSubscriptions(context, opened.subscriberId, "page");
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
  return (
    <UnsubscribeQuestion {...opened}>{opened.others > 0 && <LeaveAll others={opened.others} />}</UnsubscribeQuestion>
  );
}
