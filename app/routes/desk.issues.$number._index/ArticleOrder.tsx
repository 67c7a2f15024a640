import { useEffect, useRef, useState } from "react";
import { Badge, Select } from "#app/components/desk/kit.tsx";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import type { ChosenArticle } from "#app/models/issues/editing.server.ts";
import { moved } from "./order.ts";
import { useDragOrder } from "./useDragOrder.ts";

type ArticleOrderProps = {
  articles: ChosenArticle[];
  onChange: (articles: ChosenArticle[]) => void;
  say: (words: string) => void;
};

/** The issue's articles in their order: dragged by the handle, or moved by buttons (WCAG 2.5.7). */
export function ArticleOrder({ articles, onChange, say }: ArticleOrderProps) {
  const list = useRef<HTMLOListElement>(null);
  const [pressed, setPressed] = useState<{ id: number; way: "up" | "down" } | null>(null);
  const move = (from: number, to: number) => {
    onChange(moved(articles, from, to));
    say(`“${articles[from]!.headline}” moved to place ${to + 1} of ${articles.length}.`);
  };
  const { held, handle, style } = useDragOrder(list, move);

  // A moved row loses the focus; the same button gets it back, or the other one at an end.
  useEffect(() => {
    if (!pressed) return;
    const row = list.current?.querySelector(`[data-article="${pressed.id}"]`);
    const button = (way: string) => row?.querySelector<HTMLButtonElement>(`[data-way="${way}"]:not(:disabled)`);
    (button(pressed.way) ?? button(pressed.way === "up" ? "down" : "up"))?.focus();
  }, [pressed, articles]);

  return (
    <ol ref={list} className="space-y-2">
      {articles.map((article, i) => (
        <li
          key={article.id}
          data-article={article.id}
          style={style(i)}
          className={`flex gap-2 rounded-md border border-rule bg-raised p-3 sm:gap-3 ${held === i ? "shadow-lg ring-2 ring-accent" : ""}`}
        >
          <input type="hidden" name={`articles[${i}].id`} value={article.id} />
          <span
            {...handle(i)}
            aria-hidden
            data-handle
            title="Drag to another place"
            className="-m-1 flex w-7 shrink-0 cursor-grab touch-none in-disabled:pointer-events-none in-disabled:opacity-40 items-center justify-center self-stretch rounded text-muted select-none hover:bg-sunken active:cursor-grabbing"
          >
            ⠿
          </span>
          <div className="min-w-0 flex-1">
            <AboutArticle article={article} place={i + 1} />
            <div className="mt-2 flex flex-wrap items-center gap-2">
              <Display
                article={article}
                name={`articles[${i}].display`}
                onChange={(display) =>
                  onChange(articles.map((one) => (one === article ? { ...article, display } : one)))
                }
              />
              <Moves
                headline={article.headline}
                isFirst={i === 0}
                isLast={i === articles.length - 1}
                onMove={(way) => {
                  move(i, way === "up" ? i - 1 : i + 1);
                  setPressed({ id: article.id, way });
                }}
                onTakeOut={() => {
                  onChange(articles.filter((one) => one !== article));
                  say(`“${article.headline}” taken out.`);
                }}
              />
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
}

function AboutArticle({ article, place }: { article: ChosenArticle; place: number }) {
  return (
    <>
      <p className="leading-snug font-medium">
        <span className="mr-1.5 text-muted tabular-nums">{place}.</span>
        <bdi>{article.headline}</bdi>
      </p>
      <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        <bdi>{article.byline}</bdi>
        <a
          href={deskArticlePath(article.id)}
          className="underline underline-offset-4 hover:text-ink"
          aria-label={`Edit “${article.headline}”`}
        >
          Edit
        </a>
        {!article.onSite && <Badge tone="warn">Goes on the site with the issue</Badge>}
      </p>
    </>
  );
}

type DisplayProps = {
  article: ChosenArticle;
  name: string;
  onChange: (display: ChosenArticle["display"]) => void;
};

function Display({ article, name, onChange }: DisplayProps) {
  return (
    <>
      <label className="sr-only" htmlFor={`display-${article.id}`}>
        How “{article.headline}” stands in the mail
      </label>
      <Select
        id={`display-${article.id}`}
        name={name}
        value={article.display}
        onChange={(event) => onChange(event.target.value as ChosenArticle["display"])}
        className="w-auto!"
      >
        <option value="summary">Summary</option>
        <option value="full">In full</option>
      </Select>
    </>
  );
}

type MovesProps = {
  headline: string;
  isFirst: boolean;
  isLast: boolean;
  onMove: (way: "up" | "down") => void;
  onTakeOut: () => void;
};

function Moves({ headline, isFirst, isLast, onMove, onTakeOut }: MovesProps) {
  return (
    <span className="ml-auto flex gap-1">
      <Small way="up" label={`Move “${headline}” up`} disabled={isFirst} onClick={() => onMove("up")}>
        ↑
      </Small>
      <Small way="down" label={`Move “${headline}” down`} disabled={isLast} onClick={() => onMove("down")}>
        ↓
      </Small>
      <Small way="out" label={`Take “${headline}” out of the issue`} onClick={onTakeOut}>
        ✕
      </Small>
    </span>
  );
}

type SmallProps = { way: string; label: string; disabled?: boolean; onClick: () => void; children: string };

function Small({ way, label, disabled = false, onClick, children }: SmallProps) {
  return (
    <button
      type="button"
      data-way={way}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
      className="inline-flex size-10 cursor-pointer items-center justify-center rounded-md border border-field/60 bg-raised hover:bg-sunken disabled:cursor-not-allowed disabled:opacity-40"
    >
      <span aria-hidden>{children}</span>
    </button>
  );
}
