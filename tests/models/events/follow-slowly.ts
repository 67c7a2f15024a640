/**
 * `follow-slowly.ts URL TIMES [DIES-AT]`: a process of its own with one follower, which notes each event in the audit log; killed
 * by itself in the middle of the event DIES-AT, after it has noted it.
 */
import { pino } from "pino";
import { readConfig } from "#app/config.server.ts";
import { createContext } from "#app/context.server.ts";
import { followEvents } from "#app/models/events/following.server.ts";
import { noting } from "./noting.ts";

const [url, times, diesAt] = process.argv.slice(2);
const config = readConfig({
  APP_URL: "https://briefing.example.org",
  APP_SECRET: "a secret for tests only, 32 characters and more",
  MAIL_FROM: "hello@briefing.example.org",
  SMTP_URL: "smtp://127.0.0.1:9",
  DATABASE_URL: url!,
});
const context = createContext(config, { log: pino({ level: "silent" }) });
const dying = noting((event) => {
  if (event.seq === Number(diesAt)) process.kill(process.pid, "SIGKILL");
});
for (let i = 0; i < Number(times); i += 1) await followEvents(context, { noting: dying });
await context.db.destroy();
