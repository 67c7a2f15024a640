import type { Report } from "../reports.ts";

/** A report of which only the kind, the rule and the references must be told. */
type Told = Pick<Report, "kind" | "rule" | "confidence" | "references"> & Partial<Report>;

/** A report, with its words cut to size and without characters that no page can show. */
export function aReport(told: Told): Report {
  const evidence = (told.evidence ?? []).map((line) => shown(line, 200)).filter(Boolean);
  return {
    kind: told.kind,
    category: told.category ?? null,
    status: told.status ?? null,
    diagnostic: told.diagnostic ? shown(told.diagnostic, 500) || null : null,
    evidence: [...new Set(evidence)].slice(0, 5),
    rule: told.rule,
    confidence: told.confidence,
    newAddress: told.newAddress ?? null,
    references: told.references,
  };
}

/** One line without control characters, at most so many characters. */
function shown(text: string, most: number): string {
  return [
    ...text
      .slice(0, most * 4)
      .toWellFormed()
      .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
      .trim(),
  ]
    .slice(0, most)
    .join("");
}
