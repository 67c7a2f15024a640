import { Time } from "#app/components/desk/Time.tsx";
import { Badge } from "#app/components/desk/kit.tsx";
import type { StoredWording, Wording } from "#app/models/consent/wordings.server.ts";

type Props = { versions: StoredWording[]; current: Wording; timeZone: string };

/** Every text that a reader may have agreed to, newest first, with the time it was shown. */
export function WordingVersions({ versions, current, timeZone }: Props) {
  if (versions.length === 0)
    return <p className="text-sm text-muted">None yet: the text above is Pressrun’s own, and nobody has signed up.</p>;
  return (
    <ol className="divide-y divide-rule">
      {versions.map((one, i) => (
        <li key={one.id} className="py-4 first:pt-0 last:pb-0">
          <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
            <span className="font-medium text-ink">
              Version {one.version} ({one.language})
            </span>
            {one.id === current.id && <Badge tone="good">Shown now</Badge>}
            <span>
              <Dates version={one} next={nextOf(versions, i)} timeZone={timeZone} />, by {one.madeBy}
            </span>
          </p>
          <p className="mt-2" lang={one.language} dir="auto">
            {one.text}
          </p>
        </li>
      ))}
    </ol>
  );
}

function nextOf(versions: StoredWording[], index: number): StoredWording | undefined {
  return versions.slice(0, index).findLast((one) => one.language === versions[index]!.language);
}

function Dates({ version, next, timeZone }: { version: StoredWording; next?: StoredWording; timeZone: string }) {
  return (
    <>
      since <Time at={version.shownFrom!} timeZone={timeZone} />
      {next && (
        <>
          {" "}
          until <Time at={next.shownFrom!} timeZone={timeZone} />
        </>
      )}
    </>
  );
}
