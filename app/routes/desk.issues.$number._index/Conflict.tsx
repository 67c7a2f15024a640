import { spell } from "#app/components/desk/Time.tsx";
import { Button, NoticeBox } from "#app/components/desk/kit.tsx";
import type { Theirs } from "./answers.ts";

type ConflictProps = {
  theirs: Theirs;
  timeZone: string;
  busy: boolean;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
};

/** Two editors saved the same version: both texts are shown, and the editor chooses. */
export function Conflict({ theirs, timeZone, busy, onKeepMine, onTakeTheirs }: ConflictProps) {
  return (
    <NoticeBox tone="bad" fault={theirs}>
      <h2 className="font-semibold">Somebody else saved this issue while you were writing</h2>
      <p className="mt-1">
        They saved at {spell(theirs.at, timeZone)}. Nothing of yours is lost: it still stands in the form below. This is
        what they saved:
      </p>
      <dl className="mt-3 grid gap-x-4 gap-y-1 sm:grid-cols-[auto_1fr]">
        <Part name="Subject">{theirs.subject || "none"}</Part>
        <Part name="Preheader">{theirs.preheader || "none"}</Part>
        <Part name="List">{theirs.list}</Part>
        <Part name="Intro">{theirs.intro || "none"}</Part>
        <Part name="Articles">
          {theirs.articles.map(({ headline }, i) => `${i + 1}. ${headline}`).join("  ") || "none"}
        </Part>
      </dl>
      <div className="mt-4 flex flex-wrap gap-3">
        <Button type="button" onClick={onKeepMine} disabled={busy}>
          Save mine over theirs
        </Button>
        <Button type="button" kind="danger" onClick={onTakeTheirs} disabled={busy}>
          Drop mine, go on with theirs
        </Button>
      </div>
    </NoticeBox>
  );
}

function Part({ name, children }: { name: string; children: string }) {
  return (
    <>
      <dt className="font-medium">{name}</dt>
      <dd className="line-clamp-4 min-w-0 text-muted">{children}</dd>
    </>
  );
}
