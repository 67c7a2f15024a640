import { dirname } from "node:path";
import type { Source } from "./sources.ts";

/** Files that import each other in a circle, types included; each circle as its files in order of name. */
export function circlesIn(sources: Source[]): string[][] {
  const after = new Map(sources.map(({ path, imports }) => [path, imports.flatMap(({ file }) => file ?? [])]));
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (path: string) => {
    order.set(path, order.size);
    low.set(path, order.get(path)!);
    open.push(path);
    for (const next of after.get(path) ?? []) {
      if (!after.has(next)) continue;
      if (!order.has(next)) visit(next);
      if (open.includes(next)) low.set(path, Math.min(low.get(path)!, low.get(next)!));
    }
    if (low.get(path) !== order.get(path)) return;
    const circle = open.splice(open.indexOf(path));
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const path of after.keys()) if (!order.has(path)) visit(path);
  return circles;
}

/** For each component, who reaches it, through other components too: routes by their name, anything else by its path. */
export function whoReachesComponents(sources: Source[]): Map<string, Set<string>> {
  const importers = new Map<string, string[]>();
  for (const { path, imports } of sources)
    for (const { file } of imports) if (file) importers.set(file, [...(importers.get(file) ?? []), path]);
  const reached = (path: string, seen: Set<string>): string[] =>
    (importers.get(path) ?? []).flatMap((importer) => {
      if (seen.has(importer)) return [];
      seen.add(importer);
      return isComponent(importer) ? reached(importer, seen) : [routeOf(importer)];
    });
  const components = sources.map(({ path }) => path).filter(isComponent);
  return new Map(components.map((path) => [path, new Set(reached(path, new Set()))]));
}

function isComponent(path: string): boolean {
  return path.startsWith("app/components/");
}

function routeOf(path: string): string {
  const folder = dirname(path);
  return folder.startsWith("app/routes/") ? folder : path.replace(/\.tsx?$/, "");
}

/** Names that a source exports and no other file imports. */
export function unusedExports(house: Source[], importers: Source[]): string[] {
  const taken = new Set(
    importers.flatMap(({ imports }) => imports.flatMap(({ file, names }) => names.map((name) => `${file}#${name}`))),
  );
  return house.flatMap(({ path, exports }) =>
    exports
      .filter((name) => !taken.has(`${path}#${name}`) && !taken.has(`${path}#*`))
      .map((name) => `${path}: ${name}`),
  );
}

/** Names that more than one source exports, with where. */
export function namesExportedTwice(house: Source[]): string[] {
  const where = new Map<string, string[]>();
  for (const { path, exports } of house)
    for (const name of exports) where.set(name, [...(where.get(name) ?? []), path]);
  return [...where].filter(([, files]) => files.length > 1).map(([name, files]) => `${name}: ${files.join(", ")}`);
}
