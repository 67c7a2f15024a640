import { data } from "@remix-run/node";
import type { Context } from "#app/context.server.ts";
import { numberFromForm, postedForm } from "#app/http/params.server.ts";
import { answerConversation, type AnswerFault } from "#app/models/conversations/answering.server.ts";
import {
  assignConversation,
  letGo,
  markLetter,
  recordPermission,
  settleConversation,
  takeInConversation,
  unmarkLetter,
  type HandlingFault,
} from "#app/models/conversations/handling.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { wording } from "#app/models/faults.ts";

const words = wording<AnswerFault | HandlingFault>({
  gone: () => "This is not there any more: somebody was faster, or it was erased.",
  empty: () => "Write an answer first.",
  "too-long": () => "The answer has more than 20,000 characters.",
  "not-the-reader": () => "This is not the reader’s own message, so nothing is done in their name.",
  suppressed: () => "This reader’s address is suppressed: nothing is sent to it, an answer neither.",
  "answered-meanwhile": ({ by }) =>
    `${by} has answered meanwhile: read it above. Send yours again where the reader should have both.`,
  machine: () => "Only programs wrote here: an answer would go round in circles.",
  nobody: () => "This account cannot have conversations any more. Choose somebody else.",
  "no-quote": () => "Choose the words that may be printed.",
  "not-asked": () => "The reader has not answered the question yet.",
});

type Request_ = { context: Context; editor: Editor; id: number; form: FormData };
type Outcome = { done: true } | { answered: number } | HandlingFault | AnswerFault;

/** Every act of the page, by the value of its button. */
const acts: Record<string, (asked: Request_) => Promise<Outcome>> = {
  answer: ({ context, editor, id, form }) =>
    answerConversation(context, editor, id, {
      text: textOf(form, "text"),
      formKey: textOf(form, "formKey").slice(0, 100),
      asksPermission: form.get("asks") === "1",
      isDone: form.get("then") === "done",
      ...(form.has("seen") && { seen: numberFromForm(form, "seen") }),
    }),
  assign: ({ context, editor, id, form }) =>
    assignConversation(context, editor, id, numberFromForm(form, "editor") || null),
  done: ({ context, editor, id }) => done(settleConversation(context, editor, id, true)),
  open: ({ context, editor, id }) => done(settleConversation(context, editor, id, false)),
  "take-in": ({ context, editor, id }) => done(takeInConversation(context, editor, id)),
  letter: ({ context, editor, id, form }) => markLetter(context, editor, id, textOf(form, "quote").slice(0, 5000)),
  "no-letter": ({ context, editor, id }) => done(unmarkLetter(context, editor, id)),
  permitted: ({ context, editor, id }) => recordPermission(context, editor, id, "permitted"),
  declined: ({ context, editor, id }) => recordPermission(context, editor, id, "declined"),
  leave: ({ context, editor, id, form }) => letGo(context, editor, id, numberFromForm(form, "message")),
};

/** Does what a form of the page asks for. @throws 400 for nothing that the page has */
export async function handle(request: Request, context: Context, editor: Editor, id: number) {
  const form = await postedForm(request);
  const intent = String(form.get("intent"));
  if (!Object.hasOwn(acts, intent)) throw new Response(null, { status: 400 });
  if (intent === "answer" && textOf(form, "formKey") === "") throw new Response(null, { status: 400 });
  const outcome = await acts[intent]!({ context, editor, id, form });
  if ("error" in outcome)
    return data({ fault: words(outcome), about: intent }, outcome.error === "answered-meanwhile" ? 409 : 400);
  return data(outcome);
}

/** As somebody typed it, without what no database takes. */
function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? "")
    .replace(/\r\n?/g, "\n")
    .replaceAll("\0", "")
    .toWellFormed();
}

async function done(work: Promise<void>): Promise<{ done: true }> {
  await work;
  return { done: true };
}
