import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { NavLink, Outlet, useLoaderData, useLocation, useMatches, useRouteError } from "@remix-run/react";
import { useState, type ComponentProps, type ReactNode } from "react";
import { ErrorPage, ErrorWords } from "#app/components/ui/ErrorPage.tsx";
import { frameData, type FrameHandle } from "#app/components/ui/frame.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { mayActAs } from "#app/models/desk/roles.server.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import { HomeNotice } from "./HomeNotice.tsx";
import { Notices } from "./Notices.tsx";
import { placeClass, Shell } from "./Shell.tsx";

export const handle: FrameHandle = { frame: "desk" };

export const meta: MetaFunction = () => [{ title: "Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { name, role } = await requireEditor(request, context);
  const briefing = await getBriefing(context);
  const away = await databaseFault(context);
  const home = away ? { away, mayClaim: mayActAs(role, "operator") } : null;
  // The banner shows the notice about an unclaimed database already.
  const notices = (await openNotices(context)).filter(({ ofCopy }) => !home || !ofCopy);
  return { person: { name, role }, briefing: briefing?.name ?? "Pressrun", home, notices };
}

export default function Desk() {
  return (
    <Frame {...useLoaderData<typeof loader>()}>
      <Outlet />
    </Frame>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  const loaded = frameData<typeof loader>(useMatches(), "desk");
  if (!loaded) return <ErrorPage error={error} />;
  return (
    <Frame {...loaded}>
      <ErrorWords error={error} />
    </Frame>
  );
}

type FrameProps = {
  person: { name: string; role: string };
  briefing: string;
  home: ComponentProps<typeof HomeNotice> | null;
  notices: ComponentProps<typeof Notices>["notices"];
  children: ReactNode;
};

function Frame({ person, briefing, home, notices, children }: FrameProps) {
  const [menuOpen, setMenuOpen] = useState(false);
  const { pathname, search } = useLocation();
  const nav = (
    <ul className="space-y-0.5">
      {places.map(({ to, name, end }) => (
        <li key={to}>
          <NavLink
            to={to}
            end={end}
            prefetch="intent"
            className={({ isActive }) => placeClass(isActive)}
            onClick={() => setMenuOpen(false)}
          >
            {name}
          </NavLink>
        </li>
      ))}
    </ul>
  );
  return (
    <Shell briefing={briefing} person={person} nav={nav} menuOpen={menuOpen} onMenu={() => setMenuOpen(!menuOpen)}>
      {home && <HomeNotice {...home} />}
      <Notices notices={notices} here={pathname + search} />
      {children}
    </Shell>
  );
}

const places = [
  { to: "/desk", name: "Overview", end: true },
  { to: "/desk/issues", name: "Issues" },
  { to: "/desk/schedule", name: "Schedule" },
  { to: "/desk/articles", name: "Articles" },
  { to: "/desk/subscribers", name: "Subscribers" },
  { to: "/desk/lists", name: "Lists" },
  { to: "/desk/settings", name: "Settings" },
];
