import type { LoaderFunctionArgs } from "@remix-run/node";
import { getBriefing } from "../models/briefing.server.ts";

/** 200 while the database answers; for a load balancer or a watchdog. */
export async function loader({ context }: LoaderFunctionArgs) {
  await getBriefing(context);
  return new Response("ok\n", { headers: { "Cache-Control": "no-store" } });
}
