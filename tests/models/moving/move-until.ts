/** `move-until.ts FROM TO [STEP]`: a process that moves a database, and is killed by itself as the step is named. */
import { pino } from "pino";
import { readConfig } from "#app/config.server.ts";
import { closedDb, createContext } from "#app/context.server.ts";
import { moveDatabase } from "#app/models/moving/moveDatabase.server.ts";

const [from, to, step] = process.argv.slice(2);
const config = readConfig({
  APP_URL: process.env.MOVED_SITE!,
  APP_SECRET: "a secret for tests only, 32 characters and more",
  MAIL_FROM: "hello@briefing.example.org",
  SMTP_URL: "smtp://127.0.0.1:9",
  DATABASE_URL: from!,
});
const context = createContext(config, { log: pino({ level: "silent" }), db: closedDb() });
const onStep = (words: string) => {
  if (step && words.startsWith(step)) process.kill(process.pid, "SIGKILL");
};
console.log(JSON.stringify(await moveDatabase(context, { to: to!, actor: "Ruth", onStep })));
