import { useEffect, useRef, useState, type PointerEvent } from "react";
import { Dialog, DialogActions } from "#app/components/desk/Dialog.tsx";
import { Button } from "#app/components/desk/kit.tsx";
import { PercentSlider } from "#app/components/desk/PercentSlider.tsx";
import { PreviewChoice } from "#app/components/desk/preview/PreviewChoice.tsx";
import {
  cropForms,
  drawnCrop,
  formedCrop,
  middleCrop,
  wholePicture,
  type Crop,
  type CropForm,
} from "#app/models/crops.ts";
import type { Cropped } from "#app/models/images/cropping.server.ts";
import type { Image } from "#app/models/images/images.server.ts";

type CropPictureProps = { /** The picture as it is placed now. */ path: string; onCropped: (image: Image) => void };

/** Cuts out a part of a placed picture, by drawing or by sliders; only this place shows it so. */
export function CropPicture({ path, onCropped }: CropPictureProps) {
  const [open, setOpen] = useState(false);
  if (path.endsWith(".gif")) return <p className="text-sm text-muted">A picture that moves is not cropped.</p>;
  return (
    <>
      <Button type="button" onClick={() => setOpen(true)}>
        Crop…
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Crop the picture"
        lead="Draw over the part that this place shows. The picture itself, and other places, stay whole."
      >
        <Cropping
          path={path}
          onClose={() => setOpen(false)}
          onCropped={(image) => {
            setOpen(false);
            onCropped(image);
          }}
        />
      </Dialog>
    </>
  );
}

function Cropping({ path, onCropped, onClose }: CropPictureProps & { onClose: () => void }) {
  const [from, setFrom] = useState<Cropped | null>(null);
  const [crop, setCrop] = useState<Crop>(wholePicture);
  const [form, setForm] = useState<CropForm>("free");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    ask<Cropped>(`/desk/pictures/crop?${new URLSearchParams({ path })}`, { signal: leaving.signal }).then(
      (answer) => {
        if ("error" in answer) return setFault(answer.error);
        setFrom(answer);
        setCrop(answer.crop ?? wholePicture);
      },
      () => leaving.signal.aborted || setFault(noAnswer),
    );
    return () => leaving.abort();
  }, [path]);
  const cut = async (part: Crop) => {
    setBusy(true);
    setFault("");
    const body = JSON.stringify({ path, crop: part });
    const headers = { "Content-Type": "application/json" };
    const answer = await ask<{ image: Image }>("/desk/pictures/crop", { method: "POST", body, headers }).catch(() => ({
      error: noAnswer,
    }));
    setBusy(false);
    if ("error" in answer) setFault(answer.error);
    else onCropped(answer.image);
  };
  return (
    <div className="space-y-4">
      {from ? (
        <>
          <DrawnCrop original={from.original} form={form} crop={crop} onCrop={setCrop} />
          <PreviewChoice
            legend="Width to height"
            name="crop-form"
            value={form}
            options={formNames}
            onChange={(chosen) => {
              setForm(chosen);
              setCrop(middleCrop(crop, chosen, from.original));
            }}
          />
          <CropNumbers original={from.original} form={form} crop={crop} onCrop={setCrop} />
        </>
      ) : (
        <p className="rounded-md bg-sunken py-16 text-center text-sm text-muted">{fault ? "" : "Looking…"}</p>
      )}
      <p role="alert" className="text-sm font-medium text-bad empty:hidden">
        {fault}
      </p>
      <DialogActions>
        {from?.crop && (
          <Button type="button" className="mr-auto" disabled={busy} onClick={() => void cut(wholePicture)}>
            Show it whole
          </Button>
        )}
        <Button type="button" onClick={onClose}>
          Cancel
        </Button>
        <Button type="button" kind="primary" disabled={busy || !from} onClick={() => void cut(crop)}>
          {busy ? "Cropping…" : "Crop it here"}
        </Button>
      </DialogActions>
    </div>
  );
}

const noAnswer = "The server does not answer. Check the connection and try again.";

async function ask<T>(url: string, init: RequestInit): Promise<T | { error: string }> {
  const response = await fetch(url, init);
  if (response.headers.get("content-type")?.includes("application/json"))
    return (await response.json()) as T | { error: string };
  return { error: response.status === 404 ? "The picture is not there any more." : noAnswer };
}

const formNames = Object.fromEntries(
  Object.keys(cropForms).map((form) => [form, form === "free" ? "Free" : form]),
) as Record<CropForm, string>;

type DrawnCropProps = { original: Image; form: CropForm; crop: Crop; onCrop: (crop: Crop) => void };

/** The whole picture, with what is left out in shade; who has no pointer uses the sliders below it. */
function DrawnCrop({ original, form, crop, onCrop }: DrawnCropProps) {
  const frame = useRef<HTMLDivElement>(null);
  const start = useRef<{ x: number; y: number }>(undefined);
  const at = ({ clientX, clientY }: PointerEvent) => {
    const { left, top, width, height } = frame.current!.getBoundingClientRect();
    return { x: ((clientX - left) / width) * 100, y: ((clientY - top) / height) * 100 };
  };
  const draw = (event: PointerEvent) => {
    if (!start.current) return;
    const [one, other] = [start.current, at(event)];
    if (Math.abs(one.x - other.x) > 2 && Math.abs(one.y - other.y) > 2) onCrop(drawnCrop(one, other, form, original));
  };
  return (
    <div className="flex justify-center rounded-md bg-sunken" dir="ltr">
      <div
        ref={frame}
        data-crop
        className="relative cursor-crosshair touch-none overflow-hidden select-none"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          start.current = at(event);
        }}
        onPointerMove={draw}
        onPointerUp={() => (start.current = undefined)}
      >
        <img
          src={original.path}
          width={original.width}
          height={original.height}
          alt=""
          draggable={false}
          className="max-h-[40dvh] w-auto"
        />
        <div
          className="pointer-events-none absolute outline-2 outline-white"
          style={{
            left: `${crop.left}%`,
            top: `${crop.top}%`,
            width: `${crop.width}%`,
            height: `${crop.height}%`,
            boxShadow: "0 0 0 100vmax rgb(0 0 0 / 0.6)",
          }}
        />
      </div>
    </div>
  );
}

const sides = [
  ["left", "From the left"],
  ["top", "From the top"],
  ["width", "Width"],
  ["height", "Height"],
] as const;

function CropNumbers({ original, form, crop, onCrop }: DrawnCropProps) {
  const set = (side: keyof Crop, value: number) => {
    // In a form, the width follows the height.
    const wide = side === "height" && form !== "free" ? { width: (value * crop.width) / crop.height } : {};
    onCrop(formedCrop({ ...crop, [side]: value, ...wide }, form, original));
  };
  return (
    <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
      {sides.map(([side, label]) => (
        <PercentSlider
          key={side}
          id={`crop-${side}`}
          label={label}
          value={crop[side]}
          onChange={(value) => set(side, value)}
        />
      ))}
    </div>
  );
}
