import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { DeadReaderLink } from "#app/components/reader/Page.tsx";
import { orNotFound, postedForm } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import {
  agreeToAddress,
  openAddressChange,
  refuseAddress,
} from "#app/models/readers/preferences/addressChange.server.ts";
import { AddressChange, AddressRefused } from "./AddressChange.tsx";

/** Changes nothing, because mail scanners follow every link (C-05). */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  const words = messagesIn(language);
  const question = await openAddressChange(context, params.token!);
  const title = `${words(question ? "reader.address.questionTitle" : "errors.deadLink")} · ${name}`;
  // After a refusal the change is gone, which is no error.
  const status = question || request.method === "POST" ? 200 : 404;
  return data({ title, question }, { status });
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const answer = (await postedForm(request)).get("answer");
  if (answer === "yes")
    return (await agreeToAddress(context, params.token!, context.ip))
      ? { refused: false }
      : data({ refused: false }, { status: 404 });
  if (answer !== "no") return data({ refused: false }, { status: 400 });
  return (await refuseAddress(context, params.token!)) ? { refused: true } : data({ refused: false }, { status: 404 });
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title }];

export default function AddressRoute() {
  const { question } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>()?.refused;
  if (refused) return <AddressRefused />;
  return question ? <AddressChange question={question} /> : <DeadReaderLink about="reader.address.dead" />;
}
