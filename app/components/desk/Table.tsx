import type { ReactNode } from "react";

// Roles are explicit, because a table with a card layout is no table to a browser.

type TableProps = {
  /** For screen readers. */
  caption: string;
  head: string[];
  /** The first column of numbers: from it on, heads stand at the end like their cells. */
  numbersFrom?: number;
  children: ReactNode;
};

/** A table that becomes a stack of cards on a phone. */
export function Table({ caption, head, numbersFrom = head.length, children }: TableProps) {
  return (
    <div className="sm:overflow-x-auto sm:rounded-lg sm:border sm:border-rule sm:bg-raised">
      <table role="table" className="block w-full text-left text-sm sm:table">
        <caption className="sr-only">{caption}</caption>
        <thead className="sr-only sm:not-sr-only sm:table-header-group">
          <tr role="row">
            {head.map((title, i) => (
              <th
                key={title}
                role="columnheader"
                scope="col"
                className={`border-b border-rule px-4 py-3 text-xs font-semibold whitespace-nowrap text-muted ${i >= numbersFrom ? "text-end" : ""}`}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="block space-y-3 sm:table-row-group">{children}</tbody>
      </table>
    </div>
  );
}

export function Row({ children }: { children: ReactNode }) {
  return (
    <tr
      role="row"
      className="block rounded-lg border border-rule bg-raised p-4 sm:table-row sm:border-0 sm:p-0 sm:hover:bg-sunken/60 sm:[&:not(:last-child)>td]:border-b"
    >
      {children}
    </tr>
  );
}

/** `label` precedes the value on a phone, where the column's head is hidden; leave it out for the row's name. */
export function Cell({ label, children, end = false }: { label?: string; children: ReactNode; end?: boolean }) {
  return (
    <td
      // eslint-disable-next-line jsx-a11y/no-interactive-element-to-noninteractive-role -- a cell of a table is no control
      role="cell"
      className={`flex items-baseline justify-between gap-4 border-rule py-1 align-top sm:table-cell sm:px-4 sm:py-3 ${label ? "sm:min-w-24" : "sm:min-w-48"} ${end ? "sm:text-end" : ""}`}
    >
      {label && (
        <span aria-hidden className="shrink-0 text-xs text-muted sm:hidden">
          {label}
        </span>
      )}
      <div className="min-w-0">{children}</div>
    </td>
  );
}
