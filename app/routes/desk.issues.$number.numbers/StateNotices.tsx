import { NoticeBox } from "#app/components/desk/kit.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { IssueNumbers } from "#app/models/numbers/issueNumbers.server.ts";

/** No more than a thousand are counted. */
const atLeast = (waiting: number) => (waiting < 1000 ? waiting.toLocaleString("en") : "1,000 or more");

/** Where the counting of clicks is turned on. */
const countingPath = "/desk/settings/counting";

/** The state of the numbers, which somebody must know before they believe them. */
export function StateNotices({ numbers, mayChange }: { numbers: IssueNumbers; mayChange: boolean }) {
  const { number, stage, isEarly, isFolded, clicks, figures } = numbers;
  const toCome = `${figures.waiting.toLocaleString("en")} of ${figures.audience.toLocaleString("en")} mails`;
  return (
    <>
      {stage === "going-out" && (
        <NoticeBox tone="warn">
          The issue is still going out: {toCome} are to come, and every number here grows.
        </NoticeBox>
      )}
      {stage === "paused" && (
        <NoticeBox tone="warn">
          The issue is paused: {toCome} are to come once it goes on, and every number here grows then.
        </NoticeBox>
      )}
      {stage === "held" && (
        <NoticeBox tone="warn">
          Its subjects are being tried: {toCome} wait for the decision, and every number here grows.{" "}
          <a className="underline underline-offset-4" href={deskIssuePath(number)}>
            The issue’s page
          </a>{" "}
          says how each subject does.
        </NoticeBox>
      )}
      {stage === "over" && isEarly && (
        <NoticeBox>
          It went out within the last hour. Most people have not seen it yet: look again tomorrow before you compare.
        </NoticeBox>
      )}
      {clicks && clicks.waiting > 0 && (
        <NoticeBox>
          {clicks.waiting === 1 ? "One request is" : `${atLeast(clicks.waiting)} requests are`} still being judged:
          whether a person or a program asked. That takes some minutes, and the clicks by people may grow.
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
