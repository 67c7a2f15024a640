import { DrawnChart } from "#app/components/desk/charts/DrawnChart.tsx";
import { countText } from "#app/components/desk/issues/words.ts";
import { PreviewFrame } from "#app/components/desk/preview/PreviewFrame.tsx";
import { Panel } from "#app/components/desk/kit.tsx";
import { deskArticlePath, deskIssuePath } from "#app/models/deskPaths.ts";
import type { ClickedLink, IssueClicks } from "#app/models/numbers/issueClicks.server.ts";
import { LinkTable } from "./LinkTable.tsx";

type ClicksPanelProps = { number: number; clicks: IssueClicks; accepted: number };

/** Clicks of an issue: altogether, on the mail itself, by link, piece and section, and what nobody clicked. */
export function ClicksPanel({ number, clicks, accepted }: ClicksPanelProps) {
  const { perLink, perArticle, perSection } = clicks;
  const never = perLink.filter((link) => link.people === 0);
  return (
    <Panel title="Clicks">
      <p className="mb-6 max-w-prose text-sm text-muted">{altogether(clicks)}</p>
      <div className="grid gap-8 lg:grid-cols-2">
        <DrawnChart
          kind="bars"
          title="Clicks by people, per piece"
          axis="Piece"
          points={perArticle.map(({ id, headline }) => ({ name: headline, href: deskArticlePath(id, "numbers") }))}
          series={[{ name: "Clicks by people", values: perArticle.map((piece) => piece.people) }]}
          empty="No counted link leads to a piece."
        />
        <DrawnChart
          kind="bars"
          title="Clicks by people, per section"
          axis="Section"
          points={perSection.map(({ section }) => ({ name: section || "Without a heading" }))}
          series={[{ name: "Clicks by people", values: perSection.map((one) => one.people) }]}
        />
        <div className="lg:col-span-2">
          <DrawnChart
            kind="columns"
            title="Clicks by people, by the place in the mail"
            axis="Place from the top"
            points={perLink.map(({ n }) => ({ name: String(n) }))}
            series={[{ name: "Clicks by people", values: perLink.map((link) => link.people) }]}
          />
        </div>
      </div>
      <h3 className="mt-8 mb-3 text-sm font-semibold">On the mail itself</h3>
      <p className="mb-3 max-w-prose text-sm text-muted">
        The number at a link is how often people clicked it. The table below says the same, link by link.
      </p>
      <div className="print:hidden">
        <PreviewFrame src={deskIssuePath(number, "numbers/mail")} title="The mail with its clicks" wide="with-room" />
      </div>
      <h3 className="mt-8 mb-3 text-sm font-semibold">Link by link, from the top</h3>
      <LinkTable links={perLink} accepted={accepted} />
      <Never links={never} of={perLink.length} />
    </Panel>
  );
}

/** The clicks in a sentence, with what was left out of them. */
function altogether({ people, machines, unknown, all, readersWhoClicked, waiting }: IssueClicks): string {
  if (all === 0) return waiting > 0 ? "All that came is still being judged." : "Nobody and nothing has clicked yet.";
  const parts = [`${machines.toLocaleString("en")} came from machines`];
  if (unknown > 0) parts.push(`of ${unknown.toLocaleString("en")} nobody can tell`);
  const readers = `${countText(readersWhoClicked, "reader")} clicked at least once.`;
  return `${countText(people, "click")} by people, of ${countText(all, "request")} altogether, which includes machine traffic: ${parts.join(", ")}. ${readers}`;
}

const mostNever = 12;

function Never({ links, of }: { links: ClickedLink[]; of: number }) {
  if (links.length === 0 || links.length === of) return null;
  return (
    <>
      <h3 className="mt-8 mb-2 text-sm font-semibold">Never clicked by a person</h3>
      <p className="mb-2 text-sm text-muted">
        {links.length} of {of} links.
      </p>
      {links.length <= mostNever ? (
        <NeverList links={links} />
      ) : (
        <details className="text-sm">
          <summary className="inline-flex min-h-8 cursor-pointer items-center text-muted underline underline-offset-4">
            Which these are
          </summary>
          <NeverList links={links} />
        </details>
      )}
    </>
  );
}

function NeverList({ links }: { links: ClickedLink[] }) {
  return (
    <ul className="list-disc space-y-1 ps-5 text-sm">
      {links.map(({ n, label, href }) => (
        <li key={n}>
          <bdi className="break-words">{label || href}</bdi>
        </li>
      ))}
    </ul>
  );
}
