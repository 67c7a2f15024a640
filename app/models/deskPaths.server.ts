/** An issue in the desk. */
export function issuePath(number: number): string {
  return `/desk/issues/${number}`;
}

/** Where the desk shows a slot. */
export function slotPath(slot: { id: number }): string {
  return `/desk/schedule#slot-${slot.id}`;
}

/** Where the desk shows digests. */
export const digestsPath = "/desk/schedule#digests";
