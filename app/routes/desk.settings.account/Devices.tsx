import { Time } from "#app/components/desk/Time.tsx";
import { Badge, Button, Panel } from "#app/components/desk/kit.tsx";
import type { Session } from "#app/models/desk/sessions.server.ts";

/** The editor's sessions, and a button that ends all others. */
export function Devices({ sessions, timeZone }: { sessions: Session[]; timeZone: string }) {
  return (
    <Panel title="Where you are signed in">
      <ul className="divide-y divide-rule">
        {sessions.map((session) => (
          <li
            key={`${session.createdAt} ${session.userAgent}`}
            className="flex flex-wrap justify-between gap-x-6 gap-y-1 py-3 text-sm"
          >
            <span className="flex flex-wrap items-center gap-2">
              {deviceOf(session.userAgent)} {session.current && <Badge tone="good">here</Badge>}
            </span>
            <span className="text-muted">
              since <Time at={session.createdAt} timeZone={timeZone} />, last seen{" "}
              <Time at={session.seenAt} timeZone={timeZone} />
            </span>
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <form method="post" className="mt-4">
          <Button>Sign out everywhere else</Button>
        </form>
      )}
    </Panel>
  );
}

/** @returns like `Firefox on Windows` */
export function deviceOf(userAgent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(userAgent)?.[1] ?? "";
  const system = /(Android|iPhone|iPad|Windows|Mac OS|CrOS|Linux)/.exec(userAgent)?.[1] ?? "";
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", CrOS: "ChromeOS", "Mac OS": "macOS" };
  const said = [browser, system].filter(Boolean).map((name) => names[name] ?? name);
  return said.length > 0 ? said.join(" on ") : "An unknown browser";
}
