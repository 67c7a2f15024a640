import { z } from "zod";

/** The meanings that a phrase may have, in words. */
export const lessonKinds = {
  hard: "there is no such mailbox",
  soft: "it could not be delivered for now",
  block: "they do not want our mail",
  delayed: "it is late, and still under way",
  "auto-reply": "nobody reads now: an automatic answer",
  challenge: "a machine asks us to prove ourselves",
  reply: "a person answers",
};

type Meaning = keyof typeof lessonKinds;

/** A lesson from the form. */
export const lessonSchema = z.object({
  messageId: z.coerce.number().int().positive().max(2_147_483_647),
  phrase: z.string().trim().min(1).max(1000),
  kind: z.enum(Object.keys(lessonKinds) as [Meaning, ...Meaning[]]),
});
