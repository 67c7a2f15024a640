import { Time } from "#app/components/desk/Time.tsx";
import { Button, buttonClass, NoticeBox } from "#app/components/desk/kit.tsx";
import { SignInAgain } from "./SignInAgain.tsx";
import type { Conflict, Stop } from "./answers.ts";
import type { SaverState } from "./saver.ts";
import type { SheetEditor } from "./openSheet.ts";
import { troubleWords } from "./words.ts";

type SheetBannerProps = {
  state: SaverState;
  editor: SheetEditor;
  /** True when the browser stores nothing. */
  keepsNothing: boolean;
  timeZone: string;
  /** Like `article`. */
  what: string;
  onTryNow: () => void;
  /** Goes on in the name of another editor. */
  onGoOnAs: (id: number) => void;
  /** The address of a page that shows what somebody else saved. */
  theirs: string | null;
  onSaveOver: (version: number) => void;
  /** Undefined where there is no copy of it. */
  onSaveCopy?: () => void;
  onTakeTheirs: () => void;
};

/** Why the sheet is not saved, and what can be done; it stands over the form and leaves that alone. */
export function SheetBanner(props: SheetBannerProps) {
  const { state, keepsNothing, editor } = props;
  const { trouble, stop, unreadable, phase } = state;
  const kept = keepsNothing
    ? "This browser stores nothing, so keep this page open: your words stand only here."
    : "Your words are kept in this browser meanwhile.";
  if (stop) return <Stopped {...props} stop={stop} />;
  if (unreadable && phase === "trouble")
    return (
      <NoticeBox tone="bad">
        Not saved: {unreadable} {kept}
      </NoticeBox>
    );
  if (trouble)
    return (
      <NoticeBox tone="bad">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p>
            {troubleWords[trouble].long} {kept}
          </p>
          {trouble === "signed-out" ? (
            <SignInAgain editor={editor} onSignedIn={props.onTryNow} />
          ) : (
            <Button type="button" onClick={props.onTryNow}>
              Try now
            </Button>
          )}
        </div>
      </NoticeBox>
    );
  return keepsNothing ? (
    <NoticeBox tone="warn">
      This browser stores nothing (a private window, or its storage is full). Everything is saved to the desk as you
      type; only while there is no connection, keep this page open.
    </NoticeBox>
  ) : null;
}

function Stopped({ stop, ...props }: SheetBannerProps & { stop: Stop }) {
  if (stop.error === "other-editor")
    return (
      <NoticeBox tone="bad">
        <p>
          {stop.name} is signed in here now, and these words are {props.editor.name}’s. Nothing is saved under another
          name by itself.
        </p>
        <div className="mt-3 flex flex-wrap gap-2">
          <SignInAgain editor={props.editor} onSignedIn={() => props.onGoOnAs(props.editor.id)} />
          <Button type="button" onClick={() => props.onGoOnAs(stop.id)}>
            Save them as {stop.name}
          </Button>
        </div>
      </NoticeBox>
    );
  if (stop.error === "gone")
    return (
      <NoticeBox tone="bad">
        <p>Somebody deleted this {props.what} after you opened it. What you wrote is still here.</p>
        {props.onSaveCopy && (
          <p className="mt-3">
            <Button type="button" onClick={props.onSaveCopy}>
              Save it as a new {props.what}
            </Button>
          </p>
        )}
      </NoticeBox>
    );
  return <InConflict {...props} stop={stop} />;
}

function InConflict({ stop, ...props }: SheetBannerProps & { stop: Conflict }) {
  const isYou = stop.by !== null && stop.by.id === props.editor.id;
  return (
    <NoticeBox tone="bad">
      <p>
        Not saved: {isYou ? "you" : (stop.by?.name ?? "somebody else")} saved this {props.what} on{" "}
        <Time at={stop.at} timeZone={props.timeZone} />
        {isYou ? " in another tab" : ""}, after you opened it here. Nothing is lost: {isYou ? "that one" : "theirs"} is
        on the desk, yours is below.
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        {props.theirs && (
          <a
            href={props.theirs}
            target="_blank"
            rel="noreferrer"
            className={buttonClass()}
            title="Opens in another tab, only to be read"
          >
            {isYou ? "See that one" : "See theirs"} <span className="sr-only">in another tab, only to be read</span>
            <span aria-hidden>↗</span>
          </a>
        )}
        {props.onSaveCopy && (
          <Button type="button" onClick={props.onSaveCopy}>
            Save {isYou ? "this one" : "mine"} as a copy
          </Button>
        )}
        <Button
          type="button"
          kind="danger"
          title="What is there now stays among the revisions"
          onClick={() => props.onSaveOver(stop.version)}
        >
          {isYou ? "Save this one over that" : "Save mine over theirs"}
        </Button>
        <Button type="button" kind="danger" onClick={props.onTakeTheirs}>
          {isYou ? "Drop this one, go on with that" : "Drop mine, go on with theirs"}
        </Button>
      </div>
    </NoticeBox>
  );
}
