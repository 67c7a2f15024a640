import type { Context } from "#app/context.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { likelyAddress } from "#app/models/addressTypos.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { openLists } from "#app/models/readers/lists.server.ts";
import { receiveSignUp, signUpSchema } from "#app/models/readers/sign-up/requests.server.ts";
import { parseForm } from "./parseForm.server.ts";

/** The typed values of a sign-up form, to be shown again. */
type TypedSignUp = {
  email: string;
  name: string;
  lists: string[];
  topics: string[];
  source: string;
  /** The `wordingKey` of the text shown. */
  wording: string;
  /** The form's token, which it keeps while its fields are corrected. */
  form: string;
};

/**
 * The response to a sign-up form. It is the same for known and unknown addresses (C-06), and `sent` only with a stored
 * row.
 */
export type SignUpResponse =
  | { kind: "sent" | "closed" }
  | { kind: "faulty"; typed: TypedSignUp; faults: { email?: string; lists?: true } }
  | { kind: "hint"; typed: TypedSignUp; likely: string }
  | { kind: "press"; typed: TypedSignUp; challenge: string | null; tooFast: boolean }
  | { kind: "busy"; withProof: boolean };

type Caller = { ip: string; userAgent: string | null; language: string; source?: string };

/**
 * Handles a sign-up form, of our own pages or of another site.
 * @param caller `source`: its page, when the form does not say it; `language`: of the error texts
 */
export async function answerSignUp(context: Context, form: FormData, caller: Caller): Promise<SignUpResponse> {
  const lists = await openLists(context);
  if (lists.length === 0) return { kind: "closed" };
  const parsed = parseForm(signUpSchema(caller.language), form);
  const typed = typedInto(form);
  if ("reply" in parsed) {
    const [fault] = parsed.reply.error?.email ?? [];
    return { kind: "faulty", typed, faults: { email: fault ?? messagesIn(caller.language)("errors.address.missing") } };
  }
  const { value } = parsed;
  const chosen = lists.filter(({ slug }) => value.lists.includes(slug));
  if (value.choose && chosen.length === 0) return { kind: "faulty", typed, faults: { lists: true } };

  const email = addressIn(value.instead) ?? value.email.trim();
  const likely = email === value.meant ? null : likelyAddress(email);
  if (likely && !addressIn(value.instead)) return { kind: "hint", typed: { ...typed, email }, likely };

  const { name, topics, wording } = value;
  const { ip, userAgent } = caller;
  const received = await receiveSignUp(context, {
    email,
    name,
    topics,
    listIds: (chosen.length > 0 ? chosen : lists.slice(0, 1)).map(({ id }) => id),
    source: caller.source ?? value.source,
    wording,
    ip,
    userAgent,
    token: value.form,
    proof: value.proof,
    filled: value.website !== "",
  });
  if ("taken" in received) return { kind: "sent" };
  if (received.error === "busy") return { kind: "busy", withProof: received.withProof };
  const { token, challenge, tooFast } = received;
  return { kind: "press", typed: { ...typed, email, form: token }, challenge, tooFast };
}

function addressIn(text: string): string | null {
  const address = parseAddress(text);
  return "email" in address ? address.email : null;
}

function typedInto(form: FormData): TypedSignUp {
  const one = (name: string) => String(form.get(name) ?? "");
  const many = (name: string) => form.getAll(name).map(String).slice(0, 50);
  return {
    email: one("email"),
    name: one("name"),
    lists: many("lists"),
    topics: many("topics"),
    source: one("source"),
    wording: one("wording"),
    form: one("form"),
  };
}
