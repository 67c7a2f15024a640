import { useState } from "react";
import { PreviewText } from "#app/components/desk/preview/PreviewFrame.tsx";
import { PreviewViews } from "#app/components/desk/preview/PreviewViews.tsx";
import type { Scheme } from "#app/components/ui/frame.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";

type MailViewProps = { number: number; text: string };

/** The mail and the page as phone and desktop show them, in light and dark; and the mail's plain text. */
export function MailView({ number, text }: MailViewProps) {
  const [view, setView] = useState<"mail" | "text" | "page">("mail");
  const address = (part: "mail" | "page", scheme: Scheme) => `${deskIssuePath(number, part)}?scheme=${scheme}`;
  return (
    <PreviewViews
      view={view}
      onView={setView}
      views={{
        mail: { name: "Mail", frame: (scheme) => ({ src: address("mail", scheme), called: "mail" }) },
        text: { name: "Plain text", content: <PreviewText text={text} /> },
        page: { name: "Issue page", frame: (scheme) => ({ src: address("page", scheme), called: "issue page" }) },
      }}
    />
  );
}
