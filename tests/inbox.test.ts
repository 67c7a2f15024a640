import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { beforeEach, expect, test } from "vitest";
import { openMailbox } from "../scripts/start/inbox/mailbox.ts";
import { inboxPage } from "../scripts/start/inbox/pages.ts";
import { inboxSmtp } from "../scripts/start/inbox/smtp.ts";
import { inboxWeb } from "../scripts/start/inbox/web.ts";
import { endsWithTheTest } from "./support/cleanup.ts";
import { freePort } from "./support/web.ts";

let folder: string;
let url: string;
let smtpPort: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "pressrun-inbox-"));
  endsWithTheTest(async () => rmSync(folder, { recursive: true, force: true }));
  await start(3);
});

/** The inbox as the demo has it, of so many mails at most. */
async function start(most: number) {
  const mailbox = openMailbox(folder, most);
  const { server, tellNew } = inboxWeb(mailbox);
  const smtp = inboxSmtp(mailbox, tellNew);
  const [web, port] = [await freePort(), await freePort()];
  await new Promise<void>((listening) => server.listen(web, "127.0.0.1", listening));
  await new Promise<void>((listening) => smtp.listen(port, "127.0.0.1", listening));
  endsWithTheTest(async () => {
    server.closeAllConnections();
    server.close();
    await new Promise<void>((closed) => smtp.close(closed));
  });
  [url, smtpPort] = [`http://localhost:${web}`, port];
}

async function send(subject: string, to = "maya@northline.example") {
  const mail = { from: "The Robotics Briefing <hello@briefing.example>", to, subject, text: "Robots learn to pack." };
  const html = `<p>Robots <a href="https://briefing.example/r">learn</a> to pack.<script>alert(1)</script></p>`;
  const transport = createTransport({ host: "127.0.0.1", port: smtpPort, ignoreTLS: true });
  await transport.sendMail({ ...mail, html });
}

const page = async (path: string) => (await fetch(url + path)).text();
type Listed = { id: string; subject: string; text: string; to: { address: string }[]; envelope: { to: object[] } };
const listed = async () => JSON.parse(await page("/email")) as Listed[];

test("what is sent is there at once, the newest first, in the words of its subject", async () => {
  await send("What robots pack");
  await send("Größe & <Gewicht>", "jonas@hafen.example");
  const html = await page("/");
  expect(html.indexOf("Größe &#38; &#60;Gewicht&#62;")).toBeLessThan(html.indexOf("What robots pack"));
  expect(html).toContain("jonas@hafen.example");
  const [newest, first] = await listed();
  expect(newest).toMatchObject({ subject: "Größe & <Gewicht>", to: [{ address: "jonas@hafen.example" }] });
  expect(first!.text).toContain("Robots learn to pack.");
});

test("a mail is shown as mail, as text and as it came over the wire", async () => {
  await send("What robots pack");
  const [{ id }] = (await listed()) as [Listed];
  expect(await page(`/mails/${id}`)).toContain(`src="/email/${id}/html"`);
  expect(await page(`/mails/${id}?view=text`)).toContain("<pre>Robots learn to pack.");
  expect(await page(`/mails/${id}?view=source`)).toContain("Subject: What robots pack");
  expect(await page(`/email/${id}/source`)).toMatch(/^Subject: What robots pack\r\n/m);
});

test("nothing in a mail runs, and its links open beside the inbox", async () => {
  await send("What robots pack");
  const [{ id }] = (await listed()) as [Listed];
  const frame = await fetch(`${url}/email/${id}/html`);
  expect(frame.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(await frame.text()).toContain('<base target="_blank">');
  const sandbox = /sandbox="([^"]*)"/.exec(await page(`/mails/${id}`))![1];
  expect(sandbox).toBe("allow-popups allow-popups-to-escape-sandbox");
});

test("whoever looks at the list is told of a new mail", async () => {
  const { body } = await fetch(`${url}/new`);
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toContain("listening");
  await send("What robots pack");
  expect((await reader.read()).value).toBe("data: new\n\n");
  await reader.cancel();
});

test("it is there again after a restart, and the oldest go when there are too many", async () => {
  for (const subject of ["One", "Two", "Three", "Four"]) await send(subject);
  expect((await listed()).map(({ subject }) => subject)).toEqual(["Four", "Three", "Two"]);
  await start(2);
  expect((await listed()).map(({ subject }) => subject)).toEqual(["Four", "Three"]);
  await send("Five");
  expect((await listed()).map(({ subject }) => subject)).toEqual(["Five", "Four"]);
  expect(readdirSync(folder).filter((name) => name.endsWith(".eml"))).toHaveLength(2);
});

test("it is emptied by its own button, and by no other page", async () => {
  await send("What robots pack");
  const press = (Origin: string) => fetch(`${url}/empty`, { method: "POST", headers: { Origin }, redirect: "manual" });
  expect((await press("https://elsewhere.example")).status).toBe(403);
  expect(await listed()).toHaveLength(1);
  expect((await press(url)).status).toBe(303);
  expect(await listed()).toEqual([]);
  expect(await page("/")).toContain("Nothing yet.");
});

test("a page elsewhere whose name leads to this machine reads no mail", async () => {
  const status = await new Promise((answered) =>
    request(`${url}/email`, { headers: { Host: "elsewhere.example" } }, (answer) => {
      answer.resume();
      answered(answer.statusCode);
    }).end(),
  );
  expect(status).toBe(421);
});

test.each([
  ["/email/none", 404],
  ["/mails/none", 404],
  ["/email/..%2f..%2fpackage.json/source", 404],
])("%s is not there", async (path, status) => {
  expect((await fetch(url + path)).status).toBe(status);
});

test("a line of the list that a power cut has torn costs no other mail, before or after it", async () => {
  await send("Before");
  appendFileSync(join(folder, "list.jsonl"), '{"id":"torn","at":1');
  await start(3);
  await send("After");
  await start(3);
  expect((await listed()).map(({ subject }) => subject)).toEqual(["After", "Before"]);
});

test("of a send to thousands the list shows the newest three hundred, and says so", () => {
  const entries = Array.from({ length: 3000 }, (_, i) => ({
    id: `${i}`,
    at: 0,
    from: [],
    to: [],
    subject: `Mail ${i}`,
  }));
  const html = inboxPage(entries);
  expect(html.match(/class="subject"/g)).toHaveLength(300);
  expect(html).toContain("The newest 300 of 3000 mails.");
});
