import { useState } from "react";
import {
  lightOrDark,
  PreviewChoice,
  PreviewLooks,
  type PreviewWidth,
} from "#app/components/desk/preview/PreviewChoice.tsx";
import { PreviewText } from "#app/components/desk/preview/PreviewFrame.tsx";
import { PreviewViews } from "#app/components/desk/preview/PreviewViews.tsx";
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
  ...lightOrDark,
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
  const wide = width === "desktop";
  const page = `${deskIssuePath(number, "page")}?scheme=${scheme}`;
  return (
    <PreviewViews
      view={view}
      onView={setView}
      views={{
        mail: { name: "Mail", frame: { src: mail, title: `The mail, ${width}, ${colours[chosen]}`, wide } },
        word: {
          name: "Outlook",
          content: <WordLosses losses={losses} />,
          frame: { src: mail, title: "The mail, as Outlook for Windows draws it", wide: true },
        },
        inbox: { name: "Inbox line", content: <InboxLines device={width} scheme={scheme} {...inbox} /> },
        text: { name: "Plain text", content: <PreviewText text={text} /> },
        page: { name: "Issue page", frame: { src: page, title: `The issue page, ${width}, ${scheme}`, wide } },
      }}
    >
      {(view === "inbox" || view === "page") && (
        <PreviewLooks width={width} scheme={scheme} schemes={lightOrDark} onWidth={setWidth} onScheme={setChosen} />
      )}
      {view === "mail" && (
        <PreviewLooks width={width} scheme={chosen} schemes={colours} onWidth={setWidth} onScheme={setChosen} />
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
    </PreviewViews>
  );
}
