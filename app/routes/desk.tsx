import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { NavLink, Outlet, useLoaderData, useLocation, useMatches, useRouteError } from "@remix-run/react";
import { useState, type ComponentProps, type ReactNode } from "react";
import { HomeNotice } from "../components/desk/HomeNotice.tsx";
import { Notices } from "../components/desk/Notices.tsx";
import { placeClass, Shell } from "../components/desk/Shell.tsx";
import { ErrorPage, ErrorWords } from "../components/ErrorPage.tsx";
import { frameData, type FrameHandle } from "../components/frame.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { mayActAs } from "../models/editors.server.ts";
import { homeFault } from "../models/home.server.ts";
import { openNotices } from "../models/notices.server.ts";
import { requireEditor } from "../session.server.ts";

export const handle: FrameHandle = { frame: "desk" };

export const meta: MetaFunction = () => [{ title: "Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { name, role } = await requireEditor(request, context);
  const briefing = await getBriefing(context);
  const away = await homeFault(context);
  const home = away ? { away, mayClaim: mayActAs(role, "operator") } : null;
  // What the banner above them says is not said twice.
  const notices = (await openNotices(context)).filter(({ kind }) => !home || kind !== "copy");
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
