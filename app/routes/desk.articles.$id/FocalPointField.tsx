import type { MouseEvent } from "react";
import { TermNote } from "#app/components/desk/TermNote.tsx";
import { PercentSlider } from "#app/components/desk/PercentSlider.tsx";
import { focalPoint, focusPosition, storedFocus } from "#app/models/focus.ts";
import type { Image } from "#app/models/images/images.server.ts";

type FocalPointFieldProps = { image: Image; focus: string; onChange: (focus: string) => void };

/** The lead image, on which the point is set that stays in sight where cards cut it. */
export function FocalPointField({ image, focus, onChange }: FocalPointFieldProps) {
  const point = focalPoint(focus);
  const set = (event: MouseEvent<HTMLImageElement>) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    onChange(storedFocus({ x: ((event.clientX - left) / width) * 100, y: ((event.clientY - top) / height) * 100 }));
  };
  return (
    <div>
      <div className="flex justify-center rounded-md bg-sunken" dir="ltr">
        <div className="relative">
          {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the sliders below do the same by keyboard */}
          <img
            src={image.path}
            width={image.width}
            height={image.height}
            alt=""
            onClick={set}
            className="max-h-64 w-auto cursor-crosshair rounded-md"
          />
          <span
            aria-hidden
            className="pointer-events-none absolute size-5 -translate-1/2 rounded-full border-2 border-white bg-accent/70 shadow"
            style={{ left: `${point.x}%`, top: `${point.y}%` }}
          />
        </div>
      </div>
      <details className="mt-2 text-sm">
        <summary className="cursor-pointer text-accent underline underline-offset-4">What cards show of it</summary>
        <img
          src={image.path}
          alt=""
          className="mt-3 aspect-video w-full rounded-md bg-sunken object-cover"
          style={{ objectPosition: focusPosition(focus) }}
        />
        <p className="mt-2 text-muted">
          Click on the picture above to say what must stay in sight, or move it here.
          <TermNote term="focus" />
        </p>
        <div className="mt-3 grid grid-cols-2 gap-3">
          <PercentSlider
            id="focus-x"
            label="From the left"
            value={point.x}
            onChange={(x) => onChange(storedFocus({ ...point, x }))}
          />
          <PercentSlider
            id="focus-y"
            label="From the top"
            value={point.y}
            onChange={(y) => onChange(storedFocus({ ...point, y }))}
          />
        </div>
      </details>
    </div>
  );
}
