import { chmodSync, statSync } from "node:fs";
import { connect } from "node:net";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { leaveUrls } from "#app/models/readers/unsubscribe.server.ts";
import { openLog } from "../../scripts/frame/log.ts";
import { keepToOwner } from "../../scripts/frame/ownerOnly.ts";
import { passOn } from "../../scripts/start/lines.ts";
import { speakRaw } from "../support/ask.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { engine } from "../support/database.ts";
import { aBriefing } from "../support/newsroom.ts";
import { aTerminal } from "../support/scripts.ts";
import { freePort } from "../support/web.ts";

let context: TestContext;

describe("the log of a site that robots visit", () => {
  test("has JSON lines only, none of them an error, and no reader's token", async () => {
    const port = await freePort();
    context = await testContext({ env: { APP_URL: `http://localhost:${port}` } });
    await aBriefing(context);
    const env = { PORT: String(port), HOST: "127.0.0.1", APP_URL: `http://localhost:${port}` };
    const terminal = aTerminal({ databaseUrl: context.database.url, env });
    const serve = terminal.start("./serve");
    while (!serve.said.stderr.includes("the site is up")) await sleep(50);

    const page = leaveUrls(context, 7, 1).page;
    const token = page.slice(page.lastIndexOf("/") + 1);
    const head = `Host: localhost:${port}\r\n`;
    const targets = [
      ...["/", "//", "/%", "/%E0%A4%A", "/%00", "/../../etc/passwd", "/wp-login.php", "/.env", "/a?_data=root", "*"],
      ...[
        "/images/%E0%A4%A",
        "/assets/%",
        "/topics/%C0%AF",
        "/articles/%E0/x",
        "/issues/-1",
        "/issues/1e9",
        "/feed.xml?%",
      ],
      ...["unsubscribe", "one-click", "/Reader"].flatMap((door) => [
        `/${door}/${token}`,
        `/${door}//${token}/`,
        `/${door}/${token}%`,
        `/${door}/%E0%A4%A${token}`,
        `/${door}/${token}?${token}=${token}`,
        `/${door}/${token}.data`,
        `/${door}/${token}.data?_routes=nothing`,
      ]),
    ];
    const methods = ["GET", "POST", "DELETE", "PROPFIND", "TRACE", "NONSENSE"];
    const rest = `${head}Sec-Fetch-Site: same-origin\r\nReferer: ${page}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
    for (const target of targets)
      await Promise.all(methods.map((method) => speakRaw(context, `${method} ${target} HTTP/1.1\r\n${rest}`)));
    // Bodies that lie about what they are, and visitors who go away in the middle.
    for (const type of ["multipart/form-data", "multipart/form-data; boundary=x", "application/json", "x"])
      await speakRaw(
        context,
        `POST /unsubscribe/${token} HTTP/1.1\r\n${head}Sec-Fetch-Site: same-origin\r\nContent-Type: ${type}\r\nContent-Length: 9\r\nConnection: close\r\n\r\n--x\r\nrest`,
      );
    for (const path of ["/", `/reader/${token}`, "/search?q=robots", "/subscribe"])
      for (const [method, length] of [
        ["GET", 0],
        ["POST", 5000],
      ] as const)
        await goAway(
          port,
          `${method} ${path} HTTP/1.1\r\n${head}Sec-Fetch-Site: same-origin\r\nContent-Length: ${length}\r\n\r\n`,
        );
    await speakRaw(context, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");

    serve.kill("SIGTERM");
    const { code, stderr, stdout } = await serve.ended;
    expect([code, stdout]).toEqual([0, ""]);
    const lines = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { level: number; msg: string });
    expect(lines.filter(({ level }) => level >= 50)).toEqual([]);
    for (const piece of [token.slice(0, 16), token.slice(-16)]) expect(stderr).not.toContain(piece);
  });
});

/** Asks, and is gone before the answer. */
function goAway(port: number, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(bytes, () => setImmediate(() => socket.resetAndDestroy())),
    );
    socket.on("error", () => {}).on("close", () => resolve());
  });
}

test("what is no line of the log, like the last words of Node, becomes one", async () => {
  const heard: { level: number; process: string; msg: string }[] = [];
  const log = pino({ base: null }, { write: (line: string) => void heard.push(JSON.parse(line) as never) });
  const said = new PassThrough();
  passOn(said, { name: "sender", log, output: 2 });
  said.end("FATAL ERROR: Reached heap limit Allocation failed\n\n   at native frame\n");
  await sleep(0);
  while (heard.length < 2) await sleep(5);
  expect(heard.map(({ process, msg }) => [process, msg])).toEqual([
    ["sender", "FATAL ERROR: Reached heap limit Allocation failed"],
    ["sender", "   at native frame"],
  ]);
});

describe("the files of an installation", () => {
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

  test("are their owner's alone from the first start, whatever the shell lets others do", async () => {
    const before = process.umask(0o022);
    try {
      const terminal = aTerminal();
      const path = terminal.file("x", "").replace(/x$/, "new/pressrun.db");
      expect(await terminal.run("migrate", [], { env: { DATABASE_URL: `file:${path}` } })).toMatchObject({ code: 0 });
      expect([mode(path), mode(path.replace("/pressrun.db", ""))]).toEqual(["600", "700"]);
    } finally {
      process.umask(before);
    }
  });

  const leftOpen = async () => {
    context = await testContext();
    const [path] = [context.database.url.replace("file:", "")];
    await aBriefing(context);
    for (const end of ["", "-wal", "-shm"]) chmodSync(path + end, 0o644);
    keepToOwner(context.config, openLog("file"));
    for (const end of ["", "-wal", "-shm"]) expect(mode(path + end)).toBe("600");
  };
  test("that an earlier version left open are closed at the next start", engine === "sqlite" ? leftOpen : () => {});

  test("that cannot be closed are named in the log", async () => {
    context = await testContext();
    const lines: string[] = [];
    const log = pino({ base: null }, { write: (line: string) => void lines.push(line) });
    // Nobody may change the rights of what the kernel shows.
    keepToOwner({ ...context.config, databaseUrl: "file:/proc/self/status" }, log);
    expect(lines.join("")).toContain('"files":["/proc/self/status"');
    expect(lines).toHaveLength(1);
  });
});
