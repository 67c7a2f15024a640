import { readFileSync } from "node:fs";
import { createServer } from "node:http";

/** Answers every request with the bytes of one file: what Node can do at best. Prints its port. */
const bytes = readFileSync(process.env.BENCH_PAGE!);
const server = createServer((_request, response) => {
  response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Length": bytes.length });
  response.end(bytes);
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as { port: number }).port}\n`));
process.on("disconnect", () => process.exit());
