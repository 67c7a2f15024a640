import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { receiveWebhook, webhookAt } from "#app/models/inbound/webhooks.server.ts";

/**
 * Events of a mail service (STANDARDS 3.4). It reads no cookie and no session: what the request proves by itself counts.
 * 200 says that they are kept; why a request is refused is said to nobody.
 */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const provider = webhookAt(context, params.provider!);
  if (!provider) return answer(404);
  if (request.method !== "POST") return answer(405);
  const body = await request.arrayBuffer().catch(() => null);
  if (!body) return answer(400);
  const isTheirs = await receiveWebhook(context, provider, { body: Buffer.from(body), headers: request.headers });
  return answer(isTheirs ? 200 : 401);
}

/** There is nothing to see. */
export function loader({ params, context }: LoaderFunctionArgs) {
  return answer(webhookAt(context, params.provider!) ? 405 : 404);
}

function answer(status: number) {
  const headers = { "Cache-Control": "no-store", ...(status === 405 ? { Allow: "POST" } : {}) };
  return new Response(null, { status, headers });
}
