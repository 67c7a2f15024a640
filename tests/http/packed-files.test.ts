import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { request, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import compression from "compression";
import express from "express";
import { beforeAll, expect, test } from "vitest";
import { packedFiles } from "#app/http/packedFiles.server.ts";
import { packFiles } from "../../scripts/start/place.mjs";
import { endsWithTheFile } from "../support/cleanup.ts";
import { makeQuickFolder } from "../support/folders.ts";

const words = "export const words = 'the same words again and again';\n".repeat(100);
let port: number;

beforeAll(async () => {
  const folder = makeQuickFolder("pressrun-packed-");
  endsWithTheFile(async () => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "page-one.js"), words);
  writeFileSync(join(folder, "look-one.css"), words);
  writeFileSync(join(folder, "font-one.woff2"), words);
  writeFileSync(join(folder, "tiny-one.js"), "1");
  packFiles(folder);
  const app = express()
    .use(packedFiles(folder))
    .use(compression())
    .use(express.static(folder, { maxAge: "1y" }));
  // A build that was put in place while the site runs.
  writeFileSync(join(folder, "page-two.js"), words);
  const server = app.listen(0, "127.0.0.1");
  endsWithTheFile(async () => void server.close());
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});

const ask = (path: string, encoding: string, method = "GET") =>
  new Promise<{ status: number; headers: IncomingHttpHeaders; bytes: Buffer }>((resolve, reject) => {
    request({ port, path, method, headers: { "Accept-Encoding": encoding } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode!, headers: response.headers, bytes: Buffer.concat(chunks) }),
      );
    })
      .on("error", reject)
      .end();
  });

test.each([
  ["/page-one.js", "javascript"],
  ["/look-one.css?v=2", "text/css"],
])("%s comes as the build packed it", async (path, type) => {
  const { status, headers, bytes } = await ask(path, "gzip, deflate, br, zstd");
  expect(status).toBe(200);
  expect(headers).toMatchObject({ "content-encoding": "br", vary: "Accept-Encoding" });
  expect(headers["content-type"]).toContain(type);
  expect(headers["content-length"]).toBe(String(bytes.length));
  expect(brotliDecompressSync(bytes).toString()).toBe(words);
});

test("what may be kept for a year may be kept packed too", async () => {
  const { headers } = await ask("/page-one.js", "br", "HEAD");
  expect(headers["cache-control"]).toContain("max-age=31536000");
  expect(headers["content-encoding"]).toBe("br");
});

test.each(["identity", "br;q=0", ""])("a browser that asks for %j has it as it is", async (encoding) => {
  const { headers, bytes } = await ask("/page-one.js", encoding);
  expect(headers["content-encoding"]).toBeUndefined();
  expect(headers.vary).toBe("Accept-Encoding");
  expect(bytes.toString()).toBe(words);
});

test("a browser without Brotli has it packed on its way", async () => {
  expect((await ask("/page-one.js", "gzip")).headers["content-encoding"]).toBe("gzip");
});

test("a file that was built since the start is packed on its way", async () => {
  const { headers, bytes } = await ask("/page-two.js", "br");
  expect(headers["content-encoding"]).toBe("br");
  expect(brotliDecompressSync(bytes).toString()).toBe(words);
});

test.each(["/font-one.woff2", "/tiny-one.js"])("%s is not packed, which would gain nothing", async (path) => {
  expect((await ask(path, "br")).headers["content-encoding"]).toBeUndefined();
});

test("a file that is missing is not there packed either", async () => {
  const { status, headers } = await ask("/page-none.js", "br");
  expect([status, headers["content-encoding"]]).toEqual([404, undefined]);
});
