import { hash } from "node:crypto";

/** Keys met so far. `add` says whether the key was there before. */
export type KeySet = { add(key: string): boolean; has(key: string): boolean };

/**
 * Remembers keys among millions, in 16 bytes a key: of each it keeps the first 64 bits of its SHA-256. Of a million
 * different keys, two are taken for the same with a chance of 1 in 37 million.
 * @param expected how many keys will come; more only cost time
 */
export function openKeySet(expected = 0): KeySet {
  let slots = emptySlots(expected);
  let size = 0;
  return {
    has: (key) => size > 0 && slots[slotOf(slots, hashOf(key))] !== 0n,
    add(key) {
      if (size * 2 > slots.length) slots = grown(slots);
      const hashed = hashOf(key);
      const slot = slotOf(slots, hashed);
      if (slots[slot] !== 0n) return true;
      slots[slot] = hashed;
      size += 1;
      return false;
    },
  };
}

/** Never more than half full, so that a free slot is near. A power of two, so that the end of a hash is its slot. */
function emptySlots(expected: number): BigUint64Array {
  return new BigUint64Array(2 ** Math.ceil(Math.log2(Math.max(16, expected * 2))));
}

function grown(slots: BigUint64Array): BigUint64Array {
  const more = new BigUint64Array(slots.length * 2);
  for (const hashed of slots) if (hashed !== 0n) more[slotOf(more, hashed)] = hashed;
  return more;
}

/** Where this hash stands, or the free slot where it will. */
function slotOf(slots: BigUint64Array, hashed: bigint): number {
  let slot = Number(hashed & BigInt(slots.length - 1));
  while (slots[slot] !== 0n && slots[slot] !== hashed) slot = (slot + 1) % slots.length;
  return slot;
}

/** 0 marks a free slot. */
function hashOf(key: string): bigint {
  return hash("sha256", key, "buffer").readBigUInt64LE() || 1n;
}
