import type { RateLimitLine } from "#app/models/pacing/overview.server.ts";

/** The caps of the next days. */
export function WarmUpPlan({ plan, name }: { plan: RateLimitLine["plan"]; name: string }) {
  return (
    <table className="mt-4 w-full max-w-md text-sm">
      <caption className="mb-1 text-left font-medium">
        The warm-up<span className="sr-only"> of {name}</span>, day by day
      </caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">From</th>
          <th scope="col">At most</th>
        </tr>
      </thead>
      <tbody>
        {plan.map(({ day, cap }) => (
          <tr key={day} className="border-t border-rule">
            <th scope="row" className="py-1.5 pr-4 text-left font-normal text-muted">
              {day}
            </th>
            <td className="py-1.5 text-right tabular-nums">{cap.toLocaleString("en")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
