import type { Context } from "./context.server.ts";

/** What loaders and actions get: the process's context and what belongs to one request. */
export type RequestContext = Context & {
  /** Lets the page's own scripts run (S-04). */
  nonce: string;
  /** The caller's address, for limits and consent; never from a header that a client can set. */
  ip: string;
  /** Set by an action that found a fault in a form, for the title of the page that its loader then gives. */
  hasFault?: boolean;
};

declare module "@remix-run/node" {
  // Remix merges an interface of this name into its own.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface AppLoadContext extends RequestContext {}

  // The types of what `useLoaderData` gives follow the flag that remix.config.js sets.
  interface Future {
    v3_singleFetch: true;
  }
}
