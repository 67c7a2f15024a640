import { Button, buttonClass, PageHead, Panel } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { issuePath } from "#app/models/sitePaths.ts";

type ElsewhereViewProps = {
  number: number;
  subject: string;
  /** The program that sent it. */
  elsewhere: string;
  /** In milliseconds. */
  sentAt: number | null;
  list: string;
  timeZone: string;
  mayRemove: boolean;
};

/** An issue that another program sent: it stands in the archive, and nothing about its sending is known here. */
export function ElsewhereView({ number, subject, elsewhere, sentAt, list, timeZone, mayRemove }: ElsewhereViewProps) {
  return (
    <>
      <PageHead
        title={
          <>
            <span className="mb-2 block font-sans text-sm font-normal tracking-normal text-muted">Issue {number}</span>
            <bdi>{subject}</bdi>
          </>
        }
        lead={`To “${list}”`}
        actions={
          <a href={issuePath(number)} className={buttonClass()}>
            Issue page
          </a>
        }
      />
      <Panel title="Sent elsewhere">
        <p className="max-w-prose">
          {sentAt !== null && (
            <>
              Sent elsewhere, <Time at={sentAt} timeZone={timeZone} />.{" "}
            </>
          )}
          It came here from <bdi>{elsewhere}</bdi> and stands in the archive with its date. Who got it is not known
          here: it has no deliveries, it is not counted anywhere, and it is never sent again. Its text is changed where
          its article is.
        </p>
        {mayRemove && (
          <details className="mt-5">
            <summary className="min-h-8 cursor-pointer text-sm font-medium">Take it out of the archive…</summary>
            <form method="post" action={`${deskIssuePath(number)}?index`} className="mt-3">
              <p className="mb-3 max-w-prose text-sm text-muted">
                Its page leads nowhere then, and its number is free. Its article stays.
              </p>
              <Button kind="danger">Take it out of the archive</Button>
            </form>
          </details>
        )}
      </Panel>
    </>
  );
}
