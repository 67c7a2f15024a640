import type { IncomingMessage, ServerResponse } from "node:http";
import { hour, minute } from "#app/models/durations.ts";

/** How long a body may take to arrive, in milliseconds: a list of readers over a slow line, and any other. */
export const bodyTimes = { list: hour, other: 5 * minute };

/**
 * Ends a request whose body takes too long (S-12). Node has one limit for every path, and it is the one of a list. Once it is
 * answered, the rest of a body has the shorter time: who may not bring a list holds no connection for an hour.
 * @param most milliseconds from now
 */
export function limitBodyTime(request: IncomingMessage, response: ServerResponse, most: number): void {
  const { "content-length": length, "transfer-encoding": coding } = request.headers;
  if (Number(length ?? 0) === 0 && coding === undefined) return;
  const within = (time: number) =>
    setTimeout(() => {
      if (!request.complete) request.destroy();
    }, time).unref();
  let timer = within(most);
  response.once("finish", () => {
    clearTimeout(timer);
    if (!request.complete) timer = within(Math.min(most, bodyTimes.other));
  });
  request.once("close", () => clearTimeout(timer));
}
