/**
 * The frames of pages: the site, the desk, and a page as its preview shows it, whose data names the `look`. A route names
 * its own in `handle`.
 */
export type FrameHandle = { frame: "site" | "desk" | "preview" };

/** The colour scheme that a preview asks for, whatever the screen's. */
export type Scheme = "light" | "dark";

/** Returns the scheme that a preview's address asks for; undefined where it names none. */
export function schemeIn(url: string): Scheme | undefined {
  const asked = new URL(url).searchParams.get("scheme");
  return asked === "dark" || asked === "light" ? asked : undefined;
}

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
