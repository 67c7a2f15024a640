import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { endsWithTheTest } from "./cleanup.ts";
import { installFromDebian } from "./debian.ts";
import { freePort } from "./web.ts";

const places = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot", "/opt/homebrew/sbin/dovecot"];
const installed = () => places.find((path) => existsSync(path));

/** The path of a Dovecot, which is installed now where there is none; undefined where that cannot be done. */
export function findMailServer(): string | undefined {
  if (!installed()) {
    console.error("No IMAP server found for the tests of the mailbox; installing Dovecot.");
    installFromDebian(["dovecot-imapd"], () => installed() !== undefined);
  }
  return installed();
}

const isRoot = () => process.getuid?.() === 0;
const nobody = 65_534;

/** A mail in a folder: its flags, like `S` for seen, and its text. */
type Stored = { flags: string; text: string };

/** An IMAP server with one mailbox, of the user `me` with the password `secret`. */
export type MailServer = {
  port: number;
  /** Puts a mail into a folder; INBOX when left out. @param flags like `S` for seen, `T` for marked as deleted */
  deliver(mail: string, given?: { folder?: string; flags?: string }): void;
  /** The mails of a folder, in the order of their arrival. */
  mails(folder?: string): Stored[];
  /** Makes it impossible to have a folder. */
  forbid(folder: string): void;
  /** Forgets the numbers of all mails, as a mailbox does that was restored. */
  renumber(): Promise<void>;
  /** Everything that it has written down. */
  log(): string;
  stop(): Promise<void>;
  start(): Promise<void>;
};

/** @param given `capability`: what it can do, in place of all; `tls`: a certificate, and with it STARTTLS and no other way */
export async function aMailServer(
  given: { capability?: string; tls?: { cert: string; key: string } } = {},
): Promise<MailServer> {
  const program = findMailServer();
  if (!program)
    throw new Error(
      "These tests need an IMAP server and none could be installed (Debian: apt-get install dovecot-imapd).",
    );
  const folder = mkdtempSync(join(tmpdir(), "pressrun-imap-"));
  const port = await freePort();
  const maildir = join(folder, "home/me/Maildir");
  for (const name of ["cur", "new", "tmp"]) mkdirSync(join(maildir, name), { recursive: true });
  writeFileSync(join(folder, "dovecot.conf"), settings(folder, port, given));
  // It keeps no mail for root, so it runs as nobody then.
  const owner = isRoot() ? { uid: nobody, gid: nobody } : {};
  if (isRoot())
    for (const path of [folder, ...readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)))])
      chownSync(path, nobody, nobody);
  let server: ReturnType<typeof spawn> | undefined;
  let delivered = 0;
  const folderOf = (name: string) => (name === "INBOX" ? maildir : join(maildir, `.${name.replaceAll("/", ".")}`));
  const self: MailServer = {
    port,
    deliver(mail, { folder: name = "INBOX", flags = "" } = {}) {
      delivered += 1;
      const file = `${1_700_000_000 + delivered}.M${delivered}.test${flags ? `:2,${flags}` : ""}`;
      writeFileSync(join(folderOf(name), "tmp", file), mail.replace(/\r?\n/g, "\n"));
      writeFileSync(join(folderOf(name), flags ? "cur" : "new", file), mail.replace(/\r?\n/g, "\n"));
      rmSync(join(folderOf(name), "tmp", file));
    },
    mails(name = "INBOX") {
      const all = ["cur", "new"].flatMap((part) => {
        const path = join(folderOf(name), part);
        return existsSync(path) ? readdirSync(path).map((file) => ({ file, path: join(path, file) })) : [];
      });
      const sorted = all.sort((a, b) => (a.file < b.file ? -1 : 1));
      return sorted.map(({ file, path }) => ({
        flags: /:2,(\w*)$/.exec(file)?.[1] ?? "",
        text: readFileSync(path, "utf8"),
      }));
    },
    forbid: (name) => writeFileSync(folderOf(name), "this is no folder"),
    async renumber() {
      await self.stop();
      for (const file of readdirSync(maildir)) if (file.startsWith("dovecot.index")) rmSync(join(maildir, file));
      const numbers = join(maildir, "dovecot-uidlist");
      writeFileSync(
        numbers,
        readFileSync(numbers, "utf8").replace(/ V(\d+)/, (_, was) => ` V${Number(was) + 1000}`),
      );
      await self.start();
    },
    log: () => (existsSync(join(folder, "log")) ? readFileSync(join(folder, "log"), "utf8") : ""),
    async stop() {
      if (!server || server.exitCode !== null) return;
      server.kill("SIGTERM");
      await once(server, "exit");
    },
    async start() {
      server = spawn(program, ["-F", "-c", join(folder, "dovecot.conf")], { stdio: "ignore", ...owner });
      await untilItListens(port, () => self.log());
    },
  };
  endsWithTheTest(async () => {
    await self.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await self.start();
  return self;
}

function settings(folder: string, port: number, given: Parameters<typeof aMailServer>[0] = {}): string {
  const { uid, gid, username } = userInfo();
  const user = isRoot() ? { uid: nobody, gid: nobody, name: "nobody", group: "nogroup" } : { uid, gid, name: username };
  if (given.tls)
    for (const name of ["cert", "key"] as const) writeFileSync(join(folder, `${name}.pem`), given.tls[name]);
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
auth_verbose = yes
protocols = imap
listen = 127.0.0.1
ssl = ${given.tls ? "required" : "no"}
${given.tls ? `ssl_cert = <${folder}/cert.pem\nssl_key = <${folder}/key.pem` : ""}
disable_plaintext_auth = no
auth_failure_delay = 0
${given.capability ? `imap_capability = ${given.capability}` : ""}
default_internal_user = ${user.name}
${user.group ? `default_internal_group = ${user.group}` : ""}
default_login_user = ${user.name}
first_valid_uid = 1
mail_location = maildir:~/Maildir
shutdown_clients = yes
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${user.uid} gid=${user.gid} home=${folder}/home/%u
}
`;
}

async function untilItListens(port: number, log: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const socket = connect(port, "127.0.0.1");
    const answers = await new Promise<boolean>((resolve) => {
      socket
        .once("data", () => resolve(true))
        .once("error", () => resolve(false))
        .once("close", () => resolve(false));
    });
    socket.destroy();
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The IMAP server of the tests does not start:\n${log()}`);
}
