import { useState } from "react";
import { PreviewChoice, PreviewLooks, type PreviewWidth } from "#app/components/desk/preview/PreviewChoice.tsx";
import { PreviewFrame, PreviewText } from "#app/components/desk/preview/PreviewFrame.tsx";
import type { Scheme } from "#app/components/ui/frame.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { ForcedDark, WordLoss } from "#app/models/mailLooks.ts";
import { InboxLines, type InboxMail } from "./InboxLines.tsx";
import { WordLosses } from "./WordLosses.tsx";

/** `as`: a reference to the reader whose copy it is; null for the editor's own. */
type MailViewProps = { number: number; text: string; as: string | null; inbox: InboxMail; losses: WordLoss[] };
type View = "mail" | "word" | "inbox" | "text" | "page";
type Colours = Scheme | ForcedDark;

const colours: Record<Colours, string> = {
  light: "Light",
  dark: "Dark",
  "gmail-dark": "Forced dark: Gmail",
  "outlook-dark": "Forced dark: Outlook.com",
};

/** The mail, its line in inboxes and the page, as programs on phone and desktop show them; and the mail's plain text. */
export function MailView({ number, text, as, inbox, losses }: MailViewProps) {
  const [view, setView] = useState<View>("mail");
  const [width, setWidth] = useState<PreviewWidth>("phone");
  const [chosen, setChosen] = useState<Colours>("light");
  const [pictures, setPictures] = useState<"on" | "off">("on");
  const scheme = chosen === "light" ? "light" : "dark";
  const query = new URLSearchParams({
    scheme: view === "word" ? "word" : chosen,
    ...(pictures === "off" ? { pictures } : {}),
    ...(as ? { as } : {}),
  });
  const mail = `${deskIssuePath(number, "mail")}?${query}`;
  return (
    <div className="max-w-full min-w-0">
      <div className="mb-4 flex flex-wrap gap-3">
        <PreviewChoice
          legend="What to show"
          name="view"
          value={view}
          options={{ mail: "Mail", word: "Outlook", inbox: "Inbox line", text: "Plain text", page: "Issue page" }}
          onChange={setView}
        />
        {(view === "inbox" || view === "page") && (
          <PreviewLooks width={width} scheme={scheme} onWidth={setWidth} onScheme={setChosen} />
        )}
        {view === "mail" && (
          <>
            <PreviewChoice
              legend="Width"
              name="width"
              value={width}
              options={{ phone: "Phone", desktop: "Desktop" }}
              onChange={setWidth}
            />
            <PreviewChoice legend="Light or dark" name="scheme" value={chosen} options={colours} onChange={setChosen} />
          </>
        )}
        {(view === "mail" || view === "word") && (
          <PreviewChoice
            legend="Pictures"
            name="pictures"
            value={pictures}
            options={{ on: "Pictures", off: "Pictures off" }}
            onChange={setPictures}
          />
        )}
      </div>
      {view === "mail" && (
        <PreviewFrame src={mail} title={`The mail, ${width}, ${colours[chosen]}`} wide={width === "desktop"} />
      )}
      {view === "word" && (
        <div className="space-y-4">
          <WordLosses losses={losses} />
          <PreviewFrame src={mail} title="The mail, as Outlook for Windows draws it" wide />
        </div>
      )}
      {view === "inbox" && <InboxLines device={width} scheme={scheme} {...inbox} />}
      {view === "text" && <PreviewText text={text} />}
      {view === "page" && (
        <PreviewFrame
          src={`${deskIssuePath(number, "page")}?scheme=${scheme}`}
          title={`The issue page, ${width}, ${scheme}`}
          wide={width === "desktop"}
        />
      )}
    </div>
  );
}
