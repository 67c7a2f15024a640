import { wording } from "#app/models/faults.ts";
import { wordAddressFault } from "#app/models/faultWords.server.ts";
import type { TestRefusal } from "#app/models/sending/testSend.server.ts";

/** Words why a test was not sent, for the editor. */
export const wordTestRefusal = wording<TestRefusal>({
  address: ({ fault }) => wordAddressFault(fault),
  suppressed: () => "This address must not be written to any more: its owner complained, left for good, or it bounces.",
  "not-found": () => "This issue is no longer there.",
  "cannot-send": ({ why }) => why,
  "server-refused": ({ answer }) => `The mail server did not take it: ${answer}`,
  "too-many": ({ of, most, minutes }) => {
    const whose = of === "editor" ? "You have sent" : "This desk has sent";
    const wait = minutes === 1 ? "a minute" : `${minutes} minutes`;
    return `${whose} ${most} tests to people who do not work here in this hour; the next may go in ${wait}. To yourself and your colleagues they go freely.`;
  },
});
