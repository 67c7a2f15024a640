import { builtinModules } from "node:module";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { holdsAll } from "../scripts/start/checks.mjs";
import { filesIn, sourcesIn } from "./support/sources.ts";

const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: Record<string, string> };

/** `@scope/name/part` and `name/part` are of the packages `@scope/name` and `name`. */
const packageOf = (specifier: string) => /^(@[^/]+\/)?[^/]+/.exec(specifier)![0];

test("what a production host builds and runs needs no package that only development installs", () => {
  const product = sourcesIn("app", "emails", "db", "scripts", "vite.config.ts");
  expect(product.length).toBeGreaterThan(300);
  const missing = product.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier, file, typeOnly }) => !file && !typeOnly && /^[@a-z]/.test(specifier))
      .filter(({ specifier }) => !specifier.startsWith("node:") && !builtinModules.includes(specifier))
      .filter(({ specifier }) => !(packageOf(specifier) in dependencies))
      .map(({ specifier }) => `${path}: ${specifier}`),
  );
  expect(missing).toEqual([]);
  const plain = filesIn("scripts").filter((path) => path.endsWith(".mjs"));
  const named = plain.flatMap((path) => [
    ...readFileSync(path, "utf8").matchAll(/(?:from|import\() ?"([@a-z][^":]*)"/g),
  ]);
  const packages = [...new Set(named.map(([, specifier]) => packageOf(specifier!)))].sort();
  expect(packages).toEqual(["esbuild", "tsx", "vite"]);
  expect(packages.filter((name) => !(name in dependencies))).toEqual([]);
});

test.each([
  ["everything", {}, [true, true]],
  ["all but what development needs", { vitest: undefined, ajv: undefined }, [false, true]],
  ["a package of another system left out", { fsevents: undefined }, [true, true]],
  ["a package of the product missing", { kysely: undefined }, [false, false]],
  ["an older one than the lock file says", { kysely: { version: "0.28.0" } }, [false, false]],
  ["an older one of development's", { vitest: { version: "4.0.0" } }, [false, false]],
])("whether something is to be installed, for development and without: %s", (_, other, expected) => {
  const locked = {
    "": { version: "1.0.0" },
    kysely: { version: "0.29.9" },
    vitest: { version: "5.1.1", dev: true },
    ajv: { version: "8.20.0", devOptional: true },
    fsevents: { version: "2.3.3", optional: true },
  };
  const installed = { ...locked, ...other };
  expect([true, false].map((withDev) => holdsAll(installed, locked, withDev))).toEqual(expected);
});
