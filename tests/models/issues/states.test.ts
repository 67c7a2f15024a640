import { describe, expect, test } from "vitest";
import { mayMove, moves, stateOf, statusesBefore, type IssueMove, type IssueState } from "#app/models/issues/states.ts";
import { roles } from "#app/models/roles.ts";

const states: IssueState[] = ["draft", "in-review", "approved", "scheduled", "sending", "paused", "sent"];
const all = Object.keys(moves) as IssueMove[];

test("the state of an issue follows from its row, and from whether a slot takes it", () => {
  const none = { reviewAt: null, sendAt: null };
  expect(stateOf({ status: "draft", ...none }, true)).toBe("draft");
  expect(stateOf({ status: "draft", ...none, reviewAt: 1 }, false)).toBe("in-review");
  expect(stateOf({ status: "ready", ...none }, false)).toBe("approved");
  expect(stateOf({ status: "ready", ...none }, true)).toBe("scheduled");
  expect(stateOf({ status: "ready", ...none, sendAt: 5 }, false)).toBe("scheduled");
  for (const status of ["sending", "paused", "sent"] as const) expect(stateOf({ status, ...none }, true)).toBe(status);
});

describe("the table of moves", () => {
  test("leads from a draft to sent, and every state can be left but the last", () => {
    const reached = new Set<IssueState>(["draft"]);
    for (let before = 0; before < reached.size;) {
      before = reached.size;
      for (const { from, to } of Object.values(moves))
        if (to && (from as readonly IssueState[]).some((state) => reached.has(state))) reached.add(to);
    }
    expect([...reached].sort()).toEqual([...states].sort());
    // A subject may be chosen after the send as well, which leads nowhere.
    const leading = all.filter((move) => move !== "choose");
    for (const state of states)
      expect(leading.some((move) => (moves[move].from as readonly IssueState[]).includes(state))).toBe(
        state !== "sent",
      );
  });

  test("lets a role do all that a lesser one may, and nobody do what happens by itself", () => {
    for (const move of all)
      for (const state of states) {
        const may = roles.map((role) => mayMove(move, state, role));
        expect([move, may]).toEqual([move, [...may].sort()]);
        if (moves[move].role === null) expect(may).not.toContain(true);
      }
  });

  test("keeps what readers get from those who only write", () => {
    const open = all.filter((move) => states.some((state) => mayMove(move, state, "editor")));
    expect(open).toEqual(["edit", "delete", "ask-review", "end-review"]);
  });

  test("speaks of the statuses that rows have", () => {
    expect(statusesBefore("approve")).toEqual(["draft", "ready"]);
    expect(statusesBefore("withdraw")).toEqual(["ready"]);
    expect(statusesBefore("cancel")).toEqual(["sending", "paused"]);
  });
});
