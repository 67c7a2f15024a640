/**
 * Runs our bundled scripts one after another in one process: a start of their own costs each half a second, and only
 * what is about processes needs one. Reads `{"file","args","env"}` lines; answers `{"code","stdout","stderr"}` lines on
 * descriptor 3.
 */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

let runs = 0;
process.setMaxListeners(0);
process.stdout.setMaxListeners(0);

for await (const line of createInterface({ input: process.stdin })) {
  const { file, args, env } = JSON.parse(line);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [process.execPath, file, ...args];
  process.exitCode = undefined;
  const heard = { stdout: "", stderr: "" };
  const release = ["stdout", "stderr"].map((name) => listen(process[name], (text) => (heard[name] += text)));
  runs += 1;
  // A script is what its module does when it is loaded, so each run loads it under another address.
  await import(`${pathToFileURL(file).href}?run=${runs}`).catch((error) => {
    heard.stderr += error.stack;
    process.exitCode = 70;
  });
  for (const stop of release) stop();
  writeSync(3, `${JSON.stringify({ code: process.exitCode ?? 0, ...heard })}\n`);
}

function listen(stream, hear) {
  const { write } = stream;
  stream.write = (chunk, encoding, done) => {
    hear(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
    const after = typeof encoding === "function" ? encoding : done;
    if (after) process.nextTick(after);
    return true;
  };
  return () => (stream.write = write);
}
