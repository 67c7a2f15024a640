import { Panel } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import type { CameBackLine } from "#app/models/deliveries/cameBack.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { wordReport } from "#app/models/inbound/reportWords.ts";

/** Acts that say more than the report does. */
const actWords: Record<string, string> = {
  suppressed: "suppressed the address",
  counted: "counts towards a suppression",
  complained: "suppressed the address and ended every subscription",
  ended: "ended the subscription",
  warned: "warned operators, and does not count against the reader",
  repeated: "was told before, and changed nothing",
  expired: "came too late to count",
};

/** Everything that came back about a reader, with the lines that decided; nothing where nothing did. */
export function CameBackPanel({ lines, timeZone }: { lines: CameBackLine[]; timeZone: string }) {
  if (lines.length === 0) return null;
  return (
    <Panel title="What came back">
      <ul className="divide-y divide-rule">
        {lines.map(({ messageId, n, at, kind, number, diagnostic, evidence, act }) => (
          <li key={`${messageId} ${n}`} className="py-4 first:pt-0 last:pb-0">
            <p className="flex flex-wrap justify-between gap-x-4">
              <span className="font-medium">
                {wordReport(kind)}
                {number !== null && (
                  <>
                    {" · "}
                    <a href={deskIssuePath(number)} className="underline underline-offset-4">
                      issue {number}
                    </a>
                  </>
                )}
              </span>
              <span className="text-sm text-muted">
                <Time at={at} timeZone={timeZone} />
              </span>
            </p>
            {act && Object.hasOwn(actWords, act) && <p className="mt-1 text-sm text-muted">It {actWords[act]}.</p>}
            <Said lines={[...new Set([...(diagnostic ? [diagnostic] : []), ...evidence])]} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Said({ lines }: { lines: string[] }) {
  if (lines.length === 0) return null;
  return (
    <ul dir="auto" className="mt-2 space-y-1 border-s-2 border-rule ps-3 font-mono text-xs wrap-anywhere">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
