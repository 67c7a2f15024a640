import { NoticeBox } from "#app/components/desk/kit.tsx";
import type { IssueNumbers } from "#app/models/numbers/issueNumbers.server.ts";

/** Where the counting of clicks is turned on. */
const countingPath = "/desk/settings/counting";

/** The state of the numbers, which somebody must know before they believe them. */
export function StateNotices({ numbers, mayChange }: { numbers: IssueNumbers; mayChange: boolean }) {
  const { isEarly, isFolded, sentAt, clicks, figures } = numbers;
  return (
    <>
      {sentAt === null && (
        <NoticeBox tone="warn">
          The issue is still going out: {figures.waiting.toLocaleString("en")} of{" "}
          {figures.audience.toLocaleString("en")} mails are to come, and every number here grows.
        </NoticeBox>
      )}
      {sentAt !== null && isEarly && (
        <NoticeBox>
          It went out within the last hour. Most people have not seen it yet: look again tomorrow before you compare.
        </NoticeBox>
      )}
      {clicks && clicks.waiting > 0 && (
        <NoticeBox>
          {clicks.waiting === 1 ? "One request is" : `${clicks.waiting.toLocaleString("en")} requests are`} still being
          judged: whether a person or a program asked. The clicks by people may grow.
        </NoticeBox>
      )}
      {isFolded && (
        <NoticeBox>
          It is older than 12 months. The numbers stay; who is in them is no longer kept, so they cannot be opened down
          to single readers.
        </NoticeBox>
      )}
      {clicks === null && (
        <NoticeBox>
          Clicks are not counted in this issue.{" "}
          {mayChange ? (
            <>
              They can be, from the next one on:{" "}
              <a className="underline underline-offset-4" href={countingPath}>
                the settings of counting
              </a>{" "}
              say what that means for readers.
            </>
          ) : (
            "An operator can turn that on for the next ones, in the settings."
          )}
        </NoticeBox>
      )}
    </>
  );
}
