import type { ListPart } from "#app/models/readers/subscribers.server.ts";

/** Words for the parts of a list that can be exported. */
export const listPartWords: Record<ListPart["who"], string> = {
  recipients: "Who gets the next issue",
  all: "Everybody who is or was on it",
  pending: "Who has not confirmed",
  ended: "Who left",
  suppressed: "Who must get no mail",
};
