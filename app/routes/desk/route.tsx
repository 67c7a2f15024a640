import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import {
  Link,
  Outlet,
  useLoaderData,
  useLocation,
  useMatches,
  useNavigate,
  useRouteError,
  useSubmit,
} from "@remix-run/react";
import { useState, type ComponentProps, type ReactNode } from "react";
import { BriefingLanguage, BriefingTypography } from "#app/components/desk/briefingLanguage.ts";
import { PaletteButton } from "./PaletteButton.tsx";
import { deskPlaces, placesFor, repliesPlace } from "#app/components/desk/places.ts";
import { ErrorPage, ErrorWords } from "#app/components/ui/ErrorPage.tsx";
import { frameData, type FrameHandle } from "#app/components/ui/frame.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { languageCode } from "#app/i18n/languages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { hasInbox, openConversations } from "#app/models/conversations/inbox.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { openNotices } from "#app/models/notices.server.ts";
import type { Role } from "#db/schema/desk.ts";
import type { Context } from "#app/context.server.ts";
import { toldUndo, type ToldUndo } from "#app/models/undo/undoing.server.ts";
import { HomeNotice } from "./HomeNotice.tsx";
import { Notices } from "./Notices.tsx";
import { placeClass, Shell } from "./Shell.tsx";
import { UndoBar } from "./UndoBar.tsx";

export const handle: FrameHandle = { frame: "desk" };

export const meta: MetaFunction = () => [{ title: "Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { id, name, role } = await requireEditor(request, context, "writer");
  const briefing = await getBriefing(context);
  const away = await databaseFault(context);
  const home = away && mayActAs(role, "editor") ? { away, mayClaim: mayActAs(role, "operator") } : null;
  // The banner shows the notice about an unclaimed database already.
  // Notices tell of sends and of the running of the site.
  const notices = (mayActAs(role, "editor") ? await openNotices(context) : []).filter(({ ofCopy }) => !home || !ofCopy);
  return {
    person: { id, name, role },
    briefing: briefing?.name ?? "Pressrun",
    language: briefing?.language ?? "en",
    isTypographic: briefing?.typography !== "off",
    home,
    notices,
    waiting: mayActAs(role, "editor") && (await hasInbox(context)) ? await openConversations(context) : null,
    told: await toldBy(context, id, request),
  };
}

/** The act that was just done, by the page's address. */
function toldBy(context: Context, editorId: number, request: Request) {
  const { searchParams: asked } = new URL(request.url);
  const undo = asked.get("undo") ?? "";
  return /^[1-9]\d{0,8}$/.test(undo) ? toldUndo(context, editorId, Number(undo), asked.has("not")) : null;
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
  person: { id: number; name: string; role: Role };
  briefing: string;
  language: string;
  isTypographic: boolean;
  home: ComponentProps<typeof HomeNotice> | null;
  notices: ComponentProps<typeof Notices>["notices"];
  /** Conversations with readers that wait for somebody; null without an inbox. */
  waiting: number | null;
  told: ToldUndo | null;
  children: ReactNode;
};

function Frame({ person, briefing, language, isTypographic, home, notices, waiting, told, children }: FrameProps) {
  const [menuOpen, setMenuOpen] = useState(false);
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const submit = useSubmit();
  const ways = {
    go: (path: string) => void navigate(path),
    beginIssue: () => submit({ from: "empty" }, { method: "post", action: "/desk/issues?index" }),
  };
  const nav = (
    <ul className="space-y-0.5">
      {placesFor(deskPlaces, person.role)
        .filter(({ to }) => to !== repliesPlace || waiting !== null)
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
              {place.to === repliesPlace && <Waiting count={waiting} />}
            </Link>
          </li>
        ))}
    </ul>
  );
  return (
    <Shell
      {...{ briefing, person, nav, menuOpen }}
      palette={<PaletteButton editor={person} ways={ways} />}
      onMenu={() => setMenuOpen(!menuOpen)}
    >
      {home && <HomeNotice {...home} />}
      <Notices notices={notices} here={pathname + search} />
      <BriefingLanguage.Provider value={languageCode(language)}>
        <BriefingTypography.Provider value={isTypographic}>{children}</BriefingTypography.Provider>
      </BriefingLanguage.Provider>
      <UndoBar told={told} here={pathname} />
    </Shell>
  );
}

function Waiting({ count }: { count: number | null }) {
  if (!count) return null;
  return (
    <span className="ms-auto rounded-full bg-accent px-2 text-xs leading-5 font-semibold text-on-accent tabular-nums">
      {count.toLocaleString("en")}
      <span className="sr-only"> open</span>
    </span>
  );
}

function isHere({ to, end, also }: (typeof deskPlaces)[number], pathname: string): boolean {
  const isBelow = (path: string) => pathname === path || pathname.startsWith(`${path}/`);
  return end ? pathname === to : isBelow(to) || (also !== undefined && isBelow(also));
}
