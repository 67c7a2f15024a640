import { randomBytes } from "node:crypto";

/** Keys met so far. `add` says whether the key was there before. */
export type KeySet = { add(key: string): boolean; has(key: string): boolean };

/**
 * Remembers keys among millions, in 16 bytes a key: of each it keeps two hashes of 32 bits, with seeds that nobody knows. Of a
 * million different keys, two are taken for the same with a chance of 1 in 37 million.
 * @param expected how many keys will come; more only cost time
 */
export function openKeySet(expected = 0): KeySet {
  const bytes = randomBytes(8);
  const seeds = [bytes.readInt32LE(0), bytes.readInt32LE(4)] as const;
  let slots = emptySlots(expected);
  let size = 0;
  return {
    has: (key) => size > 0 && slots[slotOf(slots, hashOf(key, seeds[0]), hashOf(key, seeds[1])) * 2] !== 0,
    add(key) {
      if (size * 4 > slots.length) slots = grown(slots);
      const [one, other] = [hashOf(key, seeds[0]), hashOf(key, seeds[1])];
      const at = slotOf(slots, one, other) * 2;
      if (slots[at] !== 0) return true;
      slots[at] = one;
      slots[at + 1] = other;
      size += 1;
      return false;
    },
  };
}

/** Two numbers a slot. Never more than half full, so that a free one is near; a power of two, so that a hash says where. */
function emptySlots(expected: number): Uint32Array {
  return new Uint32Array(2 * 2 ** Math.ceil(Math.log2(Math.max(16, expected * 2))));
}

function grown(slots: Uint32Array): Uint32Array {
  const more = new Uint32Array(slots.length * 2);
  for (let at = 0; at < slots.length; at += 2) {
    if (slots[at] === 0) continue;
    const to = slotOf(more, slots[at]!, slots[at + 1]!) * 2;
    more[to] = slots[at]!;
    more[to + 1] = slots[at + 1]!;
  }
  return more;
}

/** Where these hashes stand, or the free slot where they will. */
function slotOf(slots: Uint32Array, one: number, other: number): number {
  const last = slots.length / 2 - 1;
  let slot = one & last;
  while (slots[slot * 2] !== 0 && (slots[slot * 2] !== one || slots[slot * 2 + 1] !== other)) slot = (slot + 1) & last;
  return slot;
}

/** MurmurHash3 of a text's units of UTF-16, each as a block; never 0, which marks a free slot. */
function hashOf(key: string, seed: number): number {
  let hashed = seed;
  for (let i = 0; i < key.length; i += 1) {
    const block = Math.imul(key.charCodeAt(i), 0xcc9e2d51);
    hashed ^= Math.imul((block << 15) | (block >>> 17), 0x1b873593);
    hashed = (Math.imul((hashed << 13) | (hashed >>> 19), 5) + 0xe6546b64) | 0;
  }
  hashed ^= key.length;
  hashed = Math.imul(hashed ^ (hashed >>> 16), 0x85ebca6b);
  hashed = Math.imul(hashed ^ (hashed >>> 13), 0xc2b2ae35);
  return (hashed ^ (hashed >>> 16)) >>> 0 || 1;
}
