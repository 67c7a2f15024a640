import { CropPicture } from "#app/components/desk/pictures/CropPicture.tsx";
import { FromLibrary } from "#app/components/desk/pictures/FromLibrary.tsx";
import type { ChosenPicture } from "#app/components/desk/pictures/PictureChooser.tsx";
import { PictureDrop } from "#app/components/desk/PictureDrop.tsx";
import { PictureNotes } from "#app/components/desk/PictureNotes.tsx";
import { Button, Field, TextArea, TextInput } from "#app/components/desk/kit.tsx";
import { faultsAt, type Reply } from "#app/components/desk/reply.ts";
import { FocalPointField } from "./FocalPointField.tsx";
import type { ArticleDraft } from "./draft.ts";

type LeadImageProps = {
  draft: ArticleDraft;
  reply: Reply | undefined;
  onChange: (part: Partial<ArticleDraft>) => void;
};

/** The article's image, its credit and its description. */
export function LeadImage({ draft, reply, onChange }: LeadImageProps) {
  const { image } = draft;
  const choose = ({ alt, credit, ...chosen }: ChosenPicture) =>
    onChange({ image: chosen, imageAlt: draft.imageAlt || alt, imageCredit: draft.imageCredit || credit });
  if (!image)
    return (
      <div>
        <p className="mb-1.5 text-sm font-medium">Lead image</p>
        <div className="space-y-3">
          <PictureDrop id="lead-image" onStored={(stored) => onChange({ image: stored })} />
          <FromLibrary onChoose={choose} />
        </div>
      </div>
    );
  return (
    <div className="space-y-4">
      <div>
        <p className="mb-1.5 text-sm font-medium">Lead image</p>
        <FocalPointField image={image} focus={draft.imageFocus} onChange={(imageFocus) => onChange({ imageFocus })} />
        {faultsAt(reply, "imageId") && (
          <p className="mt-1.5 text-sm font-medium text-bad">{faultsAt(reply, "imageId")}</p>
        )}
        <PictureNotes path={image.path} />
        <div className="mt-3 flex flex-wrap items-center gap-2">
          <CropPicture path={image.path} onCropped={(cropped) => onChange({ image: cropped, imageFocus: "" })} />
          <Button type="button" onClick={() => onChange({ image: null, imageFocus: "" })}>
            Remove the image
          </Button>
        </div>
      </div>
      <Field
        id="imageAlt"
        label="What it shows"
        hint="Read to those who cannot see it. Needed with an image."
        error={faultsAt(reply, "imageAlt")}
      >
        <TextArea
          rows={3}
          maxLength={400}
          value={draft.imageAlt}
          onChange={(event) => onChange({ imageAlt: event.target.value })}
        />
      </Field>
      <Field id="imageCredit" label="Credit" error={faultsAt(reply, "imageCredit")}>
        <TextInput
          maxLength={200}
          placeholder="Photo: name, agency"
          value={draft.imageCredit}
          onChange={(event) => onChange({ imageCredit: event.target.value })}
        />
      </Field>
    </div>
  );
}
