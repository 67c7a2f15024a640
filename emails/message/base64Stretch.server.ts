import { writtenValue, type ReaderValues, type Segment, type ValuePlace } from "./segments.server.ts";

/** 57 bytes make a line of 76 characters. */
const bytesPerLine = 57;

/** Bytes: shorter text goes together with a reader's own, because each segment of a message costs. */
const worthItsOwn = 1024;

/** Bytes that differ between readers at some places. `of`: a place in the list of own bytes; `from` and `to`: of what is filled in. */
type Template = { bytes: Buffer; holes: { at: number; of: number; from: number; to: number }[] };

/** A stretch as it is encoded where own bytes are so long. */
type Plan = { parts: (Buffer | string | Template)[]; rest: Template };

/** Each has the whole text; 57 are for one length of the values, which seldom have another. */
const mostPlans = 120;

/** Text that is the same for every reader, but for values that stand in it, some of them many times. */
export class Stretch {
  private readonly plans = new Map<string, Plan>();
  private readonly places: ValuePlace[];
  /** Text, and for a value its number: 0 is what precedes the stretch in its first line. */
  private readonly bits: (Buffer | number)[];

  constructor(bits: (Buffer | ValuePlace)[]) {
    const places = bits.filter((bit): bit is ValuePlace => !Buffer.isBuffer(bit));
    this.places = places.filter(({ value }, i) => places.findIndex((other) => other.value === value) === i);
    this.bits = bits.map((bit) =>
      Buffer.isBuffer(bit) ? bit : 1 + this.places.findIndex(({ value }) => value === bit.value),
    );
  }

  /**
   * Adds the lines that are full with this stretch.
   * @param rest precedes it, shorter than a line
   * @returns the bytes that do not fill a line, good until the next call
   * @throws when a value is missing
   */
  give(rest: Buffer, values: ReaderValues, segments: Segment[]): Buffer {
    const own = [rest];
    let key = String(rest.length);
    for (const place of this.places) {
      const value = Buffer.from(writtenValue(place, values));
      own.push(value);
      key += ` ${value.length}`;
    }
    let plan = this.plans.get(key);
    if (!plan) {
      const lengths = own.map(({ length }) => length);
      if (this.plans.size >= mostPlans) this.plans.clear();
      this.plans.set(key, (plan = makePlan(this.bits, lengths)));
    }
    let text = "";
    for (const part of plan.parts) {
      if (Buffer.isBuffer(part)) {
        if (text !== "") segments.push(text);
        text = "";
        segments.push(part);
      } else text += typeof part === "string" ? part : linesOf(filled(part, own));
    }
    if (text !== "") segments.push(text);
    return filled(plan.rest, own);
  }
}

function makePlan(bits: (Buffer | number)[], lengths: number[]): Plan {
  const blank = lengths.map((length) => Buffer.alloc(length));
  const whole = Buffer.concat([blank[0]!, ...bits.map((bit) => (Buffer.isBuffer(bit) ? bit : blank[bit]!))]);
  const holes: Template["holes"] = [{ at: 0, of: 0, from: 0, to: lengths[0]! }];
  let at = lengths[0]!;
  for (const bit of bits) {
    const length = Buffer.isBuffer(bit) ? bit.length : lengths[bit]!;
    if (!Buffer.isBuffer(bit)) holes.push({ at, of: bit, from: 0, to: length });
    at += length;
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

function filled({ bytes, holes }: Template, own: Buffer[]): Buffer {
  for (const { at, of, from, to } of holes) own[of]!.copy(bytes, at, from, to);
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
