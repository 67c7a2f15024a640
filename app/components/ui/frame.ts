/** The two frames of pages: the site and the desk. A route names its own in `handle`. */
export type FrameHandle = { frame: "site" | "desk" };

/** The `matches` of `useMatches` and `meta`. Routes are never found by their file names. */
type Matches = readonly { handle?: unknown; data: unknown }[];

/** True when a page, or a route around it, has that frame. */
export function isIn(matches: Matches, frame: FrameHandle["frame"]): boolean {
  return matches.some((match) => says(match, frame));
}

/**
 * Returns a frame's loader data.
 * @returns undefined when the page has no such frame, or its loader failed
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
