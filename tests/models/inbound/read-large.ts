/**
 * `read-large.ts KIND`: reads a reader's answer of 10 MB of that kind, as the process does that understands mail, and prints by how
 * many bytes its memory grew at most.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { readIncoming } from "#app/models/conversations/reading.server.ts";
import { partsOfReply } from "#app/models/conversations/quoting.server.ts";
import { understandMail } from "#app/models/inbound/understanding/understandMail.server.ts";
import { largeMails, smallMail } from "../../support/largeMails.ts";

const make = largeMails[process.argv[2]!]!;
// Libraries are loaded, and the mail is there, before it is read.
await readIncoming(smallMail);
await understandMail(smallMail);
const raw = make();
globalThis.gc?.();
// From here on the system notes the most that is in use anew.
writeFileSync("/proc/self/clear_refs", "5");
const before = process.memoryUsage.rss();
await understandMail(raw.subarray(0, 1_000_000));
const read = await readIncoming(raw);
partsOfReply(read.text);
const most = Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))![1]) * 1024;
console.log(JSON.stringify({ grown: most - before, files: read.files.length, text: read.text.length }));
