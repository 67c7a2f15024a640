import { vitePlugin as remix } from "@remix-run/dev";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import options from "./remix.config.js";
import { leanSite } from "./scripts/start/leanSite.mjs";

export default defineConfig({
  plugins: [leanSite(), tailwindcss(), remix(options)],
  build: { assetsInlineLimit: 0 },
});
