import { describe, expect, test } from "vitest";
import { scrollAt, spotAt, type DropField } from "#app/routes/desk.issues.$number._index/dragging.ts";

describe("a piece that is dragged", () => {
  /** Two rows in the first section, none in the second, one in the third. */
  const fields: DropField[] = [
    {
      section: 0,
      top: 0,
      bottom: 100,
      rows: [
        { top: 10, bottom: 40 },
        { top: 50, bottom: 80 },
      ],
    },
    { section: 1, top: 120, bottom: 180, rows: [] },
    { section: 2, top: 200, bottom: 260, rows: [{ top: 220, bottom: 250 }] },
  ];
  const placeAt = (y: number) => {
    const { section, index } = spotAt(fields, y)!;
    return [section, index];
  };

  test("takes the place of a row once it is beyond its middle", () => {
    expect([0, 24, 26, 64, 66, 99].map(placeAt)).toEqual([
      [0, 0],
      [0, 0],
      [0, 1],
      [0, 1],
      [0, 2],
      [0, 2],
    ]);
  });

  test("goes into the section under it, an empty one too, and between two into the nearer one", () => {
    expect([105, 115, 150, 230, 240].map(placeAt)).toEqual([
      [0, 2],
      [1, 0],
      [1, 0],
      [2, 0],
      [2, 1],
    ]);
  });

  test("goes to the first or last place from above or below the list", () => {
    expect([-500, 9000].map(placeAt)).toEqual([
      [0, 0],
      [2, 1],
    ]);
    expect(spotAt([], 10)).toBe(null);
  });

  test("shows the place by a line between two rows", () => {
    expect([0, 30, 99, 150].map((y) => spotAt(fields, y)!.line)).toEqual([8, 48, 82, 122]);
  });
});

test("the page scrolls near its edges, faster the nearer, and not between", () => {
  expect([400, 100, 73].map((y) => scrollAt(y, 800, 0))).toEqual([0, 0, 0]);
  const [near, nearer, out] = [60, 20, -50].map((y) => scrollAt(y, 800, 0));
  expect(near! < 0 && nearer! < near! && out! < nearer!).toBe(true);
  expect(scrollAt(790, 800, 0)).toBe(-scrollAt(10, 800, 0));
  // What the page's own bar covers does not count.
  expect(scrollAt(110, 800, 60)).toBeLessThan(0);
});
