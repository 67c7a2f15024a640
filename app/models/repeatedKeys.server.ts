import { createHash } from "node:crypto";

/**
 * Detects repeated texts among millions, in 16 bytes each: it stores the first 64 bits of each SHA-256. Among a million
 * different texts, two are confused with a chance of 1 in 37 million.
 * @param expected the number of texts; more only cost time
 * @returns a function that is true for a text it was given before
 */
export function openSeenKeys(expected: number): (text: string) => boolean {
  let places = emptyPlaces(expected);
  let held = 0;
  return (text) => {
    if (held * 2 > places.length) places = moved(places);
    const key = keyOf(text);
    const place = placeOf(places, key);
    if (places[place] !== 0n) return true;
    places[place] = key;
    held += 1;
    return false;
  };
}

/** At most half full, so that a free slot is near. A power of two, so that the low bits of a key are its slot. */
function emptyPlaces(expected: number): BigUint64Array {
  return new BigUint64Array(2 ** Math.ceil(Math.log2(Math.max(16, expected * 2))));
}

function moved(places: BigUint64Array): BigUint64Array {
  const more = new BigUint64Array(places.length * 2);
  for (const key of places) if (key !== 0n) more[placeOf(more, key)] = key;
  return more;
}

function placeOf(places: BigUint64Array, key: bigint): number {
  let place = Number(key & BigInt(places.length - 1));
  while (places[place] !== 0n && places[place] !== key) place = (place + 1) % places.length;
  return place;
}

/** 0 marks a free slot. */
function keyOf(text: string): bigint {
  return createHash("sha256").update(text).digest().readBigUInt64LE() || 1n;
}
