import type { CohortRow } from "#app/models/growth/cohorts.server.ts";

type CohortProps = { caption: string; steps: readonly number[]; rows: CohortRow[] };

/** Months of joining, and how many of each still got it later. Every cell says its share in digits; its ground only repeats it. */
export function CohortTable({ caption, steps, rows }: CohortProps) {
  return (
    // A wide table is scrolled by keyboard as well.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls can be focused
    <div className="relative overflow-x-auto" role="region" aria-label={caption} tabIndex={0}>
      <table className="w-full border-separate border-spacing-px text-sm tabular-nums">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="text-xs text-muted">
            <th scope="col" className="py-2 pe-3 text-start font-semibold">
              Joined
            </th>
            <th scope="col" className="px-2 py-2 text-end font-semibold whitespace-nowrap">
              Readers
            </th>
            {steps.map((step) => (
              <th key={step} scope="col" className="px-2 py-2 text-end font-semibold whitespace-nowrap">
                {stepName(step)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ joined, size, stayed }) => (
            <tr key={joined}>
              <th scope="row" className="py-2 pe-3 text-start font-medium whitespace-nowrap">
                {monthName(joined)}
              </th>
              <td className="px-2 py-2 text-end whitespace-nowrap">{size.toLocaleString("en")}</td>
              {stayed.map((count, i) => (
                <Stayed key={steps[i]} count={count} size={size} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Stayed({ count, size }: { count: number | null; size: number }) {
  if (count === null)
    return (
      <td className="px-2 py-2 text-end text-muted">
        <span aria-hidden="true">·</span>
        <span className="sr-only">not over yet</span>
      </td>
    );
  const share = size === 0 ? 0 : count / size;
  return (
    <td
      className={`px-2 py-2 text-end whitespace-nowrap ${groundOf(share)}`}
      title={`${count.toLocaleString("en")} of ${size.toLocaleString("en")}`}
    >
      {percent(share)}
      <span className="block text-xs">{count.toLocaleString("en")}</span>
    </td>
  );
}

/** Whole percent, but never 100 where somebody left, nor 0 where somebody stayed. */
function percent(share: number): string {
  const whole = Math.round(share * 100);
  if (whole === 100 && share < 1) return "> 99 %";
  return whole === 0 && share > 0 ? "< 1 %" : `${whole} %`;
}

function groundOf(share: number): string {
  if (share >= 0.9) return "bg-accent/25";
  if (share >= 0.75) return "bg-accent/20";
  if (share >= 0.5) return "bg-accent/15";
  return share >= 0.25 ? "bg-accent/10" : "bg-accent/5";
}

function stepName(step: number): string {
  if (step === 0) return "That month";
  return step === 1 ? "1 month on" : `${step} months on`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** @param number 12 × year + month */
function monthName(number: number): string {
  return `${months[number % 12]} ${Math.floor(number / 12)}`;
}
