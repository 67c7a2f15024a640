import type { Role } from "#db/schema/desk.ts";
import { reportsPath } from "#app/models/deskPaths.ts";
import { mayActAs } from "#app/models/roles.ts";

/** A page of the desk. `role`: the least that may open it, an editor by itself. */
type DeskPlace = { to: string; name: string; role?: Role };

/** Where readers' answers are read; in the navigation only where they come to the desk. */
export const repliesPlace = "/desk/replies";

/** The desk's navigation. `end`: for this page alone; `also`: another path that belongs to it. */
export const deskPlaces: (DeskPlace & { end?: boolean; also?: string })[] = [
  { to: "/desk", name: "Overview", end: true },
  { to: "/desk/issues", name: "Issues" },
  { to: "/desk/schedule", name: "Schedule", also: "/desk/digests" },
  { to: "/desk/articles", name: "Articles", role: "writer", also: "/desk/import-site" },
  { to: "/desk/pictures", name: "Pictures" },
  { to: repliesPlace, name: "Replies" },
  { to: "/desk/subscribers", name: "Subscribers" },
  { to: "/desk/lists", name: "Lists" },
  { to: "/desk/segments", name: "Segments" },
  { to: "/desk/numbers", name: "Numbers" },
  { to: "/desk/settings", name: "Settings" },
];

/** The pages of the settings. */
export const settingsPlaces: (DeskPlace & { end?: true })[] = [
  { to: "/desk/settings", name: "Briefing", end: true },
  { to: "/desk/settings/about", name: "About" },
  { to: "/desk/settings/privacy", name: "Privacy policy" },
  { to: "/desk/settings/consent", name: "Consent", role: "operator" },
  { to: "/desk/settings/sign-up", name: "Sign-up" },
  { to: "/desk/settings/growth", name: "Growth" },
  { to: "/desk/settings/checks", name: "Checks" },
  { to: "/desk/settings/replies", name: "Replies" },
  { to: "/desk/settings/counting", name: "Counting" },
  { to: reportsPath, name: "Reports", role: "operator" },
  { to: "/desk/settings/redirects", name: "Redirects" },
  { to: "/desk/settings/export", name: "Export", role: "operator" },
  { to: "/desk/settings/editors", name: "Editors" },
  { to: "/desk/settings/pacing", name: "Pacing", role: "operator" },
  { to: "/desk/settings/health", name: "Health", role: "operator" },
  { to: "/desk/settings/account", name: "Your account", role: "writer" },
  { to: "/desk/settings/log", name: "Log" },
];

/** @returns those that somebody of this role may open */
export function placesFor<T extends DeskPlace>(places: T[], role: Role): T[] {
  return places.filter(({ role: least = "editor" }) => mayActAs(role, least));
}
