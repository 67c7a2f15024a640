import { userInfo } from "node:os";

/** Who runs this script, as the audit log and consent records name them. */
export function operator(): string {
  try {
    return `script (${userInfo().username})`;
  } catch {
    // A user id without a name, as in some containers.
    return "script";
  }
}
