import type { SheetAnswer, Trouble } from "./answers.ts";

/** Milliseconds: a save that takes longer is tried again. */
const patience = 20_000;
/** Browsers send at most 64 KB, together, after a page has closed. */
const mostAfterClosing = 60_000;

export type Posted<S> = { answer: SheetAnswer<S> } | { trouble: Trouble };

/**
 * Posts a sheet as JSON.
 * @param closing sends it although the page closes, if it is small enough
 */
export async function postSheet<S>(path: string, sheet: object, closing = false): Promise<Posted<S>> {
  const body = JSON.stringify(sheet);
  const keepalive = closing && body.length < mostAfterClosing;
  try {
    const response = await fetch(path, {
      method: "POST",
      body,
      keepalive,
      redirect: "manual",
      headers: { "Content-Type": "application/json" },
      ...(keepalive ? {} : { signal: AbortSignal.timeout(patience) }),
    });
    const answer = await answerIn<S>(response);
    return answer ? { answer } : { trouble: troubleOf(response.status) };
  } catch (error) {
    return { trouble: (error as Error).name === "TimeoutError" ? "slow" : "offline" };
  }
}

/** Fetches what is saved now. @returns null when that fails, or somebody else is signed in */
export async function loadSheet<T>(path: string): Promise<T | null> {
  try {
    const response = await fetch(path, { redirect: "manual", signal: AbortSignal.timeout(patience) });
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}

const answers = ["saved", "deleted", "copied"];
const errors = ["gone", "other-editor", "conflict", "unreadable", "held", "written"];

/** @returns the desk's own answer; null for a proxy's, a newer version's, or one that means to try again */
async function answerIn<S>(response: Response): Promise<SheetAnswer<S> | null> {
  const json: unknown = await response.json().catch(() => null);
  if (typeof json !== "object" || json === null) return null;
  const known = answers.some((name) => name in json) || ("error" in json && errors.includes(String(json.error)));
  return known ? (json as SheetAnswer<S>) : null;
}

function troubleOf(status: number): Trouble {
  if (status === 401) return "signed-out";
  if (status === 403) return "forbidden";
  if (status === 413) return "too-large";
  if (status === 507) return "full";
  return status >= 500 ? "away" : "unknown";
}
