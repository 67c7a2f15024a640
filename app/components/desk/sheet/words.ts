import type { Trouble } from "./answers.ts";

/** How a failed save is said: `short` beside the title, `long` in the banner. */
export const troubleWords: Record<Trouble, { short: string; long: string }> = {
  offline: {
    short: "no connection, trying again",
    long: "There is no connection to the desk.",
  },
  away: {
    short: "the desk does not answer, trying again",
    long: "The desk does not answer properly; it may be restarting.",
  },
  slow: {
    short: "the desk is too slow, trying again",
    long: "The desk did not answer in 20 seconds.",
  },
  full: {
    short: "the desk’s disk is full, trying again",
    long: "The disk of the desk is full, so it can store nothing. Tell whoever runs it.",
  },
  "signed-out": {
    short: "you are signed out",
    long: "Your session has ended, so the desk cannot know that it is you. Sign in again.",
  },
  forbidden: {
    short: "the desk refuses it, trying again",
    long: "Something between here and the desk refuses the save. Tell whoever runs it.",
  },
  "too-large": {
    short: "it is too large",
    long: "This is larger than the desk takes in one piece. Take something out, or make two of it.",
  },
  unknown: {
    short: "the desk has changed, trying again",
    long: "The desk answers in a way that this page does not know; a new version may have come. If it goes on, open the page again: your words come back.",
  },
};
