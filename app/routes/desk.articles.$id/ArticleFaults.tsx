import { Time } from "#app/components/desk/Time.tsx";
import { Button, buttonClass, NoticeBox } from "#app/components/desk/kit.tsx";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import type { Answer } from "./answers.ts";

type FaultsProps = {
  answer: Answer | undefined;
  id: number | null;
  timeZone: string;
  onSaveOver: (version: number) => void;
  onSaveAsNew: () => void;
};

/** Why a save or a deletion failed, and the choices. */
export function ArticleFaults({ answer, id, timeZone, onSaveOver, onSaveAsNew }: FaultsProps) {
  if (!answer || "saved" in answer) return null;
  if ("reply" in answer)
    return (
      <NoticeBox tone="bad" fault={answer}>
        <p className="flex flex-wrap items-center justify-between gap-3">
          This is not saved yet: {countOf(answer.reply.error)}.
          <Button type="button" onClick={showFirstFault}>
            Show me
          </Button>
        </p>
      </NoticeBox>
    );
  if ("held" in answer)
    return (
      <NoticeBox tone="bad" fault={answer}>
        The article cannot be deleted while {issues(answer.held)} {answer.held.length === 1 ? "holds" : "hold"} it.
      </NoticeBox>
    );
  if ("gone" in answer)
    return (
      <NoticeBox tone="bad" fault={answer}>
        <p>Somebody deleted this article after you opened it. What you wrote is still here.</p>
        <p className="mt-3">
          <Button type="button" onClick={onSaveAsNew}>
            Save it as a new article
          </Button>
        </p>
      </NoticeBox>
    );
  const { version, at } = answer.conflict;
  return (
    <NoticeBox tone="bad" fault={answer}>
      <p>
        Not saved: somebody else saved this article on <Time at={at} timeZone={timeZone} />, after you opened it. What
        you wrote is still here. Compare both, take over what you want to keep, then save yours over theirs.
      </p>
      <p className="mt-3 flex flex-wrap gap-2">
        <a href={`${deskArticlePath(id!)}?as=saved`} target="_blank" rel="noreferrer" className={buttonClass()}>
          Open their version in a new tab
        </a>
        <Button type="button" kind="danger" onClick={() => onSaveOver(version)}>
          Save mine over theirs
        </Button>
      </p>
    </NoticeBox>
  );
}

function showFirstFault() {
  const control = document.querySelector<HTMLElement>("[aria-invalid=true]");
  control?.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
}

function countOf(error: Record<string, string[] | null> | null | undefined): string {
  const count = Object.values(error ?? {}).filter(Boolean).length;
  return count === 1 ? "one thing must be mended" : `${count} things must be mended`;
}

/** @returns like `issue 3` or `issues 3 and 5` */
export function issues(numbers: number[]): string {
  const list = new Intl.ListFormat("en-GB").format(numbers.map(String));
  return numbers.length === 1 ? `issue ${list}` : `issues ${list}`;
}
