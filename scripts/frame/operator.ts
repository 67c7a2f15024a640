import { userInfo } from "node:os";

/** Returns the name of the script's user, for the audit log and consent records. */
export function operator(): string {
  try {
    return `script (${userInfo().username})`;
  } catch {
    // A user id without a name, as in some containers.
    return "script";
  }
}
