import { Form } from "@remix-run/react";
import { useState } from "react";
import { Dialog, DialogActions } from "#app/components/desk/Dialog.tsx";
import { PictureDrop } from "#app/components/desk/PictureDrop.tsx";
import { PictureChooser, type ChosenPicture } from "#app/components/desk/pictures/PictureChooser.tsx";
import { Thumbnail } from "#app/components/desk/pictures/Thumbnail.tsx";
import { Button, Panel } from "#app/components/desk/kit.tsx";
import type { LibraryPicture } from "#app/models/library/pictures.server.ts";
import type { PictureUses } from "#app/models/library/places.server.ts";
import { wordPlaces } from "./answers.ts";

/** Puts another picture in its place everywhere, after asking. */
export function Replace({ picture, places }: { picture: LibraryPicture; places: PictureUses }) {
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<ChosenPicture | null>(null);
  const counts = countsOf(places);
  const close = () => {
    setOpen(false);
    setChosen(null);
  };
  return (
    <Panel title="Replace it everywhere">
      <p className="mb-4 text-sm text-muted">
        {counts.total === 0
          ? "No article and no issue that can still be changed has it, so there is nothing to replace."
          : "Another picture takes its place in drafts, in published articles and in issues that are not sent. It can be taken back."}
      </p>
      <Button type="button" disabled={counts.total === 0} onClick={() => setOpen(true)}>
        Replace it…
      </Button>
      <Dialog
        open={open}
        onClose={close}
        title={chosen ? `Replace it in ${wordPlaces(counts.total)}?` : "Choose the new picture"}
      >
        {chosen ? (
          <Question chosen={chosen} picture={picture} counts={counts} onClose={close} onOther={() => setChosen(null)} />
        ) : (
          <div className="space-y-5">
            <PictureDrop
              id="replacement"
              onStored={({ id, path, width, height }) => setChosen({ id, path, width, height, alt: "", credit: "" })}
            />
            <PictureChooser except={picture.id} onChoose={setChosen} />
          </div>
        )}
      </Dialog>
    </Panel>
  );
}

type Counts = { published: number; drafts: number; issues: number; sent: number; total: number };

function countsOf({ articles, issues, sent }: PictureUses): Counts {
  const each = (isPublished: boolean) =>
    new Set(articles.filter((article) => article.isPublished === isPublished).map(({ id }) => id)).size;
  const open = new Set(
    issues.filter(({ status }) => status === "draft" || status === "ready").map(({ number }) => number),
  );
  const [published, drafts] = [each(true), each(false)];
  return { published, drafts, issues: open.size, sent: sent.length, total: published + drafts + open.size };
}

type QuestionProps = {
  chosen: ChosenPicture;
  picture: LibraryPicture;
  counts: Counts;
  onClose: () => void;
  onOther: () => void;
};

function Question({ chosen, picture, counts, onClose, onOther }: QuestionProps) {
  const hasWords = Boolean(chosen.alt || chosen.credit);
  return (
    <Form method="post" onSubmit={onClose} className="space-y-4">
      <input type="hidden" name="act" value="replace" />
      <input type="hidden" name="with" value={chosen.id} />
      <div className="grid grid-cols-2 gap-3 text-sm text-muted">
        <div>
          <Thumbnail {...picture} alt={picture.alt} />
          <p className="mt-1">Now</p>
        </div>
        <div>
          <Thumbnail {...chosen} alt={chosen.alt} />
          <p className="mt-1">From then on</p>
        </div>
      </div>
      <ul className="list-disc space-y-1 pl-5 text-sm">
        {counts.published > 0 && (
          <li>{counted(counts.published, "published article")}: readers see the new picture at once.</li>
        )}
        {counts.drafts > 0 && <li>{counted(counts.drafts, "draft")}.</li>}
        {counts.issues > 0 && (
          <li>{counted(counts.issues, "issue")} not sent yet; an approval ends, so that somebody looks again.</li>
        )}
        {counts.sent > 0 && <li>{counted(counts.sent, "sent issue")} stays what it was, as readers got it.</li>}
        <li>Each gets a revision. Crops are made anew where you want them.</li>
      </ul>
      {hasWords ? (
        <label className="flex items-start gap-2 text-sm">
          <input type="checkbox" name="newWords" defaultChecked className="mt-1" />
          <span>Take along what it shows and its credit, instead of what is written there now.</span>
        </label>
      ) : (
        <p className="text-sm text-muted">What is written beside it in each place stays.</p>
      )}
      <DialogActions>
        <Button type="button" onClick={onOther} className="mr-auto">
          Another one
        </Button>
        <Button type="button" onClick={onClose}>
          Cancel
        </Button>
        <Button kind="primary">Replace it everywhere</Button>
      </DialogActions>
    </Form>
  );
}

function counted(count: number, one: string): string {
  return `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
}
