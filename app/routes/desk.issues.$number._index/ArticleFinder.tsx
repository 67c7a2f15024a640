import type { ArticleChoice } from "#app/models/issues/editing.server.ts";
import { articlesIn } from "#app/models/sections.ts";
import type { Arranger } from "./Arranger.ts";
import { ArticlePicker } from "./ArticlePicker.tsx";
import { sectionName, type DraftSection } from "./draft.ts";
import { RuleFiller } from "./RuleFiller.tsx";
import type { ArticleSearch } from "./SectionsPanel.tsx";

type ArticleFinderProps = {
  /** The issue's number. */
  issue: number;
  finding: ArticleSearch;
  sections: DraftSection[];
  arranger: Arranger;
  timeZone: string;
  onClose: () => void;
};

/** Where articles are found for a section. */
export function ArticleFinder({
  issue,
  finding: { key, by },
  sections,
  arranger,
  timeZone,
  onClose,
}: ArticleFinderProps) {
  const index = sections.findIndex((section) => section.key === key);
  const section = sections[index]!;
  const shared = {
    ...{ issue, timeZone, onClose },
    section: `“${sectionName(section, index)}”`,
    placed: articlesIn(sections).map(({ id }) => id),
    onAdd: (choices: ArticleChoice[]) => arranger.addArticles(key, choices),
  };
  if (by === "search") return <ArticlePicker {...shared} />;
  return <RuleFiller {...shared} rule={section.rule} onRule={(rule) => arranger.changeSection(key, { rule })} />;
}
