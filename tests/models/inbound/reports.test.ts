import { expect, test } from "vitest";
import { reportKinds } from "#app/models/inbound/reports.ts";

test("a reader may answer an issue twice; what a server says of a delivery twice is one thing (8.32)", () => {
  const often = Object.entries(reportKinds).filter(([, { actsOnce }]) => !actsOnce);
  expect(often.map(([kind]) => kind)).toEqual(["auto-reply", "challenge", "reply", "unknown"]);
});
