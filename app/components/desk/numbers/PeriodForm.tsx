import type { ReactNode } from "react";
import { Button, Select } from "#app/components/desk/kit.tsx";

type PeriodFormProps = { lengths: readonly number[]; days: number; children?: ReactNode };

/** Chooses for how many days a page shows figures; it works without scripts. */
export function PeriodForm({ lengths, days, children }: PeriodFormProps) {
  return (
    <form method="get" className="flex flex-wrap items-end gap-3">
      {children}
      <label className="text-sm">
        <span className="mb-1 block font-medium">Days</span>
        <Select name="days" defaultValue={String(days)}>
          {lengths.map((length) => (
            <option key={length} value={length}>
              {length === 365 ? "The last year" : `The last ${length} days`}
            </option>
          ))}
        </Select>
      </label>
      <Button type="submit">Show</Button>
    </form>
  );
}
