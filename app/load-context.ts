import type { Context } from "./context.server.ts";

/** The context of loaders and actions: the process's context and the fields of one request. */
export type RequestContext = Context & {
  /** Allows the page's own scripts (S-04). */
  nonce: string;
  /** The caller's IP address, for limits and consent; never from a header that a client can set. */
  ip: string;
  /** Set by an action that returns a form with errors; its loader puts it into the page's title. */
  hasFault?: boolean;
};

declare module "@remix-run/node" {
  // Remix merges an interface of this name into its own.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface AppLoadContext extends RequestContext {}

  // Types of `useLoaderData` depend on the flag that remix.config.js sets.
  interface Future {
    v3_singleFetch: true;
  }
}
