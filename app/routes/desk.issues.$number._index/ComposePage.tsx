import { useBlocker, useFetcher, useNavigate, useSubmit } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import type { SaveAnswer } from "../../components/desk/issues/answers.ts";
import { Compose } from "../../components/desk/issues/Compose.tsx";
import { LeaveQuestion } from "../../components/desk/article/LeaveQuestion.tsx";
import { StatusBadge } from "../../components/desk/issues/StatusBadge.tsx";
import { PageHead } from "../../components/desk/kit.tsx";
import type { ArticleChoice, Composition } from "../../models/compositions.server.ts";

type ComposePageProps = {
  composition: Composition;
  choices: ArticleChoice[];
  timeZone: string;
  canSend: boolean;
};

/** The form, with what it needs of the router: saving without leaving, searching, and asking before it leaves. */
export function ComposePage({ composition, choices, timeZone, canSend }: ComposePageProps) {
  const page = `/desk/issues/${composition.number}`;
  const [round, setRound] = useState(0);
  const saver = useFetcher<SaveAnswer>({ key: `save ${composition.number} ${round}` });
  const finder = useFetcher<{ choices: ArticleChoice[] }>();
  const submit = useSubmit();
  const leave = useLeaving();
  const navigate = useNavigate();

  const next = useRef<string>();
  useEffect(() => {
    // The router loses its way when it is sent on while it still reloads after a save.
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
      <LeaveQuestion {...leave.question} />
    </>
  );
}

/** Asks before the router leaves a page with something unsaved; `freely` goes without asking. */
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
