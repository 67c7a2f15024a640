import { pino } from "pino";
import { readConfig } from "#app/config.server.ts";
import { createContext, type Context } from "#app/context.server.ts";
import type { RequestContext } from "#app/load-context.ts";
import { followAtOnce } from "#app/models/events/followers.server.ts";
import { createSmtp } from "#emails/smtp/smtp.server.ts";
import { testDb, type TestDb } from "./database.ts";

/** A Monday morning: 2026-11-23 08:00 UTC. */
export const monday = Date.UTC(2026, 10, 23, 8);
const secret = "a secret for tests only, 32 characters and more";

/** A context on a database of its own, whose clock stands until a test turns it. */
export type TestContext = RequestContext & {
  database: TestDb;
  /** Puts the clock forward by so many milliseconds. */
  later(ms: number): void;
};

/**
 * @param parts `smtpUrl`: the far end; `smtpSettings`: whether the SMTP client uses CHUNKING; `env`: more of the environment; the rest replaces parts of the context
 */
export async function testContext(
  parts: Partial<Context> & {
    smtpUrl?: string;
    env?: Record<string, string>;
    ip?: string;
    smtpSettings?: { chunking: boolean };
  } = {},
): Promise<TestContext> {
  const database = await testDb();
  const config = readConfig({
    APP_URL: "https://briefing.example.org",
    APP_SECRET: secret,
    MAIL_FROM: "hello@briefing.example.org",
    SMTP_URL: parts.smtpUrl ?? "smtp://127.0.0.1:9",
    DATABASE_URL: database.url,
    // Not where whoever runs the tests may keep keys.
    DKIM_FOLDER: "tests/no-keys",
    ...parts.env,
  });
  let now = monday;
  return {
    ...createContext(config, {
      db: database.db,
      smtp: createSmtp(config.smtpUrl, { connections: 3, ...parts.smtpSettings }),
      clock: () => now,
      log: pino({ level: "silent" }),
      followAtOnce,
      ...parts,
    }),
    nonce: "nonce",
    ip: parts.ip ?? "192.0.2.7",
    database,
    later: (ms) => void (now += ms),
  };
}
