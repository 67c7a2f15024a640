import type { WordLoss, WordLossKind } from "#app/models/mailLooks.ts";

const words: Record<WordLossKind, string> = {
  corners: "Rounded corners are square.",
  "background-picture": "Pictures and gradients behind text are not shown; the colour is.",
  "max-width": "A width that should only be a limit is ignored: what is wider stays wider.",
  shadow: "Shadows are not drawn.",
  layout: "Parts that stand beside or above each other by CSS follow one another instead.",
  "inline-block": "Room around small links is not kept.",
  opacity: "What should shine through is solid.",
  media: "Rules for narrow screens and for a dark scheme are ignored.",
  font: "Fonts from the web are replaced by one of Windows.",
  hover: "Nothing changes under the mouse.",
  details: "What folds is open.",
  moving: "Pictures that move may stand still, at their first frame.",
  "media-element": "Drawings in the markup, films, sound and forms are left out.",
};

/** Lists in sentences what Outlook's Word engine drops of this mail. */
export function WordLosses({ losses }: { losses: WordLoss[] }) {
  return (
    <section
      aria-labelledby="word-losses"
      className="max-w-[44rem] rounded-lg border border-rule bg-raised p-4 text-sm"
    >
      <h2 id="word-losses" className="font-semibold">
        What Outlook for Windows leaves out
      </h2>
      <p className="mt-1 text-muted">
        The classic one draws mail with Word. Below, a dashed line marks where it drops something that stands at the
        place itself.
      </p>
      {losses.length === 0 ? (
        <p className="mt-2">Of this mail nothing.</p>
      ) : (
        <ul className="mt-2 list-disc space-y-1 ps-5">
          {losses.map(({ kind, places }) => (
            <li key={kind}>
              {words[kind]} <span className="text-muted">{places === 1 ? "1 place" : `${places} places`}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
