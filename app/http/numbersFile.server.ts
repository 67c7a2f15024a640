import { linesAsCsv, linesAsJson, type NumbersLine } from "#app/models/numbers/numbersLines.server.ts";

const types = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" };

/** Responds with numbers as a file, by `?format=`: CSV, or JSON. @param name without its ending */
export function numbersFile(request: Request, name: string, lines: NumbersLine[]): Response {
  const format = new URL(request.url).searchParams.get("format") === "json" ? "json" : "csv";
  return new Response(format === "json" ? linesAsJson(lines) : linesAsCsv(lines), {
    headers: {
      "Content-Type": types[format],
      "Content-Disposition": `attachment; filename="numbers-${name}.${format}"`,
      "Cache-Control": "no-store",
    },
  });
}
