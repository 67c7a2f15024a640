import { stringify } from "csv-stringify/sync";
import type { QuestionResult, Remark } from "#app/models/feedback/results.server.ts";
import { guardCell } from "#app/models/readers/import/cells.server.ts";

/**
 * Responds with what readers answered as a file, by `?format=`: JSON, or CSV (RFC 4180) with a line for each answer to choose
 * and one for each remark. Nothing in it names a reader; no cell is a formula (S-13).
 */
export function answersFile(request: Request, name: string, results: QuestionResult[], remarks: Remark[]): Response {
  const isJson = new URL(request.url).searchParams.get("format") === "json";
  return new Response(isJson ? asJson(results, remarks) : asCsv(results, remarks), {
    headers: {
      "Content-Type": isJson ? "application/json; charset=utf-8" : "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="answers-${name}.${isJson ? "json" : "csv"}"`,
      "Cache-Control": "no-store",
    },
  });
}

function asJson(results: QuestionResult[], remarks: Remark[]): string {
  const time = (key: string, value: unknown) =>
    (key === "at" || key === "closesAt") && typeof value === "number" ? new Date(value).toISOString() : value;
  return `${JSON.stringify({ questions: results, remarks }, time, 2)}\n`;
}

function asCsv(results: QuestionResult[], remarks: Remark[]): string {
  const head = ["line", "issue", "question", "about", "answer", "people", "of", "remark", "at"];
  const answers = results.flatMap(({ issue, n, words, answers, people }) =>
    answers.map((one) => ["answer", issue, n, guardCell(words), guardCell(one.words), one.people, people, "", ""]),
  );
  const words = remarks.map(({ issue, n, about, answer, remark, at }) => {
    return [
      "remark",
      issue,
      n,
      guardCell(about),
      guardCell(answer),
      "",
      "",
      guardCell(remark),
      new Date(at).toISOString(),
    ];
  });
  return stringify([head, ...answers, ...words], { record_delimiter: "\r\n" });
}
