/**
 * Tells which keys were met before, in 16 bytes a key: it keeps a hash of each, not the key. Two keys may, once in
 * 10 000 files of a million, share a hash: ask it for a hint, and the database for the truth.
 * @param expected how many keys there will be
 */
export function openKeySet(expected: number): (key: string) => boolean {
  const size = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 2)));
  const slots = new Float64Array(size);
  return (key) => {
    const hash = keyHash(key);
    for (let at = hash % size; ; at = (at + 1) % size) {
      if (slots[at] === hash) return true;
      if (slots[at] === 0) {
        slots[at] = hash;
        return false;
      }
    }
  };
}

/** 53 bits that differ for different texts, never 0: two FNV-like passes, mixed. */
export function keyHash(text: string): number {
  let high = 0x811c9dc5;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0) + 1;
}
