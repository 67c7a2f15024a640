import { Form } from "@remix-run/react";
import type { ReactNode } from "react";
import { Time } from "#app/components/desk/Time.tsx";
import { Button, Panel } from "#app/components/desk/kit.tsx";
import type { LibraryPicture } from "#app/models/library/pictures.server.ts";
import { wordPlaces } from "./answers.ts";

type RemoveProps = {
  picture: LibraryPicture;
  /** When a removed picture is deleted. */ deletedAt: number | null;
  timeZone: string;
};

/** Removes a picture that is used nowhere, or takes that back. */
export function Remove({ picture: { places }, deletedAt, timeZone }: RemoveProps) {
  if (deletedAt !== null)
    return (
      <Panel title="It is removed">
        <p className="mb-4 text-sm text-muted">
          It is deleted after <Time at={deletedAt} timeZone={timeZone} dateOnly />, or later while a revision has it.
        </p>
        <Act name="bring-back">
          <Button kind="primary">Take it back</Button>
        </Act>
      </Panel>
    );
  return (
    <Panel title="Remove it">
      <p className="mb-4 text-sm text-muted">
        {places > 0
          ? `It is used in ${wordPlaces(places)}, so it cannot be removed.`
          : "Nothing uses it. Its address will lead nowhere; for 30 days it can be taken back."}
      </p>
      {places === 0 && (
        <Act name="remove">
          <Button kind="danger">Remove the picture</Button>
        </Act>
      )}
    </Panel>
  );
}

function Act({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Form method="post">
      <input type="hidden" name="act" value={name} />
      {children}
    </Form>
  );
}
