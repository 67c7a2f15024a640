import { useState } from "react";
import { Panel } from "#app/components/desk/kit.tsx";
import type { ArticleChoice, ChosenArticle } from "#app/models/issues/editing.server.ts";
import { ArticleOrder } from "./ArticleOrder.tsx";
import { ArticlePicker } from "./ArticlePicker.tsx";

type ArticlesPanelProps = {
  articles: ChosenArticle[];
  choices: ArticleChoice[];
  onChange: (articles: ChosenArticle[]) => void;
  onSearch: (words: string) => void;
};

/** The articles in their order, and those that can be added. */
export function ArticlesPanel({ articles, choices, onChange, onSearch }: ArticlesPanelProps) {
  const [said, setSaid] = useState("");
  return (
    <div id="articles" className="scroll-mt-4">
      <Panel title={`Articles (${articles.length})`}>
        {articles.length === 0 && (
          <p className="text-muted">None yet. Find one below and add it; the order is the order in the mail.</p>
        )}
        <ArticleOrder articles={articles} onChange={onChange} say={setSaid} />
        <ArticlePicker
          choices={choices}
          taken={articles.map(({ id }) => id)}
          onSearch={onSearch}
          onAdd={(choice) => {
            onChange([...articles, { ...choice, display: "summary" }]);
            setSaid(`“${choice.headline}” added at place ${articles.length + 1}.`);
          }}
        />
        <p role="status" className="sr-only">
          {said}
        </p>
      </Panel>
    </div>
  );
}
