import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { postedForm } from "../answers.server.ts";
import { Doorway } from "../components/desk/Doorway.tsx";
import { Button, Field, Notice, TextInput } from "../components/desk/kit.tsx";
import { note } from "../models/audit.server.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { hasNoEditors, signIn } from "../models/editors.server.ts";
import { networkOf } from "../models/throttles.server.ts";
import { currentEditor, safePath, signedIn } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Sign in to the desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const to = safePath(new URL(request.url).searchParams.get("to"));
  if (await currentEditor(request, context)) return redirect(to);
  if (await hasNoEditors(context)) return redirect("/desk/set-up");
  return { to, name: (await getBriefing(context))?.name ?? "Pressrun" };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await postedForm(request);
  const email = text(form, "email");
  const tried = await signIn(context, { email, password: text(form, "password"), network: networkOf(context.ip) });
  if ("error" in tried) return data({ ...tried, email: email.slice(0, 254) }, tried.error === "wrong" ? 400 : 429);
  await note(context, tried.editor.name, "signed-in");
  return signedIn(request, context, tried.editor, text(form, "to"));
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

export default function SignIn() {
  const { to, name } = useLoaderData<typeof loader>();
  const tried = useActionData<typeof action>();
  return (
    <Doorway name={name} title="Sign in" lead="To the desk, where the briefing is written and sent.">
      {tried && <Notice tone="bad">{words[tried.error]}</Notice>}
      <form method="post" className="space-y-5">
        <input type="hidden" name="to" value={to} />
        <Field id="email" label="Email">
          <TextInput name="email" type="email" autoComplete="username" defaultValue={tried?.email} required />
        </Field>
        <Field id="password" label="Password">
          <TextInput name="password" type="password" autoComplete="current-password" required />
        </Field>
        <Button kind="primary" className="w-full">
          Sign in
        </Button>
      </form>
      <p className="mt-8 text-sm text-muted">Forgot your password? An owner of this desk can give you a new one.</p>
    </Doorway>
  );
}

const words = {
  wrong: "This address and password do not go together. Check both and try again.",
  "too-many": "Too many tries. Wait a quarter of an hour, then try again.",
};
