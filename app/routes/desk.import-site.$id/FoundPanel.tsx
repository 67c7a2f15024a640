import { buttonClass, NoticeBox, Panel } from "#app/components/desk/kit.tsx";
import { articlePath } from "#app/models/sitePaths.ts";
import type { WordedFound } from "./found.server.ts";

/** Shows the findings of a look or a move: counts, the first files with what was left out of them, and a file of all. */
export function FoundPanel({ found, report }: { found: WordedFound; report: string | null }) {
  if (found.fault !== null) return <NoticeBox tone="bad">{found.fault}</NoticeBox>;
  const { isDryRun, program, pictures, redirects, counts, files } = found;
  return (
    <Panel title={isDryRun ? "What it would become" : "What it became"}>
      <p className="mb-4 text-sm text-muted">
        Recognised as {program}.{" "}
        {pictures > 0 &&
          `${pictures.toLocaleString("en")} ${pictures === 1 ? "picture" : "pictures"} ${isDryRun ? "would come" : "came"} from the web.`}
        {redirects > 0 &&
          ` ${redirects.toLocaleString("en")} former ${redirects === 1 ? "address" : "addresses"} ${isDryRun ? "would lead" : redirects === 1 ? "leads" : "lead"} to the new pages.`}
      </p>
      <dl className="grid max-w-xl grid-cols-[1fr_auto] gap-x-6 gap-y-1">
        {counts.map(({ name, count }) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className="text-end font-medium tabular-nums">{count.toLocaleString("en")}</dd>
          </div>
        ))}
      </dl>
      {report && (
        <p className="mt-5">
          <a href={report} download className={buttonClass()}>
            All files, in a text file
          </a>
        </p>
      )}
      <ul className="mt-5 divide-y divide-rule border-t border-rule">
        {files.map(({ path, title, became, slug, notices }) => (
          <li key={path} className="py-3">
            <p className="font-medium wrap-anywhere">
              {slug ? (
                <a href={articlePath(slug)} className="underline underline-offset-4">
                  <bdi>{title}</bdi>
                </a>
              ) : (
                <bdi>{title || path}</bdi>
              )}
            </p>
            <p className="text-sm wrap-anywhere text-muted">
              <bdi>{path}</bdi>: {became}
            </p>
            {notices.length > 0 && (
              <ul className="mt-1 list-disc ps-5 text-sm wrap-anywhere">
                {notices.map((notice, i) => (
                  <li key={i}>{notice}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
