import { useWords } from "./Words.tsx";

/** Forms post to this fragment, so that the response begins at the errors. */
export const faultAnchor = "#fault";

type SummaryProps = {
  /** The errors, each with the id of its field. */
  faults: { said: string; field: string }[];
};

/**
 * The errors of a form on top of its page, each linked to its field. It has the focus when the page loads, with or
 * without a fragment or JavaScript (WCAG 3.3.1).
 */
export function FaultSummary({ faults }: SummaryProps) {
  const words = useWords();
  if (faults.length === 0) return null;
  return (
    <div
      id="fault"
      role="group"
      aria-labelledby="fault-title"
      tabIndex={-1}
      // eslint-disable-next-line jsx-a11y/no-autofocus -- the answer to a form begins with what was wrong in it
      autoFocus
      className="my-7 scroll-mt-6 border-2 border-s-8 border-bad px-5 py-4"
    >
      <p id="fault-title" className="font-semibold">
        {words("errors.problem")}
      </p>
      <ul className="mt-1">
        {faults.map(({ said, field }) => (
          <li key={field}>
            <a
              className="inline-block py-1.5 font-medium text-bad underline underline-offset-4"
              href={`#${field}`}
              target="_self"
            >
              {said}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
