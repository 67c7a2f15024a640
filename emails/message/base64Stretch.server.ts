import type { Segment } from "./segments.server.ts";

/** 57 bytes make a line of 76 characters. */
const bytesPerLine = 57;

/** Bytes: shorter text goes together with a reader's own, because each segment of a message costs. */
const worthItsOwn = 1024;

/** Bytes that differ between readers at some places. `from` and `to`: of what is filled in. */
type Template = { bytes: Buffer; holes: { at: number; of: "rest" | "value"; from: number; to: number }[] };

/** A stretch as it is encoded where its first line has begun with so many bytes, and its value is so long. */
type Plan = { parts: (Buffer | string | Template)[]; rest: Template };

/** Text that is the same for every reader, but for one value that may stand in it many times. */
export class Stretch {
  private readonly plans = new Map<number, Plan>();

  /** @param bits text, and null for the value */
  constructor(private readonly bits: (Buffer | null)[]) {}

  /**
   * Adds the lines that are full with this stretch.
   * @param rest precedes it, shorter than a line
   * @returns the bytes that do not fill a line, good until the next call
   */
  give(rest: Buffer, value: Buffer | null, segments: Segment[]): Buffer {
    const key = rest.length * 10_000 + (value?.length ?? 0);
    let plan = this.plans.get(key);
    if (!plan) this.plans.set(key, (plan = makePlan(this.bits, rest.length, value?.length ?? 0)));
    let own = "";
    for (const part of plan.parts) {
      if (Buffer.isBuffer(part)) {
        if (own !== "") segments.push(own);
        own = "";
        segments.push(part);
      } else own += typeof part === "string" ? part : linesOf(filled(part, rest, value));
    }
    if (own !== "") segments.push(own);
    return filled(plan.rest, rest, value);
  }
}

function makePlan(bits: (Buffer | null)[], restLength: number, valueLength: number): Plan {
  const whole = Buffer.concat([Buffer.alloc(restLength), ...bits.map((bit) => bit ?? Buffer.alloc(valueLength))]);
  const holes: Template["holes"] = [{ at: 0, of: "rest", from: 0, to: restLength }];
  let at = restLength;
  for (const bit of bits) {
    if (bit === null) holes.push({ at, of: "value", from: 0, to: valueLength });
    at += bit?.length ?? valueLength;
  }
  const full = inLines(whole.length);
  const parts: Plan["parts"] = [];
  for (const { from, to, isOwn } of runsOf(full, holes)) {
    const encoded = isOwn ? null : encodeLines(whole.subarray(from, to));
    if (encoded === null) parts.push(template(whole, holes, from, to));
    else parts.push(encoded.length < worthItsOwn ? encoded.toString("latin1") : encoded);
  }
  return { parts, rest: template(whole, holes, full, whole.length) };
}

/** Divides whole lines into those that readers share, and those with bytes of their own. */
function runsOf(full: number, holes: Template["holes"]): { from: number; to: number; isOwn: boolean }[] {
  const own = new Set<number>();
  for (const { at, from, to } of holes)
    for (let line = Math.floor(at / bytesPerLine); line * bytesPerLine < at + to - from; line += 1) own.add(line);
  const runs: { from: number; to: number; isOwn: boolean }[] = [];
  for (let line = 0; line * bytesPerLine < full; line += 1) {
    const last = runs.at(-1);
    const [from, isOwn] = [line * bytesPerLine, own.has(line)];
    if (last?.isOwn === isOwn) last.to = from + bytesPerLine;
    else runs.push({ from, to: from + bytesPerLine, isOwn });
  }
  return runs;
}

function template(whole: Buffer, holes: Template["holes"], from: number, to: number): Template {
  const inside = holes.flatMap((hole) => {
    const [begin, end] = [Math.max(hole.at, from), Math.min(hole.at + hole.to - hole.from, to)];
    return begin < end ? [{ at: begin - from, of: hole.of, from: begin - hole.at, to: end - hole.at }] : [];
  });
  return { bytes: Buffer.from(whole.subarray(from, to)), holes: inside };
}

function filled({ bytes, holes }: Template, rest: Buffer, value: Buffer | null): Buffer {
  for (const { at, of, from, to } of holes) (of === "rest" ? rest : value!).copy(bytes, at, from, to);
  return bytes;
}

/** Returns how many of so many bytes fill whole lines. */
export function inLines(bytes: number): number {
  return bytes - (bytes % bytesPerLine);
}

function linesOf(bytes: Buffer): string {
  const text = bytes.toString("base64");
  let lines = "";
  for (let at = 0; at < text.length; at += 76) lines += `${text.slice(at, at + 76)}\r\n`;
  return lines;
}

/** Encodes bytes in lines; the last one may be shorter. */
export function encodeLines(bytes: Buffer): Buffer {
  return Buffer.from(linesOf(bytes), "latin1");
}
