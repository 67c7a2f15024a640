import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { second } from "#app/models/durations.ts";
import { receiveWebhook, webhookAt } from "#app/models/inbound/webhooks.server.ts";
import { networkOf } from "#app/models/rateLimits.server.ts";

/**
 * Events of a mail service (STANDARDS 3.4). It reads no cookie and no session: what the request proves by itself counts.
 * 200 says that they are kept; why a request is refused is said to nobody. 429 says when to come again: services bring all again.
 */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const provider = webhookAt(context, params.provider!);
  if (!provider) return answer(404);
  if (request.method !== "POST") return answer(405);
  const body = await request.arrayBuffer().catch(() => null);
  if (!body) return answer(400);
  const brought = { body: Buffer.from(body), headers: request.headers };
  const taken = await receiveWebhook(context, provider, brought, networkOf(context.ip));
  if (typeof taken === "object") return answer(429, { "Retry-After": String(Math.ceil(taken.wait / second)) });
  return answer(taken === "kept" ? 200 : 401);
}

/** There is nothing to see. */
export function loader({ params, context }: LoaderFunctionArgs) {
  return answer(webhookAt(context, params.provider!) ? 405 : 404);
}

function answer(status: number, more = {}) {
  const headers = { "Cache-Control": "no-store", ...(status === 405 ? { Allow: "POST" } : {}), ...more };
  return new Response(null, { status, headers });
}
