import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { benchAudience } from "./audience/main.ts";
import { benchBackups } from "./backups.ts";
import { benchComposing } from "./composing.ts";
import { benchDeskImport } from "./deskImport.ts";
import { benchInbound } from "./inbound.ts";
import { benchKeys } from "./keys.ts";
import { benchKill } from "./kill.ts";
import { benchLinks } from "./links.ts";
import { benchMemory } from "./memory.ts";
import { benchMillion } from "./million.ts";
import { benchNetwork } from "./network.ts";
import { benchNumbers } from "./numbers/main.ts";
import { benchPages } from "./pages.ts";
import { benchPicker } from "./picker.ts";
import { benchRestarts } from "./restarts.ts";
import { benchSenders } from "./senders.ts";
import { benchSending } from "./sending.ts";
import { benchSubjects } from "./subjects.ts";
import { benchUpgrade } from "./upgrade.ts";
import { benchVitals } from "./vitals.ts";
import { benchWriting } from "./writing.ts";

/**
 * `npm run bench`, or `npm run bench -- sending kill`: only those; numbers behind a name are for that part, as in
 * `writing 20 4711`. It measures; it is no test. Figures are only good as ratios within one run: the machine may be busy.
 */
const parts = {
  sending: benchSending,
  network: benchNetwork,
  million: benchMillion,
  audience: benchAudience,
  "desk-import": benchDeskImport,
  senders: benchSenders,
  kill: benchKill,
  backups: benchBackups,
  restarts: benchRestarts,
  upgrade: benchUpgrade,
  pages: benchPages,
  memory: benchMemory,
  vitals: benchVitals,
  writing: benchWriting,
  inbound: benchInbound,
  keys: benchKeys,
  composing: benchComposing,
  links: benchLinks,
  picker: benchPicker,
  numbers: benchNumbers,
  subjects: benchSubjects,
};
type Part = keyof typeof parts;

const given = process.argv.slice(2);
const isNumber = (word: string | undefined) => word !== undefined && /^\d+$/.test(word);
const named = given.filter((word) => !isNumber(word));
const unknown = named.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(", ")}; there are: ${Object.keys(parts).join(", ")}.`);
  process.exit(2);
}
console.log(`${machine()}\n`);
for (const name of named.length > 0 ? (named as Part[]) : (Object.keys(parts) as Part[])) {
  await parts[name](...numbersBehind(name));
  console.log();
}

function numbersBehind(name: string): number[] {
  const behind = given.slice(given.indexOf(name) + 1);
  const end = behind.findIndex((word) => !isNumber(word));
  return (end < 0 ? behind : behind.slice(0, end)).map(Number);
}

function machine(): string {
  const { version } = JSON.parse(readFileSync("node_modules/nodemailer/package.json", "utf8")) as { version: string };
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const postfix = versionOf("postconf", "-h", "mail_version");
  return [
    `${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${memory}, ${process.platform}`,
    `Node ${process.version}, nodemailer ${version}${postfix ? `, postfix ${postfix}` : ""}`,
  ].join("\n");
}

function versionOf(...[program, ...args]: [string, ...string[]]): string {
  try {
    return execFileSync(program, args, { stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } catch {
    return "";
  }
}
