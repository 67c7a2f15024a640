import { Form, Link } from "@remix-run/react";
import { Button, buttonClass, NoticeBox, Panel } from "#app/components/desk/kit.tsx";
import { deskSubscriberPath } from "#app/models/deskPaths.ts";
import { wordedCount } from "#app/components/desk/wordedCount.ts";
import { shareWords } from "#app/models/shares.ts";
import type { SilentForesight, SilenceFault } from "#app/models/growth/partings.server.ts";

type SilentProps = {
  list: { slug: string; name: string };
  issues: number;
  choices: readonly number[];
  active: number;
  silent: SilentForesight | SilenceFault;
  signs: string[];
  /** Whether the list counts clicks now: without, hardly anything can be noticed. */
  countsClicks: boolean;
  mayAct: boolean;
};

/** The readers of whom nobody noticed anything for some issues, with what can be done. */
export function Silent({ list, issues, choices, active, silent, signs, countsClicks, mayAct }: SilentProps) {
  return (
    <Panel title="Readers who gave no sign">
      <nav aria-label="For how many issues" className="mb-4 flex flex-wrap gap-2">
        {choices.map((choice) => (
          <Link
            key={choice}
            to={`?list=${list.slug}&issues=${choice}`}
            preventScrollReset
            aria-current={choice === issues ? "true" : undefined}
            className={buttonClass(choice === issues ? "primary" : "quiet")}
          >
            {choice} issues
          </Link>
        ))}
      </nav>
      {"error" in silent ? (
        <p className="text-sm">{faultWords[silent.error](issues)}</p>
      ) : (
        <Found {...{ list, issues, active, silent, countsClicks, mayAct }} />
      )}
      <details className="mt-5 text-sm">
        <summary className="cursor-pointer py-2 font-medium">What counts as a sign, and how this is computed</summary>
        <ul className="mt-2 list-disc space-y-1 ps-5">
          {signs.map((sign) => (
            <li key={sign}>{sign}</li>
          ))}
          <li>joining this list or another</li>
        </ul>
        <p className="mt-3 max-w-prose text-muted">
          Counted are active readers of the list who were sent the first and the last of its last {issues} issues to
          everybody, had joined before the first, had paused nothing, and gave none of these signs since. What machines
          did is no sign. Who gets the monthly digest is not counted.
        </p>
      </details>
    </Panel>
  );
}

const faultWords: Record<SilenceFault["error"], (issues: number) => string> = {
  few: (issues) =>
    `The list has not had ${wordedCount(issues, "issue")} to everybody yet, so nobody can have been silent for so long.`,
  forgotten: () => "The first of these issues is more than a year old: nobody knows any more who got it. Choose fewer.",
};

type FoundProps = Omit<SilentProps, "choices" | "signs" | "silent"> & { silent: SilentForesight };

function Found({ list, issues, active, silent, countsClicks, mayAct }: FoundProps) {
  const { count, share, sample } = silent;
  const about = share < 1 ? "about " : "";
  const part = shareWords(count, active);
  return (
    <>
      <p className="text-3xl font-medium tabular-nums">
        {about}
        {count.toLocaleString("en")}
      </p>
      <p className="text-sm text-muted">
        of {wordedCount(active, "active reader")} of {list.name}
        {part.endsWith("%") && `, ${part}`}
        {share < 1 && "; estimated from a part of them"}
      </p>
      <div className="mt-4">
        <NoticeBox>
          Silence is not absence: most people who read never press anything.{" "}
          {countsClicks
            ? "Clicks are counted for this list, but not of readers who refused that."
            : "Clicks are not counted for this list, so hardly anything can be noticed: nearly everybody is silent here, readers of every issue among them."}{" "}
          Ask them before you let anybody go.
        </NoticeBox>
      </div>
      {mayAct && sample.length > 0 && (
        <details className="mt-4 text-sm">
          <summary className="cursor-pointer py-2 font-medium">Some of them</summary>
          <ul className="mt-1 space-y-1">
            {sample.map(({ id, email }) => (
              <li key={id}>
                <Link className="break-all underline underline-offset-4" to={deskSubscriberPath(id)}>
                  {email}
                </Link>
              </li>
            ))}
          </ul>
        </details>
      )}
      {mayAct && count > 0 && <WhatToDo list={list.slug} issues={issues} />}
    </>
  );
}

function WhatToDo({ list, issues }: { list: string; issues: number }) {
  return (
    <ol className="mt-6 list-decimal space-y-4 ps-5 text-sm">
      <li>
        <p className="max-w-prose">
          <strong>Ask them.</strong> Make a segment of them, and send it an issue as always. It asks by itself whether
          they want to stay; one press on the page behind its button is a sign.
        </p>
        <Form method="post" className="mt-2">
          <input type="hidden" name="intent" value="segment" />
          <input type="hidden" name="issues" value={issues} />
          <Button>Make the segment</Button>
        </Form>
      </li>
      <li>
        <p className="max-w-prose">
          <strong>Wait</strong> for a week or two. Who gives a sign is in it no more.
        </p>
      </li>
      <li>
        <p className="max-w-prose">
          <strong>Let the rest go</strong>, if you want to: their subscriptions end, each with a receipt. You see how
          many and some of them first, and can take it back for thirty days.
        </p>
        <Link
          className={`${buttonClass("quiet")} mt-2`}
          to={`/desk/numbers/readers/let-go?list=${list}&issues=${issues}`}
        >
          See who would go
        </Link>
      </li>
    </ol>
  );
}
