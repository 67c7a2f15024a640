import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { DeadReaderLink, Erased } from "#app/components/reader/Page.tsx";
import { Note } from "#app/components/site/Note.tsx";
import { forSubscription, Said, useWords } from "#app/components/ui/Words.tsx";
import { orNotFound, postedForm } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { maskAddress } from "#app/models/addresses.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { openReader } from "#app/models/readers/links.server.ts";
import { sayTheyStay } from "#app/models/readers/stay.server.ts";

/** The page behind “Yes, I stay” of a mail. It changes nothing, because mail scanners follow every link (C-05). */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  const title = `${messagesIn(language)("stay.title")} · ${name}`;
  const reader = await openReader(context, params.token!);
  if (!reader) return data({ title, state: "dead" as const }, { status: 404 });
  if (reader === "erased") return data({ title, state: "erased" as const }, { status: 410 });
  return { title, name, state: "open" as const, email: maskAddress(reader.email), path: `/reader/${params.token}` };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const form = await postedForm(request);
  const reader = await openReader(context, params.token!);
  if (!reader || reader === "erased") return data({ stays: null }, { status: reader ? 410 : 404 });
  if (form.get("stay") !== "1") return data({ stays: null }, { status: 400 });
  const caller = { ip: context.ip, userAgent: request.headers.get("User-Agent") };
  return data({ stays: await sayTheyStay(context, reader.id, caller) });
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data?.title },
  { name: "robots", content: "noindex" },
];

export default function Stay() {
  const loaded = useLoaderData<typeof loader>();
  const stays = useActionData<typeof action>()?.stays ?? null;
  const words = useWords();
  if (loaded.state === "dead") return <DeadReaderLink />;
  if (loaded.state === "erased") return <Erased />;
  const { name, email, path } = loaded;
  const page = (
    <a className="underline underline-offset-4" href={path}>
      {words("stay.page")}
    </a>
  );
  if (stays !== null)
    return (
      <Note title={words(stays ? "stay.done" : "stay.gone")}>
        <p>{words(stays ? "stay.thanks" : "stay.goneWhy", { name })}</p>
        <p>{page}</p>
      </Note>
    );
  return (
    <Note title={words("stay.title")}>
      <p>
        <Said text={(values) => words("stay.question", values)} values={{ email, list: name }} tags={forSubscription} />
      </p>
      <form method="post">
        <input type="hidden" name="stay" value="1" />
        <button className="button" type="submit">
          {words("stay.button")}
        </button>
      </form>
      <p className="text-[0.9375rem]">
        {words("stay.otherwise")} {page}
      </p>
    </Note>
  );
}
