/** The site as `remix vite:build` makes it. It is not there before the first build, and its types are Remix's. */
declare module "#build/server/index.js";
