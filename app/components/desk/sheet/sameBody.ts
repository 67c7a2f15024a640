import type { Body } from "#app/models/body.ts";

/** True when both texts would be stored alike; asked so often while somebody types that it ends at the first difference. */
export function sameBody({ content: one = [] }: Body, { content: other = [] }: Body): boolean {
  return one.length === other.length && one.every((block, i) => sameBlock(block, other[i]));
}

/** The editor keeps the JSON of a block that nothing changed. */
function sameBlock(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
