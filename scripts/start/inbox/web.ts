import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { addressesIn, type Mailbox, type MailEntry } from "./mailbox.ts";
import { framed, inboxPage, type View } from "./pages.ts";

/** A mail may show images and its own styles, and nothing else. */
const mailPolicy = "default-src 'none'; img-src * data:; style-src 'unsafe-inline'; font-src *";

/** Serves the inbox as pages, and as JSON for scripts: `/email`, `/email/ID`, `/email/ID/html`, `/email/ID/source`. */
export function inboxWeb(mailbox: Mailbox): { server: Server; tellNew(): void } {
  const watching = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    answer(mailbox, request, response, watching).catch((error: Error) => {
      if (!response.headersSent) send(response, 500, "text/plain", `${error.message}\n`);
    });
  });
  return {
    server,
    tellNew() {
      for (const response of watching) response.write("data: new\n\n");
    },
  };
}

async function answer(
  mailbox: Mailbox,
  request: IncomingMessage,
  response: ServerResponse,
  watching: Set<ServerResponse>,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  // Another site whose host name resolves to this machine must not read the mails.
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? ""))
    return send(response, 421, "text/plain", "Ask for localhost.\n");
  if (request.method === "POST" && pathname === "/empty") return empty(mailbox, request, response);
  if (request.method !== "GET" && request.method !== "HEAD") return send(response, 405, "text/plain", "Read only.\n");
  if (pathname === "/") return send(response, 200, "text/html", inboxPage(mailbox.entries()));
  if (pathname === "/new") return watch(response, watching);
  if (pathname === "/email")
    return sendJson(response, await Promise.all(mailbox.entries().map((e) => whole(mailbox, e))));
  const [, kind, id, part] = /^\/(email|mails)\/([\w-]+)(?:\/(html|source))?$/.exec(pathname) ?? [];
  const entry = mailbox.entry(id ?? "");
  if (!entry) return send(response, 404, "text/plain", "There is no such mail.\n");
  if (part === "source") return send(response, 200, "text/plain", mailbox.source(entry.id));
  const mail = await mailbox.read(entry.id);
  if (part === "html") return send(response, 200, "text/html", framed(mail), { "Content-Security-Policy": mailPolicy });
  if (kind === "email") return sendJson(response, await whole(mailbox, entry));
  const source = mailbox.source(entry.id).toString("utf8");
  send(response, 200, "text/html", inboxPage(mailbox.entries(), { entry, mail, source, view: viewIn(searchParams) }));
}

function viewIn(query: URLSearchParams): View {
  const view = query.get("view");
  return view === "text" || view === "source" ? view : "html";
}

function empty(mailbox: Mailbox, request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.origin !== `http://${request.headers.host}`)
    return send(response, 403, "text/plain", "Not from another page.\n");
  mailbox.empty();
  response.writeHead(303, { Location: "/" }).end();
}

/** Keeps the response open, and sends an event for each new mail (server-sent events). */
function watch(response: ServerResponse, watching: Set<ServerResponse>): void {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  response.write(": listening\n\n");
  watching.add(response);
  response.once("close", () => watching.delete(response));
}

async function whole(mailbox: Mailbox, entry: MailEntry) {
  const { html, text, headers, from, to } = await mailbox.read(entry.id);
  return {
    id: entry.id,
    time: new Date(entry.at).toISOString(),
    envelope: { to: entry.to.map((address) => ({ address })) },
    from: addressesIn(from),
    to: addressesIn(to),
    subject: entry.subject,
    html: html || "",
    text: text ?? "",
    headers: Object.fromEntries(headers),
  };
}

function sendJson(response: ServerResponse, value: unknown): void {
  send(response, 200, "application/json", JSON.stringify(value));
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  const usual = { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-store" };
  response.writeHead(status, { ...usual, "X-Content-Type-Options": "nosniff", ...headers }).end(body);
}
