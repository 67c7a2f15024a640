import { MailDev } from "maildev";
import { stopSignal } from "../frame/stop.ts";
import { until } from "../frame/until.ts";

/**
 * The demo's mail server and inbox, on this machine only: it takes every mail and forwards none. Ports come in
 * INBOX_SMTP_PORT and INBOX_PORT.
 */
const stop = stopSignal();
const inbox = new MailDev({
  smtp: Number(process.env.INBOX_SMTP_PORT),
  ip: "127.0.0.1",
  web: Number(process.env.INBOX_PORT),
  webIp: "127.0.0.1",
  mailDirectory: "data/inbox",
  // Enough for any trial; the disk has no room for a million.
  maxEmails: 2000,
  silent: true,
});
await inbox.start();
process.send?.("ready");
await until(stop);
await inbox.stop();
process.exit(0);
