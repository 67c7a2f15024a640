import type { LockAnswer } from "#app/models/sheetLocks.server.ts";
import type { LockAct } from "./lock.ts";

/** Milliseconds: a later answer would be an old one. */
const patience = 5000;

type Asking = { sheet: string; tab: string; before?: string; as: number };

/** Asks the desk who writes in a sheet. @returns null when it does not answer, or the sheet is not there yet */
export async function askWhoWrites(asking: Asking, act: LockAct): Promise<LockAnswer | null> {
  if (!/ \d+$/.test(asking.sheet)) return null;
  const inBackground = document.visibilityState === "hidden";
  try {
    const response = await fetch("/desk/lock", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...asking, act, inBackground }),
      redirect: "manual",
      // A page that closes has sent it when it is gone.
      ...(act === "leave" ? { keepalive: true } : { signal: AbortSignal.timeout(patience) }),
    });
    return response.ok ? ((await response.json()) as LockAnswer) : null;
  } catch {
    return null;
  }
}
