import { Button, NoticeBox } from "#app/components/desk/kit.tsx";
import type { FieldFaults } from "#app/components/desk/sheet/answers.ts";

/**
 * An act that was not done: `lacking` says what an article needs, `failed` that the desk could not be reached, `by` who
 * else writes in it.
 */
export type NotDone = { lacking: FieldFaults } | { failed: string } | { held: number[] } | { by: string };

type ArticleFaultsProps = {
  notDone: NotDone | null;
  /** Undefined where this page has already asked to write. */
  onTake?: () => void;
};

/** Why an article was not published, taken off or deleted; whatever was typed is saved all the same. */
export function ArticleFaults({ notDone, onTake }: ArticleFaultsProps) {
  if (!notDone) return null;
  if ("failed" in notDone)
    return (
      <NoticeBox tone="bad" fault={notDone}>
        {notDone.failed}
      </NoticeBox>
    );
  if ("held" in notDone)
    return (
      <NoticeBox tone="bad" fault={notDone}>
        The article cannot be deleted while {issues(notDone.held)} {notDone.held.length === 1 ? "holds" : "hold"} it.
      </NoticeBox>
    );
  if ("by" in notDone)
    return (
      <NoticeBox tone="bad" fault={notDone}>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p>
            Nothing was done: {notDone.by} is writing in this article. Take over, or wait until {notDone.by} has closed
            it.
          </p>
          {onTake && (
            <Button type="button" onClick={onTake}>
              Take over
            </Button>
          )}
        </div>
      </NoticeBox>
    );
  return (
    <NoticeBox tone="bad" fault={notDone}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p>Saved, and not on the site yet: {countOf(notDone.lacking)}.</p>
        <Button type="button" onClick={showFirstFault}>
          Show me
        </Button>
      </div>
    </NoticeBox>
  );
}

/** @returns the first control of the form that says what is wrong with it */
export function firstFault(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[aria-invalid=true]");
}

function showFirstFault() {
  const control = firstFault();
  control?.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
}

function countOf(faults: FieldFaults): string {
  const count = Object.keys(faults).length;
  return count === 1 ? "one thing must be mended" : `${count} things must be mended`;
}

/** @returns like `issue 3` or `issues 3 and 5` */
export function issues(numbers: number[]): string {
  const list = new Intl.ListFormat("en-GB").format(numbers.map(String));
  return numbers.length === 1 ? `issue ${list}` : `issues ${list}`;
}
