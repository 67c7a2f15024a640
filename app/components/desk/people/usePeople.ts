import { useCallback, useEffect, useState } from "react";
import type { People } from "#app/models/comments/people.server.ts";

/** The desk's answer to an act: why it was not done, or how the people of the piece are now. */
type PeopleAnswer = { fault: string | null; people?: People };

const away = "The desk could not be reached. Try again.";
const signedOut = "You are signed out. Sign in again in another tab, then press once more: nothing typed is lost.";

/**
 * The people of a piece, and the way to act on them. Without the router, which would take the form off the page when it
 * fails; it looks again whenever the page comes back into sight.
 * @param path where the piece's people are, like `/desk/articles/12/people`
 */
export function usePeople(path: string, loaded: People) {
  const [people, setPeople] = useState(loaded);
  const [heard, setHeard] = useState(loaded);
  // The page was loaded again.
  if (loaded !== heard) {
    setHeard(loaded);
    setPeople(loaded);
  }
  useEffect(() => {
    const look = () => {
      if (document.visibilityState !== "visible") return;
      fetch(path, { redirect: "manual" })
        .then(async (response) => response.ok && setPeople((await response.json()) as People))
        .catch(() => {});
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [path]);
  /** @returns why it was not done, in words; null when it was */
  const act = useCallback(
    async (fields: Record<string, string>): Promise<string | null> => {
      const { fault, people } = await postAct(path, fields);
      if (people) setPeople(people);
      return fault;
    },
    [path],
  );
  return { people, act };
}

/** Posts an act at a piece; where the desk cannot be reached, that is the fault. */
export async function postAct(path: string, fields: Record<string, string>): Promise<PeopleAnswer> {
  try {
    const response = await fetch(path, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
    if (response.type === "opaqueredirect" || response.status === 401) return { fault: signedOut };
    return (await response.json()) as PeopleAnswer;
  } catch {
    return { fault: away };
  }
}

/** One act of a form: whether it is under way, and why it failed. */
export function useAct(act: (fields: Record<string, string>) => Promise<string | null>) {
  const [state, setState] = useState<{ busy: boolean; fault: string | null }>({ busy: false, fault: null });
  return {
    ...state,
    /** @returns true when it was done */
    run: async (fields: Record<string, string>): Promise<boolean> => {
      setState({ busy: true, fault: null });
      const fault = await act(fields);
      setState({ busy: false, fault });
      return fault === null;
    },
  };
}
