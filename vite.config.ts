import { vitePlugin as remix } from "@remix-run/dev";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import options from "./remix.config.js";
import { leanSite } from "./scripts/start/leanSite.mjs";

export default defineConfig({
  plugins: [leanSite(), tailwindcss(), remix(options)],
  build: {
    assetsInlineLimit: 0,
    // The editor of texts is the largest file, and only the desk loads it.
    chunkSizeWarningLimit: 800,
    rollupOptions: {
      // An address without a page has nothing for browsers.
      onwarn: (warning, warn) => void (warning.code === "EMPTY_BUNDLE" || warn(warning)),
    },
  },
});
