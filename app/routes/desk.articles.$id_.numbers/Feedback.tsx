import { DrawnChart } from "#app/components/desk/charts/DrawnChart.tsx";
import { Panel } from "#app/components/desk/kit.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";

/** A question about the piece in one issue, with how many people gave each answer. */
type Asked = { id: number; issue: number; people: number; answers: { words: string; people: number }[] };

/** The answers of readers to whether the piece was useful, issue by issue. */
export function Feedback({ questions }: { questions: Asked[] }) {
  const inOrder = questions.toReversed();
  const answers = [...new Set(inOrder.flatMap((one) => one.answers.map(({ words }) => words)))];
  const peopleWith = (one: Asked, words: string) => one.answers.find((answer) => answer.words === words)?.people ?? 0;
  return (
    <Panel title="Was it useful?">
      <DrawnChart
        kind="bars"
        title="People by their answer"
        axis="Issue"
        points={inOrder.map(({ issue }) => ({ name: `Issue ${issue}`, href: deskIssuePath(issue, "numbers") }))}
        series={answers.map((words) => ({ name: words, values: inOrder.map((one) => peopleWith(one, words)) }))}
      />
    </Panel>
  );
}
