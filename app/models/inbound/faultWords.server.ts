import { wording } from "#app/models/faults.ts";
import type { SelfTestFault } from "./selfTest.server.ts";
import type { TeachFault } from "./teaching.server.ts";

/** Words why a test was not sent. */
export const wordSelfTestFault = wording<SelfTestFault>({
  "no-mailbox": () => "No mailbox takes what comes back: set BOUNCE_ADDRESS.",
  "not-set-up": () => "The briefing is not set up yet.",
  "too-many": () => "That was tried often in this hour. Wait for one of the letters.",
  "cannot-send": ({ why }) => `It could not be sent: ${why}`,
  refused: ({ why }) => `The mail server did not take it: ${why}`,
});

/** Words why a rule was not taught. */
export const wordTeachFault = wording<TeachFault>({
  short: () => "The phrase is too short: it needs 8 letters, or it would fit other mails.",
  long: () => "The phrase is longer than 200 characters.",
  elsewhere: () => "The phrase does not stand there in this mail. Copy it from the mail as it is shown.",
  general: () => "The phrase stands in nearly every mail. Choose words that only such a mail has.",
  kind: () => "A phrase cannot mean that.",
  category: () => "A phrase cannot mean that.",
  known: () => "This phrase was taught already.",
  gone: () => "The mail itself is not kept any more.",
});
