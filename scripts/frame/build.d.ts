import type { siteHandler } from "#app/http/siteHandler.server.ts";

/**
 * The site as `remix vite:build` makes it. The type checker reads this in its place: it is not there before the first
 * build, and its 20,000 lines would be checked with ours.
 */
declare const site: Parameters<typeof siteHandler>[1];
export = site;
