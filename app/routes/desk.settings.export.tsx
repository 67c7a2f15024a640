import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Button, Panel } from "#app/components/desk/kit.tsx";
import { requireEditor } from "#app/http/session.server.ts";

export const meta: MetaFunction = () => [{ title: "Export · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  return null;
}

/** A POST, because the export itself is logged. */
export default function Export() {
  return (
    <Panel title="Everything of the site">
      <p className="mb-3 max-w-prose text-sm">
        Articles and drafts, issues with their sections, topics, pictures, corrections, redirects and the settings of
        the briefing, in one zip file. Readers, accounts and what was sent to whom are not in it.
      </p>
      <p className="mb-5 max-w-prose text-sm text-muted">
        Markdown is for people and other programs. Of the JSON an empty installation is the same again:{" "}
        <code className="break-words">npm run restore-site -- site.zip</code>
      </p>
      <form method="post" action="/desk/settings/export/site" className="flex flex-wrap gap-3">
        <Button kind="primary" name="format" value="markdown">
          Export as Markdown
        </Button>
        <Button name="format" value="json">
          As JSON
        </Button>
      </form>
    </Panel>
  );
}
