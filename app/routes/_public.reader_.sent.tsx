import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { wordsIn } from "#words/words.ts";
import { orNotFound } from "../answers.server.ts";
import { Note } from "../components/Note.tsx";
import { useWords } from "../components/Words.tsx";
import { getBriefing } from "../models/briefing.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  return { title: `${wordsIn(language)("signUp.sentTitle")} · ${name}` };
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
