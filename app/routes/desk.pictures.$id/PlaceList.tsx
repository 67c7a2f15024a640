import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { Time } from "#app/components/desk/Time.tsx";
import { Badge, Panel, type Tone } from "#app/components/desk/kit.tsx";
import { deskArticlePath, deskIssuePath } from "#app/models/deskPaths.ts";
import type { PictureUses } from "#app/models/library/places.server.ts";

const placeWords = { lead: "Lead image", text: "In the text", waiting: "In changes that are not on the site yet" };
const statusTones = { draft: "plain", ready: "good", sending: "warn", paused: "warn", sent: "good" } as const;

type Line = { key: string; path: string; name: string; what: ReactNode; tone: Tone; status: string };

/** Where the picture is used: in articles and issues, and in what was sent. */
export function PlaceList({ places, timeZone }: { places: PictureUses; timeZone: string }) {
  const lines = [...places.articles.map(ofArticle), ...places.issues.map(ofIssue)];
  const sent = places.sent.map(({ number, subject, at }): Line => {
    const what = (
      <>
        Sent to readers <Time at={at} timeZone={timeZone} />; it stays there
      </>
    );
    return { key: `sent ${number}`, path: deskIssuePath(number), name: subject, what, tone: "good", status: "Sent" };
  });
  return (
    <Panel title="Where it is used">
      {lines.length + sent.length === 0 && <p className="text-sm text-muted">Nowhere.</p>}
      <ul className="divide-y divide-rule">
        {[...lines, ...sent].map(({ key, path, name, what, tone, status }) => (
          <li
            key={key}
            className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 py-3 first:pt-0 last:pb-0"
          >
            <div className="min-w-0 flex-1 basis-56">
              <Link to={path} className="font-medium underline-offset-4 hover:underline">
                <bdi>{name || "Untitled"}</bdi>
              </Link>
              <p className="text-sm text-muted">{what}</p>
            </div>
            <Badge tone={tone}>{status}</Badge>
          </li>
        ))}
      </ul>
      {places.revisions > 0 && (
        <p className="mt-4 border-t border-rule pt-3 text-sm text-muted">
          {places.revisions === 1 ? "1 revision has it" : `${places.revisions} revisions have it`}, and could be brought
          back with it.
        </p>
      )}
    </Panel>
  );
}

function ofArticle({ id, headline, isPublished, ...use }: PictureUses["articles"][number], i: number): Line {
  return {
    key: `article ${id} ${i}`,
    path: deskArticlePath(id),
    name: headline,
    what: wordUse("Article", use),
    tone: isPublished ? "good" : "plain",
    status: isPublished ? "Published" : "Draft",
  };
}

function ofIssue({ number, subject, status, ...use }: PictureUses["issues"][number], i: number): Line {
  return {
    key: `issue ${number} ${i}`,
    path: deskIssuePath(number),
    name: subject,
    what: wordUse(`Intro of issue ${number}`, use),
    tone: statusTones[status],
    status: status.replace(/^./, (letter) => letter.toUpperCase()),
  };
}

function wordUse(where: string, { place, cut, alt }: Pick<PictureUses["articles"][number], "place" | "cut" | "alt">) {
  const what = `${where} · ${placeWords[place]}${cut ? ", cropped" : ""}`;
  return alt ? (
    <>
      {what}: <bdi>“{alt}”</bdi>
    </>
  ) : (
    what
  );
}
