/** `wide`: as on a desktop, as on a phone, or as on a desktop where the page has the room. */
type PreviewFrameProps = { src: string; title: string; wide: boolean | "with-room" };

function widthOf(wide: PreviewFrameProps["wide"]): string {
  if (wide === "with-room") return "w-full max-w-[700px]";
  return wide ? "w-[700px]" : "w-[390px] max-w-full";
}

/** A document in a frame without scripts and without access to the desk (S-04); its links open in new tabs. */
export function PreviewFrame({ src, title, wide }: PreviewFrameProps) {
  return (
    <div
      role="region"
      aria-label={title}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
      tabIndex={0}
      className="overflow-x-auto"
    >
      <iframe
        key={src}
        src={src}
        title={title}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        className={`block h-[min(48rem,80vh)] rounded-lg border border-rule bg-white shadow-sm ${widthOf(wide)}`}
      />
    </div>
  );
}

/** The plain text of a mail, as its readers get it. */
export function PreviewText({ text }: { text: string }) {
  return (
    <pre
      dir="auto"
      className="max-w-[44rem] rounded-lg border border-rule bg-raised p-4 font-mono text-[13px] leading-relaxed break-words whitespace-pre-wrap"
    >
      {text}
    </pre>
  );
}
