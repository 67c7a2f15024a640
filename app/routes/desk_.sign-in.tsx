import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useEffect } from "react";
import { Doorway } from "#app/components/desk/Doorway.tsx";
import { PasskeyButton } from "#app/components/desk/PasskeyButton.tsx";
import { Button, Field, NoticeBox, TextInput } from "#app/components/desk/kit.tsx";
import { canOfferPasskeys, showPasskey, stopOffering } from "#app/components/desk/passkeys.ts";
import type { FrameHandle } from "#app/components/ui/frame.ts";
import { postedForm } from "#app/http/params.server.ts";
import { currentEditor, knownAs, safePath, signedIn } from "#app/http/session.server.ts";
import type { RequestContext } from "#app/load-context.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { hasNoEditors } from "#app/models/desk/editors.server.ts";
import { hasPasskeys } from "#app/models/desk/passkeys.server.ts";
import { signIn } from "#app/models/desk/signIn.server.ts";
import { linkMinutes, requestSignInLink } from "#app/models/desk/signInLinks.server.ts";
import { minute } from "#app/models/durations.ts";
import { networkOf } from "#app/models/rateLimits.server.ts";

export const handle: FrameHandle = { frame: "desk" };

export const meta: MetaFunction = () => [{ title: "Sign in to the desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const to = safePath(new URL(request.url).searchParams.get("to"));
  if (await currentEditor(request, context)) return redirect(to);
  if (await hasNoEditors(context)) return redirect("/desk/set-up");
  return { to, name: (await getBriefing(context))?.name ?? "Pressrun", passkeys: await hasPasskeys(context) };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await postedForm(request);
  const email = text(form, "email");
  const network = networkOf(context.ip);
  if (text(form, "intent") === "link") return mailLink(context, email, network);
  const browsers = await knownAs(request, context);
  const tried = await signIn(context, { email, password: text(form, "password"), network, browsers });
  if ("editor" in tried) return signedIn(request, context, { editor: tried.editor, to: text(form, "to") });
  return tried.error === "wrong" ? answer({ said: "wrong", email }, 400) : tooMany(tried.wait, email);
}

async function mailLink(context: RequestContext, email: string, network: string) {
  if ("error" in parseAddress(email)) return answer({ said: "no-address", email }, 400);
  const refused = await requestSignInLink(context, { email, network });
  return refused ? tooMany(refused.wait, email) : answer({ said: "link", email, minutes: linkMinutes }, 200);
}

type Answer = { said: "wrong" | "no-address" | "link" | "too-many"; email: string; minutes?: number };

function tooMany(wait: number, email: string) {
  const headers = { "Retry-After": String(Math.ceil(wait / 1000)) };
  return answer({ said: "too-many", email, minutes: Math.max(1, Math.ceil(wait / minute)) }, 429, headers);
}

function answer(said: Answer, status: number, headers: Record<string, string> = {}) {
  return data({ ...said, email: said.email.slice(0, 254) }, { status, headers });
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

export default function SignIn() {
  const { to, name, passkeys } = useLoaderData<typeof loader>();
  const tried = useActionData<typeof action>();
  useOfferedPasskeys(passkeys, to);
  return (
    <Doorway name={name} title="Sign in" lead="To the desk, where the briefing is written and sent.">
      {tried && (
        <NoticeBox tone={tried.said === "link" ? "good" : "bad"} fault={tried.said !== "link" && tried}>
          {words[tried.said](tried.minutes)}
        </NoticeBox>
      )}
      <form method="post" className="space-y-5">
        <input type="hidden" name="to" value={to} />
        <Field id="email" label="Email">
          <TextInput name="email" type="email" autoComplete="username webauthn" defaultValue={tried?.email} required />
        </Field>
        <Field id="password" label="Password">
          <TextInput name="password" type="password" autoComplete="current-password" required />
        </Field>
        <Button kind="primary" className="w-full">
          Sign in
        </Button>
        <Button name="intent" value="link" formNoValidate className="w-full">
          Mail me a link instead
        </Button>
      </form>
      {passkeys && (
        <PasskeyButton label="Sign in with a passkey" onSignedIn={() => window.location.assign(to)} className="mt-5" />
      )}
      <p className="mt-8 text-sm text-muted">
        Forgot your password? A link to the address above signs you in once; an owner of this desk can give you a new
        password.
      </p>
    </Doorway>
  );
}

/** Milliseconds: before a challenge runs out, the browser is given another one. */
const offerFor = 4 * minute;

/** Lets the browser offer its passkeys in the address field, where it can. */
function useOfferedPasskeys(passkeys: boolean, to: string) {
  useEffect(() => {
    if (!passkeys) return;
    let isOver = false;
    const offer = async () => {
      const outcome = await showPasskey({ inField: true });
      if ("done" in outcome && !isOver) window.location.assign(to);
    };
    const begin = async () => {
      if ((await canOfferPasskeys()) && !isOver) void offer();
    };
    void begin();
    const again = setInterval(() => void begin(), offerFor);
    return () => {
      isOver = true;
      clearInterval(again);
      void stopOffering();
    };
  }, [passkeys, to]);
}

const words: Record<Answer["said"], (minutes?: number) => string> = {
  wrong: () => "This address and password do not go together. Check both and try again.",
  "no-address": () => "Enter the address that you sign in with; the link is mailed to it.",
  link: (minutes) =>
    `If this is the address of somebody who works here, a link is on its way to it. It signs in once, within ${minutes} minutes; at most three are mailed in an hour.`,
  "too-many": (minutes = 15) =>
    `Too many tries. Wait ${minutes === 1 ? "a minute" : `${minutes} minutes`}, then try again. A browser that has signed in here before need not wait, and a link by mail need not either.`,
};
