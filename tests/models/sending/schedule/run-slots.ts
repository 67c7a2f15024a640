/** `run-slots.ts URL NOW TIMES`: looks at the slots that often, as a sender process of its own whose clock stands at NOW. */
import { pino } from "pino";
import { readConfig } from "#app/config.server.ts";
import { createContext } from "#app/context.server.ts";
import { runSlots } from "#app/models/sending/schedule/runs.server.ts";

const [url, now, times] = process.argv.slice(2);
const config = readConfig({
  APP_URL: "https://briefing.example.org",
  APP_SECRET: "a secret for tests only, 32 characters and more",
  MAIL_FROM: "hello@briefing.example.org",
  SMTP_URL: "smtp://127.0.0.1:9",
  DATABASE_URL: url!,
});
const context = createContext(config, { clock: () => Number(now), log: pino({ level: "silent" }) });
for (let look = 0; look < Number(times); look++) await runSlots(context);
await context.db.destroy();
