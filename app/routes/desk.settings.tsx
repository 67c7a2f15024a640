import type { MetaFunction } from "@remix-run/node";
import { NavLink, Outlet, useMatches } from "@remix-run/react";
import { PageHead } from "#app/components/desk/kit.tsx";
import { placesFor, settingsPlaces } from "#app/components/desk/places.ts";
import { frameData } from "#app/components/ui/frame.ts";
import type { loader as desk } from "./desk/route.tsx";

export const meta: MetaFunction = () => [{ title: "Settings · Desk" }];

export default function Settings() {
  const role = frameData<typeof desk>(useMatches(), "desk")?.person.role;
  const shown = role ? placesFor(settingsPlaces, role) : [];
  return (
    <>
      <PageHead title="Settings" />
      <nav aria-label="Settings" className="-mt-2 mb-8 border-b border-rule">
        <ul className="-mb-px flex flex-wrap gap-x-6">
          {shown.map(({ to, name, end }) => (
            <li key={to}>
              <NavLink to={to} end={end} className={({ isActive }) => tabClass(isActive)}>
                {name}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className="max-w-3xl">
        <Outlet />
      </div>
    </>
  );
}

function tabClass(current: boolean): string {
  return `inline-flex min-h-10 items-center border-b-2 text-sm ${
    current ? "border-accent font-semibold" : "border-transparent text-muted hover:border-field hover:text-ink"
  }`;
}
