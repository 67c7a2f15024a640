import { useState } from "react";
import { PreviewChoice, PreviewLooks, type PreviewWidth } from "#app/components/desk/preview/PreviewChoice.tsx";
import { PreviewFrame, PreviewText } from "#app/components/desk/preview/PreviewFrame.tsx";
import type { Scheme } from "#app/components/ui/frame.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";

type MailViewProps = { number: number; text: string };

/** The mail and the page as phone and desktop show them, in light and dark; and the mail's plain text. */
export function MailView({ number, text }: MailViewProps) {
  const [view, setView] = useState<"mail" | "text" | "page">("mail");
  const [width, setWidth] = useState<PreviewWidth>("phone");
  const [scheme, setScheme] = useState<Scheme>("light");
  return (
    <div className="max-w-full min-w-0">
      <div className="mb-4 flex flex-wrap gap-3">
        <PreviewChoice
          legend="What to show"
          name="view"
          value={view}
          options={{ mail: "Mail", text: "Plain text", page: "Issue page" }}
          onChange={setView}
        />
        {view !== "text" && <PreviewLooks width={width} scheme={scheme} onWidth={setWidth} onScheme={setScheme} />}
      </div>
      {view === "text" ? (
        <PreviewText text={text} />
      ) : (
        <PreviewFrame
          src={`${deskIssuePath(number, view)}?scheme=${scheme}`}
          title={`The ${view === "mail" ? "mail" : "issue page"}, ${width}, ${scheme}`}
          wide={width === "desktop"}
        />
      )}
    </div>
  );
}
