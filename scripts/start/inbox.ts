import { once } from "node:events";
import { goToProjectRoot } from "../frame/environment.ts";
import { stopSignal } from "../frame/stop.ts";
import { until } from "../frame/until.ts";
import { openMailbox } from "./inbox/mailbox.ts";
import { inboxSmtp } from "./inbox/smtp.ts";
import { inboxWeb } from "./inbox/web.ts";

/**
 * The demo's mail server and inbox, on this machine only: it takes every mail and forwards none. Ports come in
 * INBOX_SMTP_PORT and INBOX_PORT.
 */
goToProjectRoot();
const stop = stopSignal();
// Enough for any trial; the disk has no room for a million.
const mailbox = openMailbox("data/inbox", 2000);
const { server: web, tellNew } = inboxWeb(mailbox);
const smtp = inboxSmtp(mailbox, tellNew);
const listening = [once(web, "listening"), once(smtp.server, "listening")];
web.listen(Number(process.env.INBOX_PORT), "127.0.0.1");
smtp.listen(Number(process.env.INBOX_SMTP_PORT), "127.0.0.1");
await Promise.all(listening);
process.send?.("ready");
await until(stop);
process.exit(0);
