import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { requireArticle } from "#app/http/ownArticle.server.ts";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { answerPeople } from "#app/http/peopleRequest.server.ts";
import { peopleOf } from "#app/models/comments/people.server.ts";
import { pieceNow } from "#app/models/comments/pieces.server.ts";

/** The people of an article, for its page when it comes back into sight. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const subject = numberFromPath(params.id);
  const editor = await requireArticle(request, context, subject);
  return Response.json(orNotFound(await peopleOf(context, editor.id, { kind: "article", subject })));
}

/** Comments on an article, resolves them, and assigns it, from its page. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const piece = { kind: "article" as const, subject: numberFromPath(params.id) };
  const editor = await requireArticle(request, context, piece.subject);
  orNotFound(await pieceNow(context, piece));
  return answerPeople(context, editor, piece, await postedForm(request));
}
