import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { readConfig } from "#app/config.server.ts";
import { demoNote } from "../frame/environment.ts";
import { freePort } from "./ports.ts";

/** The addresses of a running demo, as environment of its processes. */
export type Places = {
  DEMO: "on";
  PORT: string;
  APP_URL: string;
  SMTP_URL: string;
  /** Both empty when SMTP_URL is given: mail then goes there, and no inbox is started. */
  INBOX_SMTP_PORT: string;
  INBOX_PORT: string;
  DATABASE_URL: string;
  /** The process that keeps the others running. */
  DEMO_PID: string;
};

/** Returns the usual ports, or the next free ones. */
export async function findPlaces(): Promise<Places> {
  const config = readConfig(process.env);
  const port = await freePort(config.port);
  const [smtp, inbox] = process.env.SMTP_URL ? ["", ""] : [await freePort(1025), await freePort(1080)];
  return {
    DEMO: "on",
    PORT: String(port),
    APP_URL: process.env.APP_URL || `http://localhost:${port}`,
    SMTP_URL: process.env.SMTP_URL || `smtp://127.0.0.1:${smtp}`,
    INBOX_SMTP_PORT: String(smtp),
    INBOX_PORT: String(inbox),
    DATABASE_URL: config.databaseUrl,
    DEMO_PID: String(process.ppid),
  };
}

/** Writes them to a file, for scripts beside the demo and for a second `npm start`. */
export function notePlaces(places: Places): void {
  mkdirSync("data", { recursive: true, mode: 0o700 });
  writeFileSync(
    demoNote,
    Object.entries(places)
      .map(([name, value]) => `${name}="${value}"\n`)
      .join(""),
  );
}

/** @returns the addresses of the running demo of this database, or null */
export async function runningPlaces(): Promise<Places | null> {
  if (!existsSync(demoNote)) return null;
  const places = parseEnv(readFileSync(demoNote, "utf8")) as Places;
  if (places.DATABASE_URL !== readConfig(process.env).databaseUrl || !isAlive(Number(places.DEMO_PID))) return null;
  return (await answers(places)) ? places : null;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function answers({ APP_URL }: Places): Promise<boolean> {
  try {
    return (await fetch(`${APP_URL}/healthz`, { signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    return false;
  }
}
