import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, Outlet, useLoaderData, useLocation, useMatches, useRouteError } from "@remix-run/react";
import { useState, type ComponentProps, type ReactNode } from "react";
import { BriefingLanguage, BriefingTypography } from "#app/components/desk/briefingLanguage.ts";
import { ErrorPage, ErrorWords } from "#app/components/ui/ErrorPage.tsx";
import { frameData, type FrameHandle } from "#app/components/ui/frame.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { languageCode } from "#app/i18n/languages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import type { Role } from "#db/schema/desk.ts";
import { HomeNotice } from "./HomeNotice.tsx";
import { Notices } from "./Notices.tsx";
import { placeClass, Shell } from "./Shell.tsx";

export const handle: FrameHandle = { frame: "desk" };

export const meta: MetaFunction = () => [{ title: "Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { name, role } = await requireEditor(request, context, "writer");
  const briefing = await getBriefing(context);
  const away = await databaseFault(context);
  const home = away && mayActAs(role, "editor") ? { away, mayClaim: mayActAs(role, "operator") } : null;
  // The banner shows the notice about an unclaimed database already.
  // Notices tell of sends and of the running of the site.
  const notices = (mayActAs(role, "editor") ? await openNotices(context) : []).filter(({ ofCopy }) => !home || !ofCopy);
  return {
    person: { name, role },
    briefing: briefing?.name ?? "Pressrun",
    language: briefing?.language ?? "en",
    isTypographic: briefing?.typography !== "off",
    home,
    notices,
  };
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
  person: { name: string; role: Role };
  briefing: string;
  language: string;
  isTypographic: boolean;
  home: ComponentProps<typeof HomeNotice> | null;
  notices: ComponentProps<typeof Notices>["notices"];
  children: ReactNode;
};

function Frame({ person, briefing, language, isTypographic, home, notices, children }: FrameProps) {
  const [menuOpen, setMenuOpen] = useState(false);
  const { pathname, search } = useLocation();
  const nav = (
    <ul className="space-y-0.5">
      {places
        .filter(({ role = "editor" }) => mayActAs(person.role, role))
        .map((place) => (
          <li key={place.to}>
            <Link
              to={place.to}
              prefetch="intent"
              aria-current={isHere(place, pathname) ? "page" : undefined}
              className={placeClass(isHere(place, pathname))}
              onClick={() => setMenuOpen(false)}
            >
              {place.name}
            </Link>
          </li>
        ))}
    </ul>
  );
  return (
    <Shell briefing={briefing} person={person} nav={nav} menuOpen={menuOpen} onMenu={() => setMenuOpen(!menuOpen)}>
      {home && <HomeNotice {...home} />}
      <Notices notices={notices} here={pathname + search} />
      <BriefingLanguage.Provider value={languageCode(language)}>
        <BriefingTypography.Provider value={isTypographic}>{children}</BriefingTypography.Provider>
      </BriefingLanguage.Provider>
    </Shell>
  );
}

type Place = { to: string; name: string; end?: boolean; also?: string; role?: Role };

/** The desk's navigation. `end`: for this page alone; `also`: another path that belongs to it; `role`: the least, an editor's by itself. */
const places: Place[] = [
  { to: "/desk", name: "Overview", end: true },
  { to: "/desk/issues", name: "Issues" },
  { to: "/desk/schedule", name: "Schedule", also: "/desk/digests" },
  { to: "/desk/articles", name: "Articles", role: "writer" },
  { to: "/desk/pictures", name: "Pictures" },
  { to: "/desk/subscribers", name: "Subscribers" },
  { to: "/desk/lists", name: "Lists" },
  { to: "/desk/settings", name: "Settings" },
];

function isHere({ to, end, also }: Place, pathname: string): boolean {
  const isBelow = (path: string) => pathname === path || pathname.startsWith(`${path}/`);
  return end ? pathname === to : isBelow(to) || (also !== undefined && isBelow(also));
}
