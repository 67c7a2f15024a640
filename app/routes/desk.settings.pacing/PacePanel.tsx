import { Button, buttonClass, NoticeBox, Panel } from "#app/components/desk/kit.tsx";
import type { RateLimitLine } from "#app/models/pacing/overview.server.ts";
import { WarmUpPlan } from "./WarmUpPlan.tsx";

/** A destination: its limits, their use, and a slow-down that it asked for. */
export function PacePanel({ line }: { line: RateLimitLine }) {
  const { destination, name, rules, hour, day, plan, state, standing, reply } = line;
  return (
    <Panel title={<span className="wrap-anywhere">{name}</span>}>
      {state !== "free" && (
        <NoticeBox tone="warn">
          <p>{`${standing.charAt(0).toUpperCase()}${standing.slice(1)}.`}</p>
          {reply && <p className="mt-1 font-mono text-xs wrap-anywhere">{reply}</p>}
          {state !== "capped" && (
            <form method="post" className="mt-3">
              <input type="hidden" name="destination" value={destination} />
              <Button name="intent" value="end-slow-down" aria-label={`End the slow-down now: ${name}`}>
                End the slow-down now
              </Button>
            </form>
          )}
        </NoticeBox>
      )}
      {rules.length > 0 ? (
        <ul className="list-disc space-y-1 pl-5">
          {rules.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      ) : (
        <p className="text-muted">No limit of yours.</p>
      )}
      <dl className="mt-3 space-y-1 text-sm text-muted">
        {hour && <Used what="This hour" {...hour} />}
        {day && <Used what="Today" {...day} />}
      </dl>
      {plan.length > 0 && <WarmUpPlan plan={plan} name={name} />}
      <div className="mt-5 flex flex-wrap gap-3">
        <a
          href={`/desk/settings/pacing?for=${encodeURIComponent(destination)}#rules`}
          className={buttonClass()}
          aria-label={`${rules.length > 0 ? "Change" : "Set limits"}: ${name}`}
        >
          {rules.length > 0 ? "Change" : "Set limits"}
        </a>
        {rules.length > 0 && (
          <form method="post">
            <input type="hidden" name="destination" value={destination} />
            <Button name="intent" value="clear" aria-label={`Take them away: ${name}`}>
              Take them away
            </Button>
          </form>
        )}
      </div>
    </Panel>
  );
}

type UsedProps = { what: string; used: number; cap: number; until: string };

function Used({ what, used, cap, until }: UsedProps) {
  return (
    <div className="flex flex-wrap gap-x-2">
      <dt>{what}:</dt>
      <dd className="tabular-nums">
        {used.toLocaleString("en")} of {cap.toLocaleString("en")} used
        {used > 0 && `, until ${until}`}
      </dd>
    </div>
  );
}
