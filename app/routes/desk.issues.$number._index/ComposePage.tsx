import { useBlocker, useFetcher, useNavigate, useSubmit } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { UnsavedQuestion } from "#app/components/desk/article/UnsavedQuestion.tsx";
import { StatusBadge } from "#app/components/desk/issues/StatusBadge.tsx";
import { PageHead } from "#app/components/desk/kit.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { ArticleChoice } from "#app/models/issues/editing.server.ts";
import { Compose } from "./Compose.tsx";
import type { SaveAnswer } from "./answers.ts";
import type { IssueEditor } from "./issueEditor.server.ts";

type ComposePageProps = {
  composition: IssueEditor;
  choices: ArticleChoice[];
  timeZone: string;
  canSend: boolean;
};

/** Connects the issue's form to the router: saving in place, searching, and asking before leaving. */
export function ComposePage({ composition, choices, timeZone, canSend }: ComposePageProps) {
  const page = deskIssuePath(composition.number);
  const [round, setRound] = useState(0);
  const saver = useFetcher<SaveAnswer>({ key: `save ${composition.number} ${round}` });
  const finder = useFetcher<{ choices: ArticleChoice[] }>();
  const submit = useSubmit();
  const leave = useLeaving();
  const navigate = useNavigate();

  const next = useRef<string>();
  useEffect(() => {
    // Navigating while the router still reloads after a save breaks it.
    if (saver.state !== "idle" || !saver.data) return;
    if ("saved" in saver.data && next.current) leave.freely(() => navigate(next.current!));
    next.current = undefined;
    // Only an answer moves on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [saver.state, saver.data]);

  return (
    <>
      <PageHead title={`Issue ${composition.number}`} lead={<StatusBadge status={composition.status} />} />
      <Compose
        key={`${composition.number} ${round}`}
        composition={composition}
        timeZone={timeZone}
        choices={finder.data?.choices ?? choices}
        onSearch={useLater((words: string) =>
          finder.load(`/desk/issues/articles?${new URLSearchParams({ search: words })}`),
        )}
        answer={saver.data}
        saving={saver.state !== "idle"}
        onSave={(form, then) => {
          next.current = then;
          saver.submit(form, { method: "post", action: `${page}?index` });
        }}
        onDirty={leave.setDirty}
        onStartAgain={() => setRound(round + 1)}
        onDelete={() => leave.freely(() => submit({ intent: "delete" }, { method: "post", action: `${page}?index` }))}
        canSend={canSend}
      />
      <UnsavedQuestion {...leave.question} />
    </>
  );
}

/** Asks before the router leaves a page with unsaved changes; `freely` navigates without asking. */
function useLeaving() {
  const [dirty, setDirty] = useState(false);
  const free = useRef(false);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty && !free.current && currentLocation.pathname !== nextLocation.pathname,
  );
  return {
    setDirty,
    freely(go: () => void) {
      free.current = true;
      go();
    },
    question: {
      open: blocker.state === "blocked",
      onStay: () => blocker.reset?.(),
      onLeave: () => blocker.proceed?.(),
    },
  };
}

/** Waits until typing pauses. */
function useLater<T>(act: (value: T) => void, pause = 200) {
  const timer = useRef<ReturnType<typeof setTimeout>>();
  return (value: T) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => act(value), pause);
  };
}
