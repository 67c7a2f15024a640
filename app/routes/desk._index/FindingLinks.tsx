import { hrefOf } from "#app/components/desk/issues/Preflight.tsx";
import type { Finding } from "#app/models/preflight/preflight.server.ts";

type FindingLinksProps = { findings: Finding[]; page: string };

/** Links to what was found, each to where it is mended: what prevents sending in sight, the rest folded. */
export function FindingLinks({ findings, page }: FindingLinksProps) {
  const [blocking, advisory] = [true, false].map((isBlocking) =>
    findings.filter(({ level }) => (level === "blocking") === isBlocking),
  ) as [Finding[], Finding[]];
  return (
    <>
      {blocking.length > 0 && <Lines findings={blocking} page={page} />}
      {advisory.length > 0 && (
        <details className="text-xs">
          <summary className="min-h-6 cursor-pointer py-0.5 text-warn">
            {advisory.length === 1 ? "1 thing worth a look" : `${advisory.length} things worth a look`}
          </summary>
          <Lines findings={advisory} page={page} />
        </details>
      )}
    </>
  );
}

function Lines({ findings, page }: FindingLinksProps) {
  return (
    <ul className="py-0.5 text-xs">
      {findings.map(({ check, subject, level, why, at }) => (
        <li key={`${check} ${subject}`} className="wrap-anywhere">
          <a
            href={hrefOf(at, page)}
            className={`inline-block min-h-6 py-0.5 underline underline-offset-4 ${level === "blocking" ? "text-bad" : "text-ink"}`}
          >
            {level === "blocking" && <span className="sr-only">Prevents sending: </span>}
            <bdi>{why}</bdi>
          </a>
        </li>
      ))}
    </ul>
  );
}
