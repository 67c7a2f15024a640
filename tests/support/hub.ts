import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { endsWithTheTest } from "./cleanup.ts";

/** What a hub answers next: a status, or nothing at all. */
export type HubAnswer = number | "silence";

/** A WebSub hub on this machine that keeps what it is told, and answers as `answers` says; 204 after that. */
export async function startHub(answers: HubAnswer[] = []) {
  const told: { type: string | undefined; mode: string | null; urls: string[] }[] = [];
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    told.push({ type: request.headers["content-type"], mode: form.get("hub.mode"), urls: form.getAll("hub.url") });
    const answer = answers.shift() ?? 204;
    if (answer !== "silence") response.writeHead(answer, { Location: "/elsewhere" }).end("words that nobody reads");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  endsWithTheTest(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hub`, told, answers };
}
