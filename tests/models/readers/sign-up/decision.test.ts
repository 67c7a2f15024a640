import { expect, test } from "vitest";
import { decideSignUp } from "#app/models/readers/sign-up/requests.server.ts";

type Facts = Parameters<typeof decideSignUp>[0];

const form = { step: "form", tooFast: false } as const;
const press = { step: "press", tooFast: false } as const;
const usual: Facts = { isShut: false, form, filled: false, proofNeeded: false, isProven: false, network: 0 };

const decisions: [said: string, facts: Partial<Facts>, decision: ReturnType<typeof decideSignUp>][] = [
  ["a filled-in form on an ordinary day is accepted", {}, "accept"],
  ["over the highest limit even a proof does not help", { isShut: true, proofNeeded: true, isProven: true }, "refuse"],
  ["a form that came back at once is asked for again", { form: { ...form, tooFast: true } }, "press-slower"],
  ["so is a button pressed at once", { form: { ...press, tooFast: true } }, "press-slower"],
  ["a field that only robots see leads to one more press", { filled: true }, "press"],
  ["after that press it counts no more: a browser may have filled it", { form: press, filled: true }, "accept"],
  ["under pressure a form without a proof leads to one", { proofNeeded: true }, "press"],
  ["and with its proof it is accepted", { proofNeeded: true, isProven: true }, "accept"],
  ["a press without JavaScript has a quota of its own", { form: press, proofNeeded: true }, "accept-unproven"],
  ["a form from a cached page has no token and is accepted once", { form: null, network: 1 }, "accept"],
  ["from the third of one network on it leads to a press", { form: null, network: 2 }, "press"],
  ["a form with a token does not, however many came", { network: 4 }, "accept"],
];

test.each(decisions)("%s (C-22, C-23, C-24)", (_, facts, decision) => {
  expect(decideSignUp({ ...usual, ...facts })).toBe(decision);
});
