import { once } from "node:events";
import { createServer, request as ask, type ClientRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, vi } from "vitest";
import { bodyTimes, limitBodyTime } from "#app/http/bodyTime.server.ts";
import { createHttpServer } from "#app/http/server.server.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { testContext } from "../support/context.ts";

/** A server that answers at once or never, and gives a body so many milliseconds. */
async function aServer(most: number, answers: boolean): Promise<number> {
  const server = createServer((request, response) => {
    limitBodyTime(request, response, most);
    request.on("error", () => {}).resume();
    if (answers) response.end("heard");
    else request.on("end", () => response.end("heard"));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  endsWithTheTest(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return (server.address() as AddressInfo).port;
}

function post(port: number): ClientRequest {
  const sent = ask({ port, host: "127.0.0.1", method: "POST", headers: { "Content-Length": "10" } });
  sent.on("error", () => {});
  sent.write("five ");
  return sent;
}

/** Not by `once`, which rejects when the connection is cut: that is what is waited for. */
const closed = (sent: ClientRequest) => new Promise<void>((resolve) => void sent.on("close", resolve));

test("a body that does not come in its time ends the request, and one that comes is heard", async () => {
  const slow = post(await aServer(20, false));
  await closed(slow);
  const sent = post(await aServer(60_000, false));
  sent.end("five!");
  const [response] = (await once(sent, "response")) as [{ statusCode: number }];
  expect(response.statusCode).toBe(200);
});

test("who has their answer holds no connection by a body that never ends", async () => {
  const port = await aServer(20, true);
  const sent = post(port);
  await closed(sent);
});

test("Node's own limit is that of a list over a slow line", async () => {
  const server = createHttpServer(await testContext(), vi.fn());
  expect([server.requestTimeout, server.headersTimeout]).toEqual([bodyTimes.list, 60_000]);
});
