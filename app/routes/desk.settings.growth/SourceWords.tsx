import { Link } from "@remix-run/react";
import { Panel } from "#app/components/desk/kit.tsx";

/** How to learn where readers came from, without cookies. */
export function SourceWords({ appUrl }: { appUrl: string }) {
  return (
    <Panel title="Where readers come from">
      <div className="max-w-prose space-y-3 text-sm leading-relaxed">
        <p>
          Put a word behind any address of the site that you give away, and whoever signs up from that page counts under
          it. The word travels in the page’s own forms and links; nothing is stored at the reader.
        </p>
        <ul className="space-y-1 font-mono text-[0.8125rem] break-all" dir="ltr">
          <li>{appUrl}/?from=podcast</li>
          <li>{appUrl}/subscribe?from=fair-2026</li>
        </ul>
        <p className="text-muted">
          A word has up to 40 small letters, digits, dots, hyphens and underscores. Forms on other sites are known by
          their site, and take a word too: write ?from=partner behind the address of the form. A receipt keeps what it
          was, and segments can ask for it.
        </p>
        <p>
          <Link className="underline underline-offset-4" to="/desk/numbers/readers">
            How readers stay
          </Link>
        </p>
      </div>
    </Panel>
  );
}
