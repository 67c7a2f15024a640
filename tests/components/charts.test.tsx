import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { DrawnChart, type DeskChartKind } from "#app/components/desk/charts/DrawnChart.tsx";
import { scaleOf, shortNumber, stack } from "#app/components/desk/charts/scale.ts";
import { describeChart } from "#app/components/desk/charts/series.ts";
import { SmallLine } from "#app/components/desk/charts/SmallLine.tsx";

const kinds: DeskChartKind[] = ["line", "columns", "bars"];

function drawn(kind: DeskChartKind, names: string[], ...series: (number | null)[][]): string {
  return renderToStaticMarkup(
    <DrawnChart
      kind={kind}
      title="People who joined"
      axis="Day"
      points={names.map((name) => ({ name }))}
      series={series.map((values, i) => ({ name: `Series ${i + 1}`, values }))}
    />,
  );
}

describe("the scale of a chart", () => {
  test.each([
    [
      [0, 3],
      [0, 1, 2, 3],
    ],
    [
      [17, 4],
      [0, 5, 10, 15, 20],
    ],
    [[0], [0, 1]],
    [
      [0, 0.04],
      [0, 0.01, 0.02, 0.03, 0.04],
    ],
    [
      [-3, 2],
      [-4, -2, 0, 2],
    ],
    [[-10], [-15, -10, -5, 0].slice(1)],
    [[1e12], [0, 5e11, 1e12]],
  ])("of %j has the round numbers %j", (values, ticks) => {
    expect(scaleOf(values).ticks).toEqual(ticks);
  });

  test("writes large numbers short", () => {
    expect([0, 999, 9_999, 12_345, 1_250_000, -40_000].map(shortNumber)).toEqual([
      ...["0", "999", "9,999", "12.3K", "1.3M", "-40K"],
    ]);
  });

  test("stacks what is above 0 upwards and what is below downwards", () => {
    expect(stack([3, -2, null, 4, -1])).toEqual([
      { from: 0, to: 3 },
      { from: 0, to: -2 },
      { from: 3, to: 3 },
      { from: 3, to: 7 },
      { from: -2, to: -3 },
    ]);
  });
});

describe.each(kinds)("a chart of %s", (kind) => {
  test("says what it shows to people who do not see it, and has its table", () => {
    const html = drawn(kind, ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"], [3, 12, 7, 8, 9, 10]);
    expect(html).toContain('role="img" aria-label="People who joined"');
    expect(html).toContain("Mon to Sat. Series 1: highest 12 (Tue), lowest 3 (Mon), last 10.");
    expect(html.match(/<tr/g)).toHaveLength(7);
    expect(html).toContain("As a table");
  });

  test("without points, or with nothing known of them, says so in words and draws nothing", () => {
    for (const html of [drawn(kind, [], []), drawn(kind, ["Mon"], [null])]) {
      expect(html).toContain("Nothing to draw yet.");
      expect(html).not.toContain("<svg");
    }
  });

  test("draws one point, numbers of any size and numbers below 0 within its edges", () => {
    for (const values of [[5], [0], [1e15, 1], [-4, 3, null], [-1, -2]]) {
      const html = drawn(
        kind,
        values.map((_, i) => `Point ${i}`),
        values,
      );
      expect(html).not.toMatch(/NaN|Infinity|undefined/);
      for (const [, share] of html.matchAll(/ (?:x|width)="(-?[\d.]+)%"/g)) {
        expect(Number(share)).toBeGreaterThanOrEqual(0);
        expect(Number(share)).toBeLessThanOrEqual(100);
      }
      expect(html).not.toMatch(/(height|width)="-/);
    }
  });

  test("tells series apart by more than their colour", () => {
    const html = drawn(kind, ["Mon", "Tue"], [3, 4], [1, 2], [5, 6], [2, 2]);
    const marks = kind === "line" ? /stroke-dasharray="([^"]+)"/g : /fill="url\(#([^"]+)\)"/g;
    expect(new Set([...html.matchAll(marks)].map(([, mark]) => mark)).size).toBeGreaterThanOrEqual(3);
    for (const n of [1, 2, 3, 4]) expect(html).toContain(`<bdi>Series ${n}</bdi>`);
  });

  test("shows names that others wrote as text, in their own direction", () => {
    const html = drawn(kind, ["<b>نشرة</b> & co", "Two"], [1, 2]);
    expect(html).not.toContain("<b>");
    expect(html).toContain("<bdi>&lt;b&gt;نشرة&lt;/b&gt; &amp; co</bdi>");
  });
});

test("a line is broken where nothing is known", () => {
  expect(drawn("line", ["a", "b", "c", "d", "e"], [1, 2, null, 4, 5]).match(/<polyline/g)).toHaveLength(2);
});

test("two charts of a page have patterns of their own", () => {
  const html = renderToStaticMarkup(
    <>
      {["One", "Two"].map((title) => (
        <DrawnChart
          key={title}
          kind="columns"
          title={title}
          axis="Day"
          points={[{ name: "Mon" }]}
          series={["a", "b"].map((name) => ({ name, values: [1] }))}
        />
      ))}
    </>,
  );
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("a small line marks the last value, says all in words, and is left out for a single value", () => {
  const small = (values: (number | null)[]) =>
    renderToStaticMarkup(
      <SmallLine
        title="Left, of the last issues"
        axis="Issue"
        points={values.map((_, i) => ({ name: `Issue ${i + 1}`, href: `/desk/issues/${i + 1}/numbers` }))}
        values={values}
      />,
    );
  expect(small([3, null, 9])).toContain("Left, of the last issues: Issue 1 3, Issue 3 9.");
  expect(small([3, null, 9])).toContain('<circle cx="115"');
  expect(small([3, null, 9])).toContain('href="/desk/issues/2/numbers"');
  expect(small([3])).toBe("");
  expect(small([null, null])).toBe("");
});

test("a description of one point and of nothing known is a sentence too", () => {
  expect(describeChart([{ name: "Mon" }], [{ name: "Joined", values: [4] }])).toBe("Joined: Mon 4.");
  expect(describeChart([{ name: "Mon" }], [{ name: "Joined", values: [null] }])).toBe("Joined: nothing known.");
});
