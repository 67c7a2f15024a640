import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Note } from "#app/components/site/Note.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  return { title: `${messagesIn(language)("signUp.sentTitle")} · ${name}` };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data?.title },
  { name: "robots", content: "noindex" },
];

export default function LinkSent() {
  const words = useWords();
  return (
    <Note title={words("signUp.sentTitle")}>
      <p>{words("reader.ask.sent")}</p>
      <p>{words("reader.ask.nothing")}</p>
    </Note>
  );
}
