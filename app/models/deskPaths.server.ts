/** Returns the desk's path of an issue. */
export function issuePath(number: number): string {
  return `/desk/issues/${number}`;
}

/** Returns the desk's path of a slot. */
export function slotPath(slot: { id: number }): string {
  return `/desk/schedule#slot-${slot.id}`;
}

/** The desk's path of the digests. */
export const digestsPath = "/desk/schedule#digests";
