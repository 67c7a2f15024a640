import type { RequestContext } from "#app/load-context.ts";
import { mayWriteArticle } from "#app/models/articles/ownArticles.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { requireEditor } from "./session.server.ts";

/**
 * Lets everybody from writers on to an article's page, writers to their own.
 * @throws as `requireEditor`; 403 for a writer who neither began the article nor has been assigned it
 */
export async function requireArticle(request: Request, context: RequestContext, id: number | null): Promise<Editor> {
  const editor = await requireEditor(request, context, "writer");
  if (id !== null && !(await mayWriteArticle(context, id)))
    throw new Response("This article is somebody else's. Ask an editor to assign it to you.", { status: 403 });
  return editor;
}
