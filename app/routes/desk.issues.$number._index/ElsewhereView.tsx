import { buttonClass, PageHead, Panel } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
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
};

/** An issue that another program sent: it stands in the archive, and nothing about its sending is known here. */
export function ElsewhereView({ number, subject, elsewhere, sentAt, list, timeZone }: ElsewhereViewProps) {
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
      </Panel>
    </>
  );
}
