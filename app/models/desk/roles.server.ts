import type { Role } from "#db/schema/desk.ts";

/** An account of the desk: an editor writes, an operator sends and runs, an owner may do all. */
export type Editor = { id: number; email: string; name: string; role: Role };
/** True when `role` includes `needed`: editor < operator < owner. */
export function mayActAs(role: Role, needed: Role): boolean {
  const order: Role[] = ["editor", "operator", "owner"];
  return order.indexOf(role) >= order.indexOf(needed);
}
