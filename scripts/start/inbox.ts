import { MailDev } from "maildev";
import { stopSignal } from "../frame/stop.ts";
import { until } from "../frame/until.ts";

/**
 * The demo's mail server and inbox, on this machine only: takes every mail and passes none on. Ports come in
 * INBOX_SMTP_PORT and INBOX_PORT.
 */
const stop = stopSignal();
const inbox = new MailDev({
  smtp: Number(process.env.INBOX_SMTP_PORT),
  ip: "127.0.0.1",
  web: Number(process.env.INBOX_PORT),
  webIp: "127.0.0.1",
  mailDirectory: "data/inbox",
  // Enough for any try-out; the disk is not for a million of them.
  maxEmails: 2000,
  silent: true,
});
await inbox.start();
process.send?.("ready");
await until(stop);
await inbox.stop();
process.exit(0);
