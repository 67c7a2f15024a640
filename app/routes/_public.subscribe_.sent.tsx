import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { orNotFound } from "../answers.server.ts";
import { Note } from "../components/Note.tsx";
import { getBriefing } from "../models/briefing.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  return { name: orNotFound(await getBriefing(context)).name };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Check your inbox · ${data?.name}` },
  { name: "robots", content: "noindex" },
];

export default function Sent() {
  return (
    <Note title="Check your inbox">
      <p>
        If the address can be subscribed, a mail is on its way to it. Open the mail and press its button: only then will
        you get the first issue.
      </p>
      <p>
        Nothing there after ten minutes? Look in the spam folder. An address that is subscribed already gets no second
        mail, and neither does one that was asked for a moment ago.
      </p>
      <p>
        <a className="more-link" href="/subscribe">
          Try another address
        </a>
      </p>
    </Note>
  );
}
