/** The roles, each with all that the ones before it may. */
export const roles = ["writer", "editor", "operator", "owner"] as const;

/** As `db/schema/desk` has it, which the browser does not see. */
type Role = (typeof roles)[number];

/** True when `role` includes `needed`. */
export function mayActAs(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}
