import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound } from "../answers.server.ts";
import { Note } from "../components/Note.tsx";
import { useWords } from "../components/Words.tsx";
import { getBriefing } from "../models/briefing.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const { name, replyTo, fromAddress } = orNotFound(await getBriefing(context));
  return { name, contact: replyTo ?? fromAddress };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `How to unsubscribe · ${data?.name}` },
  { name: "robots", content: "noindex" },
];

export default function HowToUnsubscribe() {
  const words = useWords();
  const { contact } = useLoaderData<typeof loader>();
  return (
    <Note title="How to unsubscribe">
      <p>
        Each mail you get has an unsubscribe link at its end that is yours alone. It opens a page with one button. Many
        mail programs show an unsubscribe button of their own, and that works too.
      </p>
      <p>
        No mail at hand? Write to{" "}
        <a className="underline underline-offset-4" href={`mailto:${contact}?subject=Unsubscribe`}>
          {contact}
        </a>{" "}
        from the address that gets them.
      </p>
      <p>
        <a className="more-link" href="/reader">
          {words("reader.dead.ask")}
        </a>
      </p>
    </Note>
  );
}
