import { useState } from "react";
import { Dialog } from "#app/components/desk/Dialog.tsx";
import { Button } from "#app/components/desk/kit.tsx";
import { PictureChooser, type ChosenPicture } from "./PictureChooser.tsx";

/** Opens the library over the page, or over a dialog, and gives the chosen picture without more of it. */
export function FromLibrary({ onChoose }: { onChoose: (picture: ChosenPicture) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="button" className="w-full" onClick={() => setOpen(true)}>
        Choose from the library
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Choose a picture" focusOn="choose-picture">
        <PictureChooser
          onChoose={({ id, path, width, height, alt, credit }) => {
            setOpen(false);
            onChoose({ id, path, width, height, alt, credit });
          }}
        />
      </Dialog>
    </>
  );
}
