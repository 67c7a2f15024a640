/** The two frames that pages stand in: what readers see, and the desk. A route says its own as its `handle`. */
export type FrameHandle = { frame: "site" | "desk" };

/** What `useMatches` and `meta` tell of the routes around a page; by what their files are called they are never found. */
type Matches = readonly { handle?: unknown; data: unknown }[];

/** True when a page, or a route around it, says that it stands in that frame. */
export function isIn(matches: Matches, frame: FrameHandle["frame"]): boolean {
  return matches.some((match) => says(match, frame));
}

/**
 * What the loader of a frame answered.
 * @returns undefined when there is no such frame around, or its loader failed
 */
export function frameData<Loader extends (...given: never[]) => unknown>(
  matches: Matches,
  frame: FrameHandle["frame"],
): Awaited<ReturnType<Loader>> | undefined {
  const found = matches.find((match) => says(match, frame));
  return found?.data as Awaited<ReturnType<Loader>> | undefined;
}

function says({ handle }: Matches[number], frame: FrameHandle["frame"]): boolean {
  return (handle as FrameHandle | undefined)?.frame === frame;
}
