import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { filesIn, sourcesIn, type Source } from "./support/sources.ts";

const house = sourcesIn("app", "emails", "db", "scripts", "words");
const tests = sourcesIn("tests");

/** Who may import what, first line that fits; `import type` is free. Everyone may import within their own folder. */
const mayImport: [who: RegExp, what: RegExp][] = [
  [/^scripts\//, /^(app\/(models|sender)\/|app\/[^/]+\.server\.ts$|db\/migrate\.server\.ts$|scripts\/)/],
  [/^app\/(routes\/|root\.tsx|entry\.)/, /^app\/(models|components|styles)\/|^app\/[^/]+\.server\.ts$/],
  [/^app\/components\//, /^app\/components\//],
  [/^app\/sender\//, /^(app\/sender|app\/models|emails|db)\/|^app\/context\.server\.ts$/],
  [/^app\/models\//, /^(app\/models|app\/share|emails|db)\/|^app\/context\.server\.ts$/],
  [/^app\/share\//, /^app\/share\//],
  [/^app\/context\./, /^(emails\/|app\/share\/|db\/client\.server\.ts$|app\/(config|log)\.server\.ts$)/],
  [/^app\/config\./, /^app\/(models\/addresses|configValues)\.server\.ts$/],
  [/^app\/[^/]+$/, /^app\/models\/|^app\/[^/]+\.server\.ts$/],
  [/^emails\//, /^emails\//],
  [/^db\//, /^db\//],
  [/^words\//, /^words\//],
];

describe("who may import whom", () => {
  test("every import goes where the plan of the house lets it go", () => {
    const faults = house.flatMap((source) =>
      source.imports
        .filter(({ file, typeOnly }) => file && !typeOnly && !isAllowed(source.path, file))
        .map(({ file }) => `${source.path} imports ${file}`),
    );
    expect(faults).toEqual([]);
  });

  test("nothing that reaches the browser imports a server module", () => {
    const faults = house
      .filter(({ path }) => /^app\/(components\/|entry\.client)/.test(path))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ specifier, typeOnly }) => !typeOnly && /\.server\.|^node:/.test(specifier))
          .map(({ specifier }) => `${path} imports ${specifier}`),
      );
    expect(faults).toEqual([]);
  });

  test("Remix is imported where a later codemod will look, and nowhere else", () => {
    const home = /^app\/(routes\/|root\.tsx$|entry\.|session\.server\.ts$)|^scripts\/serve\.ts$/;
    const faults = house
      .filter(({ path }) => !home.test(path))
      .filter(({ imports }) => imports.some(({ specifier }) => specifier.startsWith("@remix-run/")));
    expect(paths(faults)).toEqual([]);
  });

  test("imports of our own files name the file, with its extension", () => {
    const faults = [...house, ...tests].flatMap(({ path, imports }) =>
      imports
        .filter(({ file }) => file && !/\.(tsx?|m?js|css|json|woff2)$/.test(file))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(faults).toEqual([]);
  });
});

describe("what things are called", () => {
  test("no folder and no file is named after nothing in particular", () => {
    const vague = /^(libs?|utils?|utilities|services?|helpers?|common|shared|misc|managers?|core|stuff)$/;
    const faults = filesIn("app", "emails", "db", "scripts", "words", "tests").filter((path) =>
      path.split("/").some((part) => part.split(/[-_.]/).some((word) => vague.test(word))),
    );
    expect(faults).toEqual([]);
  });

  test("every module that only a server may see ends in .server", () => {
    const namedOtherwise =
      /^(app\/(routes|components)\/|app\/root\.tsx|app\/entry\.|db\/(schema\.ts|migrations\/)|scripts\/|words\/)/;
    const faults = house
      .filter(({ path }) => !namedOtherwise.test(path) && !/\.server\.tsx?$/.test(path))
      .filter((source) => /^(emails|db|app\/models|app\/sender)\//.test(source.path) || needsAServer(source));
    expect(paths(faults)).toEqual([]);
  });

  test("the words of the glossary are used for the things of the glossary", () => {
    const avoided =
      /^(campaigns?|broadcasts?|blasts?|blacklist(s|ed)?|blocklist(s|ed)?|newsletters?|excerpts?|teasers?|dashboards?|optouts?|admins?)$/;
    const faults = house.flatMap(({ path, names }) =>
      [...new Set(names)]
        .filter((name) => wordsOf(name).some((word) => avoided.test(word)))
        .map((name) => `${path}: ${name}`),
    );
    expect(faults).toEqual([]);
  });
});

describe("how things are kept", () => {
  test("only db/client.server.ts knows which databases there are", () => {
    // The configuration checks the form of the address, and a script's help may tell people what can stand in it.
    const mayName = /^(db\/(client|sqlite|postgres)\.server\.ts|app\/config(Values)?\.server\.ts)$/;
    const whoOpensFiles = house.filter(({ imports }) =>
      imports.some(({ specifier }) => /\/(sqlite|postgres)\.server\.ts$/.test(specifier)),
    );
    expect(paths(whoOpensFiles)).toEqual(["db/client.server.ts"]);
    const faults = house
      .filter(({ path }) => !mayName.test(path))
      .filter(({ path, names, imports, strings }) => {
        const said = [...names, ...imports.map(({ specifier }) => specifier), ...(isScript(path) ? [] : strings)];
        return said.some((word) => /sqlite|postgres|^pg$/i.test(word));
      });
    expect(paths(faults)).toEqual([]);
  });

  test("a script is one short main", () => {
    const faults = filesIn("scripts")
      .map((path) => ({ path, lines: readFileSync(path, "utf8").trimEnd().split("\n").length }))
      .filter(({ path, lines }) => isScript(path) && lines > 60)
      .map(({ path, lines }) => `${path} has ${lines} lines`);
    expect(faults).toEqual([]);
  });

  test("a script says all its values before its main, which else would not find them", () => {
    const faults = filesIn("scripts").filter((path) => {
      const [, after = ""] = readFileSync(path, "utf8").split(/^await command\(/m);
      return isScript(path) && /^(export )?(const|let|class) /m.test(after);
    });
    expect(faults).toEqual([]);
  });

  test("no file speaks of the machine it was written on", () => {
    const machine = /(?<![\w.~}-])\/(home|Users|root|work)\/[a-z]/;
    const faults = filesIn(".").filter((path) => isText(path) && machine.test(readFileSync(path, "utf8")));
    expect(faults).toEqual([]);
  });

  test("no test is left out and none shuts the others out", () => {
    const faults = tests.filter(({ text }) => /\.(only|skip|skipIf|runIf|todo|fails)(\(|\.each)/.test(text));
    expect(paths(faults)).toEqual([]);
  });

  test("every test stands where npm test looks for it", () => {
    const looked = /^tests\/([^/]+|(models|routes|sender|db|scripts|app|emails|components|browser)\/.+)$/;
    const faults = tests.filter(({ path }) => path.includes(".test.") && !looked.test(path));
    expect(paths(faults)).toEqual([]);
  });
});

function isAllowed(importer: string, file: string): boolean {
  const rule = mayImport.find(([who]) => who.test(importer));
  return !!rule?.[1].test(file) || isForAll(importer, file) || isOfOneRouteFolder(importer, file);
}

/** Words for readers stand on pages, in mails and in feeds. */
function isForAll(importer: string, file: string): boolean {
  return /^words\/\w+\.ts$/.test(file) && !importer.startsWith("db/");
}

/** A route may be a folder: `routes/desk.articles.$id/route.tsx` and what only it uses. */
function isOfOneRouteFolder(importer: string, file: string): boolean {
  const folder = dirname(importer);
  return folder.startsWith("app/routes/") && file.startsWith(`${folder}/`);
}

function needsAServer({ imports }: Source): boolean {
  return imports.some(
    ({ specifier, file, typeOnly }) => !typeOnly && (/^(node:|#db\/)/.test(specifier) || file?.includes(".server.")),
  );
}

function isScript(path: string): boolean {
  return /^scripts\/[^/]+\.(ts|mjs)$/.test(path);
}

function isText(path: string): boolean {
  return (
    /\.([cm]?[jt]sx?|json|md|mjml|css|html|ya?ml|csv|example)$/.test(path) && basename(path) !== "package-lock.json"
  );
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);
}

function paths(sources: Source[]): string[] {
  return sources.map(({ path }) => path);
}
