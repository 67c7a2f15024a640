import { request, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import type { Context } from "#app/context.server.ts";

export type Answer = { status: number; headers: IncomingHttpHeaders; text: string };
export type Question = { method?: string; headers?: Record<string, string | string[]>; body?: string | Buffer };

/** Asks the site exactly this: no redirect is followed, and no header is added but Host and Content-Length. */
export function ask(context: Context, path: string, { method = "GET", headers = {}, body }: Question = {}) {
  const { port, host } = new URL(context.config.appUrl);
  const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
  return new Promise<Answer>((resolve, reject) => {
    const sent = request({
      host: "127.0.0.1",
      port,
      method,
      path,
      setHost: false,
      headers: { Host: host, ...length, ...headers },
    });
    sent.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString("utf8"),
        });
      });
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Posts a form as a browser does from a page of ours. */
export function post(
  context: Context,
  path: string,
  fields: Record<string, string> | URLSearchParams,
  headers: Question["headers"] = {},
) {
  return ask(context, path, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-www-form-urlencoded",
      Origin: context.config.appUrl,
      "Sec-Fetch-Site": "same-origin",
      ...headers,
    },
    body: new URLSearchParams(fields).toString(),
  });
}

/**
 * Writes these bytes to the site's socket.
 * @param patience milliseconds until the first byte of an answer; short only where none is expected
 * @returns everything it answered until it closed, or was silent for half a second
 */
export function speakRaw(context: Context, bytes: string, patience = 120_000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(context.config.appUrl).port), "127.0.0.1");
    let heard = "";
    socket.setTimeout(patience, () => socket.destroy());
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      socket.setTimeout(500);
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => resolve(heard));
    socket.write(bytes);
  });
}
