import { Form, Link } from "@remix-run/react";
import { Time } from "#app/components/desk/Time.tsx";
import { Button, Panel } from "#app/components/desk/kit.tsx";
import { deskPicturePath } from "#app/models/deskPaths.ts";
import type { Replacement } from "#app/models/library/replacing.server.ts";
import { wordPlaces } from "./answers.ts";

type ActsProps = { acts: Replacement[]; /** The id of the page's picture. */ picture: number; timeZone: string };

/** The acts that replaced the picture, or put it in the place of another; each can be taken back. */
export function Acts({ acts, picture, timeZone }: ActsProps) {
  if (acts.length === 0) return null;
  return (
    <Panel title="Replaced">
      <ul className="divide-y divide-rule">
        {acts.map(({ id, from, to, by, at, takenBackAt, places }) => {
          const isFormer = from.id === picture;
          return (
            <li
              key={id}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0"
            >
              <p className="min-w-0 flex-1 basis-56 text-sm">
                {isFormer ? "By " : "In place of "}
                <Link
                  to={deskPicturePath(isFormer ? to.id : from.id)}
                  className="text-accent underline underline-offset-4"
                >
                  picture {isFormer ? to.id : from.id}
                </Link>{" "}
                in {wordPlaces(places)}, by <bdi>{by}</bdi>, <Time at={at} timeZone={timeZone} />
                {takenBackAt !== null && (
                  <span className="block text-muted">
                    Taken back <Time at={takenBackAt} timeZone={timeZone} />
                  </span>
                )}
              </p>
              {takenBackAt === null && (
                <Form method="post">
                  <input type="hidden" name="act" value="take-back" />
                  <input type="hidden" name="replacement" value={id} />
                  <Button aria-label={`Take back the replacement by ${by}`}>Take it back</Button>
                </Form>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
