/**
 * Remembers keys in 16 bytes each, as hashes. Two keys share a hash once in 10 000 files of a million, so its answer is
 * a
 * hint; the database decides.
 * @param expected the number of keys
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

/** Returns a 53-bit hash, never 0: two FNV-like passes, mixed. */
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
