import { Field, Select, TextArea, TextInput } from "#app/components/desk/kit.tsx";
import { noAlt, type AroundFaults, type AroundImage } from "./imageAround.ts";

type ImageFieldsProps = {
  written: AroundImage;
  onWrite: (written: AroundImage) => void;
  faults: AroundFaults;
};

/** The fields of what stands around an image. */
export function ImageFields({ written, onWrite, faults }: ImageFieldsProps) {
  const wiring = (name: "alt" | "caption" | "credit" | "href") => ({
    value: written[name],
    onChange: ({ target }: { target: { value: string } }) => onWrite({ ...written, [name]: target.value }),
  });
  return (
    <>
      <Field
        id="image-alt"
        label={noAlt.label}
        hint="Read to those who cannot see it, and shown in mails while images are off."
        error={faults.alt ?? null}
      >
        <TextArea rows={2} maxLength={400} {...wiring("alt")} />
      </Field>
      <Field id="image-caption" label="Caption" hint="Below the picture; may be empty.">
        <TextInput maxLength={400} {...wiring("caption")} />
      </Field>
      <Field id="image-credit" label="Credit" hint="Whose picture it is; may be empty.">
        <TextInput maxLength={200} {...wiring("credit")} />
      </Field>
      <Field id="image-size" label="Size">
        <Select
          value={written.size}
          onChange={({ target }) => onWrite({ ...written, size: target.value as AroundImage["size"] })}
        >
          <option value="text">As wide as the text</option>
          <option value="wide">Wider, where there is room</option>
          <option value="small">Half as wide</option>
        </Select>
      </Field>
      <Field
        id="image-link"
        label="Link"
        hint="A page that the picture leads to; may be empty."
        error={faults.href ?? null}
      >
        <TextInput inputMode="url" maxLength={2000} {...wiring("href")} />
      </Field>
    </>
  );
}
