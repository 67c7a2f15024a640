/** Options of the Remix Vite plugin; `vite.config.ts` reads them. Why Remix 2, and what comes after it: docs/decisions/0001. */
export default {
  // `npm run build` has it made aside.
  buildDirectory: process.env.PRESSRUN_SITE ?? "build",
  appDirectory: "app",
  ignoredRouteFiles: ["**/*.css"],
  future: {
    v3_fetcherPersist: true,
    v3_lazyRouteDiscovery: true,
    v3_relativeSplatPath: true,
    v3_singleFetch: true,
    v3_throwAbortReason: true,
  },
};
