import type { ReactNode } from "react";
import type { Scheme } from "#app/components/ui/frame.ts";
import type { Direction } from "#app/i18n/languages.ts";
import { inboxCut, inboxLimits, type InboxCut, type InboxDevice, type InboxProgram } from "#app/models/inboxCuts.ts";

/** `preview`: the mail's first words, which inboxes take; `dir`: of the program, in the briefing's language. */
export type InboxMail = { from: string; subject: string; preview: string; hasPreheader: boolean; dir: Direction };
type InboxLinesProps = InboxMail & { device: InboxDevice; scheme: Scheme };

const programs: Record<InboxProgram, string> = { gmail: "Gmail", apple: "Apple Mail", outlook: "Outlook" };

/** The programs' own colours, whatever the desk's are. */
const papers: Record<Scheme, { sheet: string; quiet: string }> = {
  light: { sheet: "border-[#dadce0] bg-white text-[#202124]", quiet: "text-[#5f6368]" },
  dark: { sheet: "border-[#3c4043] bg-[#1f1f1f] text-[#e8eaed]", quiet: "text-[#9aa0a6]" },
};

/** The mail's line as Gmail, Apple Mail and Outlook show it, each cut where it cuts. */
export function InboxLines({ device, scheme, hasPreheader, dir, ...mail }: InboxLinesProps) {
  const paper = papers[scheme];
  return (
    <div className="max-w-[60rem] space-y-6">
      {!hasPreheader && (
        <p className="text-sm text-muted">
          The issue has no preheader: inboxes take the first words of the mail, which are its headlines.
        </p>
      )}
      {(Object.keys(programs) as InboxProgram[]).map((program) => {
        const limits = inboxLimits[program][device];
        const cut = inboxCut({ ...mail, subject: mail.subject || "(no subject)" }, limits);
        const isOneLine = limits.line !== undefined;
        return (
          <figure key={program}>
            <figcaption className="mb-2 text-sm font-medium">{programs[program]}</figcaption>
            <div
              role="region"
              aria-label={`${programs[program]}, ${device}`}
              // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
              tabIndex={0}
              dir={dir}
              className="overflow-x-auto"
            >
              {isOneLine ? (
                <OneLine cut={cut} paper={paper} />
              ) : (
                <Stacked
                  {...{ cut, paper, device }}
                  avatar={program !== "apple"}
                  isTwoLines={limits.previewLines === 2}
                />
              )}
            </div>
            <p className="mt-1.5 text-sm text-muted">{restWords(cut)}</p>
          </figure>
        );
      })}
      <p className="max-w-prose text-sm text-muted">
        Letters differ in width and windows in size: a few characters more or less are shown.
      </p>
    </div>
  );
}

type LineProps = { cut: InboxCut; paper: { sheet: string; quiet: string } };

/** Gmail in a browser: sender, subject and preview in one line. */
function OneLine({ cut, paper }: LineProps) {
  return (
    <p className={`flex w-max min-w-full gap-6 rounded border px-4 py-2.5 text-sm whitespace-nowrap ${paper.sheet}`}>
      <bdi className="w-44 shrink-0 font-bold">{cut.from}</bdi>
      <span className="flex-1">
        <bdi className="font-bold">{cut.subject}</bdi>
        {cut.preview && (
          <span className={paper.quiet}>
            {" – "}
            <bdi>{cut.preview}</bdi>
          </span>
        )}
      </span>
      <Time>07:30</Time>
    </p>
  );
}

type StackedProps = LineProps & { device: InboxDevice; avatar: boolean; isTwoLines: boolean };

/** Sender, subject and preview under each other; on a desktop as wide as the letters that are counted as seen. */
function Stacked({ cut, paper, device, avatar, isTwoLines }: StackedProps) {
  const width = device === "desktop" ? "w-[35rem]" : "w-[390px] max-w-full";
  return (
    <div className={`flex ${width} gap-3 rounded rtl:ms-auto border p-3 text-[15px] leading-snug ${paper.sheet}`}>
      {avatar && (
        <span
          aria-hidden
          className="flex size-9 shrink-0 items-center justify-center rounded-full bg-[#8f2f1c] text-white"
        >
          {Array.from(cut.from)[0]}
        </span>
      )}
      <div className="min-w-0 flex-1">
        <p className="flex justify-between gap-3">
          <bdi className="min-w-0 font-semibold break-words">{cut.from}</bdi>
          <Time>07:30</Time>
        </p>
        <p className="truncate" dir="auto">
          {cut.subject}
        </p>
        <p dir="auto" className={`${isTwoLines ? "line-clamp-2 break-words" : "truncate text-sm"} ${paper.quiet}`}>
          {cut.preview}
        </p>
      </div>
    </div>
  );
}

function Time({ children }: { children: ReactNode }) {
  return (
    <span dir="ltr" className="shrink-0 text-xs">
      {children}
    </span>
  );
}

function restWords({ preview, rest }: InboxCut): string {
  const subject =
    rest.subject > 0
      ? `The last ${rest.subject} characters of the subject are not seen.`
      : "The whole subject is seen.";
  const below =
    preview === ""
      ? "Of the preview nothing is."
      : rest.preview > 0
        ? "The preview is cut."
        : "So is the whole preview.";
  return `${subject} ${below}`;
}
