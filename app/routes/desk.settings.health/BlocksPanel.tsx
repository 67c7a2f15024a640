import { Panel } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import type { BlockLine } from "#app/models/inbound/blocks.server.ts";

/** Receivers that do not want mail from us, in their own words. */
export function BlocksPanel({ blocks, timeZone }: { blocks: BlockLine[]; timeZone: string }) {
  return (
    <Panel title="Blocks about us">
      {blocks.length === 0 ? (
        <p className="text-muted">Nobody has sent mail back because of us in the last 30 days.</p>
      ) : (
        <>
          <p className="mb-4 text-sm text-muted">
            These servers do not want mail from us, whoever reads there. No reader is suppressed for it.
          </p>
          <ul className="divide-y divide-rule">
            {blocks.map(({ domain, diagnostic, status, at }, i) => (
              <li key={i} className="py-3 first:pt-0 last:pb-0">
                <p className="flex flex-wrap justify-between gap-x-4 text-sm">
                  <bdi className="font-medium break-all">{domain || "unknown"}</bdi>
                  <Time at={at} timeZone={timeZone} />
                </p>
                <p className="mt-1 font-mono text-xs wrap-anywhere">{diagnostic ?? status ?? "no words"}</p>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
