import { wording } from "#app/models/faults.ts";
import type { SelfTestFault } from "./selfTest.server.ts";

/** Words why a test was not sent. */
export const wordSelfTestFault = wording<SelfTestFault>({
  "no-mailbox": () => "No mailbox takes what comes back: set BOUNCE_ADDRESS.",
  "not-set-up": () => "The briefing is not set up yet.",
  "too-many": () => "That was tried often in this hour. Wait for one of the letters.",
  "cannot-send": ({ why }) => `It could not be sent: ${why}`,
  refused: ({ why }) => `The mail server did not take it: ${why}`,
});
