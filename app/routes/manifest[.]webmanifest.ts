import type { LoaderFunctionArgs } from "@remix-run/node";
import { fileResponse } from "#app/http/publicFiles.server.ts";
import { directionOf } from "#app/i18n/languages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";

/** The site's name, icons and colours for a phone's home screen (W3C Web Application Manifest). */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const briefing = await getBriefing(context);
  const { name, language, pitch } = briefing ?? { name: "Pressrun", language: "en", pitch: "" };
  const icon = (size: number, file: string, purpose = "any") => ({
    src: `/${file}-${size}.png`,
    sizes: `${size}x${size}`,
    type: "image/png",
    purpose,
  });
  const manifest = {
    name,
    short_name: name,
    ...(pitch ? { description: pitch } : {}),
    lang: language,
    dir: directionOf(language),
    id: "/",
    start_url: "/",
    scope: "/",
    display: "minimal-ui",
    background_color: "#fbfaf7",
    theme_color: "#fbfaf7",
    icons: [icon(192, "icon"), icon(512, "icon"), icon(512, "icon-maskable", "maskable")],
  };
  const body = `${JSON.stringify(manifest, null, 1)}\n`;
  return fileResponse(request, { body, type: "application/manifest+json; charset=utf-8" });
}
