import type { IncomingHttpHeaders } from "node:http";

/** The part of a request that tells what made it. `rest`: what came after the address that we sent. */
type Asked = { headers: IncomingHttpHeaders; httpVersion: string; rest: boolean };

/** Marks of a request for a counted link, kept with its hit, and how each is found. None of them alone is a verdict. */
const marks = {
  /** It says itself that it looks ahead. */
  prefetch: ({ headers }) =>
    [headers["sec-purpose"], headers.purpose, headers["x-purpose"], headers["x-moz"]].some((purpose) =>
      /prefetch|prerender|preview/i.test(String(purpose ?? "")),
    ),
  "no-accept": ({ headers }) => headers.accept === undefined,
  /** Takes anything, as programs do that look at no page. */
  "accepts-all": ({ headers }) => headers.accept?.trim() === "*/*",
  "accepts-html": ({ headers }) => /text\/html/i.test(headers.accept ?? ""),
  "no-accept-language": ({ headers }) => !headers["accept-language"],
  "no-accept-encoding": ({ headers }) => !headers["accept-encoding"],
  "no-agent": ({ headers }) => !headers["user-agent"],
  /** A browser goes to a page. */
  navigates: ({ headers }) => headers["sec-fetch-mode"] === "navigate",
  /** A browser does something else: it fetches, or frames. */
  fetches: ({ headers }) => {
    const mode = headers["sec-fetch-mode"];
    return mode !== undefined && mode !== "navigate";
  },
  /** A press of a person brought the browser here, as it says. */
  "by-user": ({ headers }) => headers["sec-fetch-user"] === "?1",
  /** It tells where it comes from, like a mailbox in the browser. */
  referred: ({ headers }) => Boolean(headers.referer),
  /** It asks for a part of the answer. */
  partial: ({ headers }) => headers.range !== undefined,
  "old-http": ({ httpVersion }) => httpVersion === "1.0",
  /** Something stood after the address that we sent. */
  appended: ({ rest }) => rest,
} as const satisfies Record<string, (asked: Asked) => boolean>;

export type Signal = keyof typeof marks;

/** Returns the marks that a request has, in a fixed order. */
export function signalsOf(asked: Asked): Signal[] {
  return (Object.keys(marks) as Signal[]).filter((signal) => marks[signal](asked));
}

/** Methods as they are kept; programs invent others. */
export type HitMethod = "GET" | "HEAD" | "OPTIONS" | "other";

export function hitMethod(method = ""): HitMethod {
  return method === "GET" || method === "HEAD" || method === "OPTIONS" ? method : "other";
}
