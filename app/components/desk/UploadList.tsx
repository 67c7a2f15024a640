import type { ReactNode } from "react";
import { Button } from "./kit.tsx";
import { PictureNotes } from "./PictureNotes.tsx";
import { isUnderWay, type Upload } from "./useUploads.ts";

type UploadListProps = {
  uploads: Upload[];
  onRetry: (upload: Upload) => void;
  onRemove: (upload: Upload) => void;
  /** The words of the button that takes a picture off the list. */
  leave?: string;
  /** Shown with a picture that is stored. */
  children?: (upload: Upload) => ReactNode;
};

/** A list of chosen pictures: which is stored, how far the others are, and why one was refused. */
export function UploadList({ uploads, onRetry, onRemove, leave = "Leave out", children }: UploadListProps) {
  const count = (at: Upload["state"]["at"]) => uploads.filter(({ state }) => state.at === at).length;
  const refused = count("refused");
  return (
    <>
      {/* Said when all are through: every step would talk over the fields. */}
      <p role="status" className="sr-only">
        {uploads.length > 0 &&
          !isUnderWay(uploads) &&
          `${count("stored")} of ${uploads.length} uploaded${refused > 0 ? `, ${refused} refused` : ""}.`}
      </p>
      {uploads.length > 0 && (
        <ul aria-label="Uploads" className="divide-y divide-rule">
          {uploads.map((upload) => (
            <li key={upload.id} className="py-3">
              <UploadRow
                upload={upload}
                onRetry={() => onRetry(upload)}
                onRemove={() => onRemove(upload)}
                leave={leave}
              />
              {upload.state.at === "stored" && (
                <>
                  <PictureNotes
                    path={upload.state.stored.image.path}
                    bytes={upload.state.stored.bytes}
                    stoodStill={upload.state.stored.stoodStill}
                  />
                  {children?.(upload)}
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

type UploadRowProps = { upload: Upload; leave: string; onRetry: () => void; onRemove: () => void };

function UploadRow({ upload: { id, name, state }, leave, onRetry, onRemove }: UploadRowProps) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      {state.at === "stored" ? (
        <img src={state.stored.image.path} alt="" className="size-12 shrink-0 rounded bg-sunken object-contain" />
      ) : (
        <span className="size-12 shrink-0 rounded bg-sunken" />
      )}
      <div className="min-w-32 flex-1 text-sm">
        <p id={`upload-${id}`} dir="auto" className="truncate font-medium">
          {name}
        </p>
        {state.at === "refused" ? (
          <p role="alert" className="font-medium text-bad">
            {state.why}
          </p>
        ) : (
          <p className="text-muted">{stateWords(state)}</p>
        )}
        {state.at === "sending" && (
          <progress
            aria-labelledby={`upload-${id}`}
            value={state.sent}
            max={1}
            className="mt-1 block h-1.5 w-full accent-accent"
          />
        )}
      </div>
      {state.at === "refused" && state.again && (
        <Button type="button" aria-describedby={`upload-${id}`} onClick={onRetry}>
          Try again
        </Button>
      )}
      <Button type="button" aria-label={`${leave}: ${name}`} onClick={onRemove}>
        {leave}
      </Button>
    </div>
  );
}

function stateWords(state: Exclude<Upload["state"], { at: "refused" }>): string {
  if (state.at === "waiting") return "Waiting";
  if (state.at === "stored") return "Uploaded";
  return state.sent < 1 ? `${Math.floor(state.sent * 100)} %` : "Sent; being made ready…";
}
