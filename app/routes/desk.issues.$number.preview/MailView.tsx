import { useState } from "react";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { PreviewChoice } from "./PreviewChoice.tsx";

type MailViewProps = { number: number; text: string };

/** The mail as phone and desktop show it, in light and dark; and its plain text. */
export function MailView({ number, text }: MailViewProps) {
  const [view, setView] = useState<"mail" | "text" | "page">("mail");
  const [width, setWidth] = useState<"phone" | "desktop">("phone");
  const [scheme, setScheme] = useState<"light" | "dark">("light");
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
        {view !== "text" && (
          <PreviewChoice
            legend="Width"
            name="width"
            value={width}
            options={{ phone: "Phone", desktop: "Desktop" }}
            onChange={setWidth}
          />
        )}
        {view === "mail" && (
          <PreviewChoice
            legend="Light or dark"
            name="scheme"
            value={scheme}
            options={{ light: "Light", dark: "Dark" }}
            onChange={setScheme}
          />
        )}
      </div>
      {view === "text" ? (
        <pre className="max-w-[44rem] rounded-lg border border-rule bg-raised p-4 font-mono text-[13px] leading-relaxed break-words whitespace-pre-wrap">
          {text}
        </pre>
      ) : (
        <Frame
          key={`${view} ${width} ${scheme}`}
          src={view === "mail" ? `${deskIssuePath(number)}/mail?scheme=${scheme}` : deskIssuePath(number, "page")}
          title={view === "mail" ? `The mail, ${width}, ${scheme}` : `The issue page, ${width}`}
          wide={width === "desktop"}
        />
      )}
    </div>
  );
}

/** A frame without scripts and without access to the desk (S-04); its links open in new tabs. */
function Frame({ src, title, wide }: { src: string; title: string; wide: boolean }) {
  return (
    <div
      role="region"
      aria-label={title}
      // Scrolls sideways where it is wider than the screen: the keyboard must get there too.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="overflow-x-auto"
    >
      <iframe
        src={src}
        title={title}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        className={`block h-[min(48rem,80vh)] rounded-lg border border-rule bg-white shadow-sm ${wide ? "w-[700px]" : "w-[390px] max-w-full"}`}
      />
    </div>
  );
}
