import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { wordsFor } from "#app/components/ui/Words.tsx";
import { orNotFound, postedForm } from "#app/http/params.server.ts";
import { maskAddress } from "#app/models/addresses.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { archive } from "#app/models/issues/editions.server.ts";
import { recommendations } from "#app/models/growth/recommendations.server.ts";
import { shareLinkOf } from "#app/models/readers/referrals.server.ts";
import { confirm, openConfirmation } from "#app/models/readers/sign-up/confirmation.server.ts";
import { Confirmed, ConfirmQuestion, DeadConfirmation } from "./Confirm.tsx";

/** Changes nothing, because mail scanners follow every link (C-05). */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { name } = orNotFound(await getBriefing(context));
  const opened = await openConfirmation(context, params.token!);
  if (!opened) return data({ name, opened: null, share: null, recommended: [] }, { status: 404 });
  const [latest = null] = await archive(context, 1);
  const { listName, email, active, subscriberId } = opened;
  return {
    ...{ name, opened: { listName, email: maskAddress(email), active, latest } },
    share: await shareLinkOf(context, subscriberId),
    recommended: await recommendations(context),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const form = await postedForm(request);
  if (form.get("confirm") !== "1") return data({ confirmed: null }, { status: 400 });
  const confirmed = await confirm(context, params.token!, context.ip, request.headers.get("User-Agent"));
  return confirmed ? { confirmed: { already: confirmed.already } } : data({ confirmed: null }, { status: 404 });
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => [
  { title: `${wordsFor(matches)(titleOf(data?.opened))} · ${data?.name}` },
];

function titleOf(opened?: { active: boolean } | null) {
  if (!opened) return "errors.deadLink";
  return opened.active ? "confirm.confirmed" : "confirm.title";
}

export default function Confirm() {
  const { opened, share, recommended } = useLoaderData<typeof loader>();
  const confirmed = useActionData<typeof action>()?.confirmed;
  if (!opened) return <DeadConfirmation />;
  if (!opened.active) return <ConfirmQuestion {...opened} />;
  return <Confirmed {...opened} {...{ share, recommended }} already={confirmed?.already ?? true} />;
}
