import { useState } from "react";
import { Dialog, EditActions, onlyHere } from "#app/components/desk/Dialog.tsx";
import { PictureDrop } from "#app/components/desk/PictureDrop.tsx";
import { Button, Field, NoticeBox, TextArea, TextInput } from "#app/components/desk/kit.tsx";
import type { LinkCard } from "#app/models/linkCards.ts";
import { fetchCard } from "./fetchCard.ts";
import { linkTyped } from "./links.ts";

type CardDialogProps = {
  /** The card that changes; null for a new one. */
  card: LinkCard | null;
  /** The reason why an editor must write parts of it. */
  fault?: string;
  onPlace: (card: LinkCard) => void;
  onRemove: () => void;
  onClose: () => void;
};

const none: LinkCard = {
  href: "",
  title: "",
  description: "",
  site: "",
  isVideo: false,
  src: "",
  width: 0,
  height: 0,
};

/** Asks for the address of a page, fetches its card, and lets every part of it be changed. */
export function CardDialog({ card, fault, onPlace, onRemove, onClose }: CardDialogProps) {
  const [written, setWritten] = useState(card ?? none);
  const [lack, setLack] = useState(fault ?? "");
  const [addressFault, setAddressFault] = useState("");
  const [isFetching, setFetching] = useState(false);
  const address = () => {
    const typed = linkTyped(written.href);
    const href = "href" in typed && /^https?:/i.test(typed.href) ? typed.href : null;
    setAddressFault(href ? "" : "Type the address of a web page, like https://example.org/report.");
    return href;
  };
  const refresh = async () => {
    const href = address();
    if (!href) return;
    setFetching(true);
    setLack("");
    const fetched = await fetchCard(href);
    setFetching(false);
    if ("error" in fetched) return setLack(fetched.error);
    setLack(fetched.fault ?? "");
    // A page that is gone takes nothing away from the card that was made of it.
    const { title, src } = fetched.card;
    if (title || src || !written.title)
      setWritten(src || !written.src ? fetched.card : { ...fetched.card, ...pictureIn(written) });
  };
  const place = () => {
    const href = address();
    if (href) onPlace({ ...written, href, ...trimmed(written) });
  };
  return (
    <Dialog open holdsWords onClose={onClose} title={card ? "About this card" : "Show a link as a card"}>
      <form onSubmit={onlyHere(place)} noValidate className="space-y-4">
        {lack && <NoticeBox tone="warn">{lack}</NoticeBox>}
        <Field id="card-address" label="Address" error={addressFault || null}>
          <TextInput
            type="url"
            dir="ltr"
            maxLength={2000}
            spellCheck={false}
            value={written.href}
            onChange={({ target }) => setWritten({ ...written, href: target.value })}
          />
        </Field>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="button" disabled={isFetching} onClick={() => void refresh()}>
            {card || written.title ? "Fetch it again" : "Fetch the page"}
          </Button>
          <p role="status" className="text-sm text-muted">
            {isFetching ? "Fetching the page…" : ""}
          </p>
        </div>
        <CardFields written={written} onWrite={setWritten} />
        <EditActions what="card" isNew={!card} isBusy={isFetching} onRemove={onRemove} onClose={onClose} />
      </form>
    </Dialog>
  );
}

type CardFieldsProps = { written: LinkCard; onWrite: (written: LinkCard) => void };

function CardFields({ written, onWrite }: CardFieldsProps) {
  const wiring = (name: "title" | "description" | "site") => ({
    value: written[name],
    onChange: ({ target }: { target: { value: string } }) => onWrite({ ...written, [name]: target.value }),
  });
  return (
    <>
      <Field id="card-title" label="Title">
        <TextInput maxLength={300} {...wiring("title")} />
      </Field>
      <Field id="card-description" label="Description" hint="May be empty.">
        <TextArea rows={3} maxLength={500} {...wiring("description")} />
      </Field>
      <Field id="card-site" label="Site" hint="Left empty, the host of the address is shown.">
        <TextInput maxLength={100} {...wiring("site")} />
      </Field>
      <label className="flex min-h-6 items-center gap-2 text-sm">
        <input
          type="checkbox"
          checked={written.isVideo}
          onChange={({ target }) => onWrite({ ...written, isVideo: target.checked })}
        />
        It is a video
      </label>
      {written.src ? (
        <div className="flex flex-wrap items-center gap-3">
          <img src={written.src} alt="" className="max-h-28 rounded-md bg-sunken object-contain" />
          <Button type="button" onClick={() => onWrite({ ...written, ...pictureIn(none) })}>
            Take the picture away
          </Button>
        </div>
      ) : (
        <PictureDrop
          id="card-picture"
          onStored={({ path, width, height }) => onWrite({ ...written, src: path, width, height })}
        />
      )}
    </>
  );
}

function pictureIn({ src, width, height }: LinkCard): Pick<LinkCard, "src" | "width" | "height"> {
  return { src, width, height };
}

function trimmed({ title, description, site }: LinkCard): Pick<LinkCard, "title" | "description" | "site"> {
  return { title: title.trim(), description: description.trim(), site: site.trim() };
}
