import type { ReactNode } from "react";
import type { ShownChart } from "#app/models/charts.ts";
import { Picture } from "./Picture.tsx";
import { useDir, useWords } from "./Words.tsx";

type ChartFigureProps = Omit<ShownChart, "table"> & {
  /** Its table, in place of a drawing that is not there yet. */
  children: ReactNode;
};

/** A chart with its title and source; its numbers can be opened as a table. */
export function ChartFigure({ title, source, alt, picture, children }: ChartFigureProps) {
  const dir = useDir();
  const words = useWords();
  return (
    <div className="chart">
      {title && (
        <p className="chart-title" dir={dir(title)}>
          {title}
        </p>
      )}
      {picture ? (
        <>
          <Picture
            path={picture.src}
            alt={alt}
            width={picture.width}
            height={picture.height}
            sizes="(min-width: 45rem) 42rem, 94vw"
          />
          <details>
            <summary>{words("article.chartTable")}</summary>
            {children}
          </details>
        </>
      ) : (
        children
      )}
      {source && (
        <p className="chart-source" dir={dir(source)}>
          {words("article.chartSource", { source })}
        </p>
      )}
    </div>
  );
}
