import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { Doorway } from "#app/components/desk/Doorway.tsx";
import { Button, buttonClass, NoticeBox } from "#app/components/desk/kit.tsx";
import type { FrameHandle } from "#app/components/ui/frame.ts";
import { signedIn } from "#app/http/session.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { redeemSignInLink } from "#app/models/desk/signInLinks.server.ts";

export const handle: FrameHandle = { frame: "desk" };

export const meta: MetaFunction = () => [{ title: "Sign in to the desk" }];

/** Shows the same for every token: only the button uses a token, and tells whether it was valid (S-07). */
export async function loader({ context }: LoaderFunctionArgs) {
  return { name: (await getBriefing(context))?.name ?? "Pressrun" };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await redeemSignInLink(context, params.token ?? "");
  if (!editor) return data({ error: "spent" }, 404);
  return signedIn(request, context, { editor, how: "by link" });
}

export default function SignInByLink() {
  const { name } = useLoaderData<typeof loader>();
  const spent = useActionData<typeof action>();
  if (spent)
    return (
      <Doorway name={name} title="This link is used up">
        <NoticeBox tone="warn">It worked once already, or its time has run out. Ask for a new one.</NoticeBox>
        <a className={buttonClass()} href="/desk/sign-in">
          Sign in with a password, or get a new link
        </a>
      </Doorway>
    );
  return (
    <Doorway name={name} title="Sign in" lead="This link signs you in once, in this browser.">
      <form method="post">
        <Button kind="primary" className="w-full">
          Sign in to the desk
        </Button>
      </form>
    </Doorway>
  );
}
