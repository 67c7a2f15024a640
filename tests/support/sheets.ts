import type { ActionFunctionArgs } from "@remix-run/node";
import type { TestContext } from "./context.ts";

/** What a page at the desk sends with its draft; only what a test is about need be given. */
export type SentSheet = { intent?: string; version?: number | string; tab?: string; step?: number; draft?: unknown };

let steps = 0;

/** Posts a sheet to its route as the page of the editor `as` does. */
export async function sendSheet<T>(
  action: (args: ActionFunctionArgs) => Promise<Response>,
  { context, cookie, as }: { context: TestContext; cookie: string; as: number },
  params: Record<string, string>,
  sheet: SentSheet,
): Promise<{ status: number; data: T }> {
  const whole = { intent: "save", version: 0, tab: `tab-${(steps += 1)}-of-a-test`, step: steps, as, ...sheet };
  const request = new Request(`${context.config.appUrl}/desk`, {
    method: "POST",
    headers: { Cookie: cookie, "Content-Type": "application/json" },
    body: JSON.stringify(whole),
  });
  const response = await action({ request, params, context }).catch((thrown: unknown) => {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  });
  const text = await response.text();
  return { status: response.status, data: (text.startsWith("{") ? JSON.parse(text) : text) as T };
}
