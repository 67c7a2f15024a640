import { existsSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { commentsIn, styleFaults } from "./support/comments.ts";
import { wordedFaults } from "./support/faults.ts";
import { circlesIn, namesExportedTwice, unusedExports, whoReachesComponents } from "./support/graph.ts";
import { functionsIn, reasonIn } from "./support/lengths.ts";
import { filesIn, sourcesIn, type Source } from "./support/sources.ts";

const house = sourcesIn("app", "emails", "db", "scripts");
const tests = sourcesIn("tests");

/** A rule of the models that the browser shares, and so does everybody. */
const sharedRule = /^app\/models\/(\w+\/)*\w+\.ts$/;

/** Who may import what, first line that fits; types count like values. Everyone may import within their own folder. */
const mayImport: [who: RegExp, what: RegExp][] = [
  [
    /^scripts\//,
    /^(app\/(models|sender|http|i18n)\/|app\/[^/]+\.server\.ts$|db\/migrate\.server\.ts$|emails\/render\/templates\.server\.ts$|scripts\/|build\/)/,
  ],
  [
    /^app\/(routes\/|root\.tsx|entry\.)/,
    /^app\/(http|models|components|i18n|styles)\/|^app\/([^/]+\.server|load-context)\.ts$/,
  ],
  [/^app\/components\//, new RegExp(`^app/(components|i18n)/|${sharedRule.source}`)],
  [
    /^app\/http\//,
    /^app\/(http|models|i18n)\/|^app\/([^/]+\.server|load-context)\.ts$|^db\/(client\.server|schema|schema\/\w+)\.ts$/,
  ],
  [/^app\/sender\//, /^(app\/(sender|models|i18n)|emails|db)\/|^app\/context\.server\.ts$/],
  [/^app\/models\//, /^(app\/(models|shareImage|pictureStore|i18n)|emails|db)\/|^app\/context\.server\.ts$/],
  [/^app\/pictureStore\//, /^app\/pictureStore\//],
  [/^app\/shareImage\//, /^app\/(shareImage|i18n)\//],
  [/^app\/i18n\//, /^app\/i18n\//],
  [
    /^app\/context\./,
    /^(emails\/|app\/(shareImage|pictureStore)\/|db\/((client|events|quick)\.server|schema|schema\/\w+)\.ts$|app\/(config|log)\.server\.ts$)/,
  ],
  [/^app\/config\./, /^app\/(models\/addresses\.server|models\/\w+|configValues\.server)\.ts$/],
  [/^app\/[^/]+$/, /^app\/(models|http)\/|^app\/[^/]+\.server\.ts$/],
  [/^emails\//, /^(emails|app\/i18n)\/|^app\/models\/\w+\.ts$/],
  [/^db\//, /^db\//],
];

/**
 * The contexts of `app/models`, lowest first, each with those that it may use; what stands in `models/` itself is free
 * to all and uses none of them. docs/architecture.md draws the map from this table.
 */
const contexts: Record<string, string[]> = {
  websub: [],
  search: [],
  consent: [],
  instance: ["consent"],
  images: [],
  articles: ["images"],
  segments: [],
  deliveries: ["instance", "segments"],
  pacing: ["instance"],
  feedback: [],
  clicks: ["deliveries", "consent"],
  readers: ["consent", "deliveries", "segments", "clicks"],
  issues: ["articles", "readers", "deliveries", "segments", "search", "clicks", "feedback"],
  comments: ["articles", "issues"],
  library: ["images", "articles", "issues"],
  desk: ["readers"],
  conversations: ["images", "readers", "deliveries"],
  digests: ["deliveries", "readers", "instance", "clicks"],
  growth: ["readers", "consent", "deliveries", "segments"],
  sending: [
    "digests",
    "issues",
    "deliveries",
    "pacing",
    "readers",
    "instance",
    "desk",
    "segments",
    "clicks",
    "feedback",
  ],
  preflight: ["articles", "issues", "deliveries", "sending", "clicks"],
  inbound: ["sending", "digests", "desk", "issues", "readers", "deliveries", "consent", "instance", "conversations"],
  visits: [],
  numbers: ["readers", "deliveries", "consent", "issues", "clicks", "visits"],
  undo: ["articles", "issues", "library", "pacing", "segments", "sending"],
  events: [
    "articles",
    "search",
    "websub",
    "deliveries",
    "consent",
    "issues",
    "sending",
    "inbound",
    "numbers",
    "growth",
  ],
  privacy: [
    ...["readers", "deliveries", "consent", "desk", "library", "comments", "segments", "inbound"],
    ...["conversations", "clicks", "numbers", "feedback", "growth"],
  ],
  site: ["articles", "issues", "readers", "consent", "privacy", "sending", "websub", "clicks", "feedback"],
  moving: [
    ...["articles", "issues", "library", "images", "readers", "site", "instance", "deliveries", "consent", "search"],
    "segments",
  ],
};

describe("who may import whom", () => {
  test("every import goes where the plan of the house lets it go", () => {
    const faults = house.flatMap((source) =>
      source.imports
        .filter(({ file, typeOnly }) => file && !isAllowed(source.path, file, typeOnly))
        .map(({ file }) => `${source.path} imports ${file}`),
    );
    expect(faults).toEqual([]);
  });

  test("a context uses only those that stand below it", () => {
    const order = Object.keys(contexts);
    const upwards = order.flatMap((context) =>
      contexts[context]!.filter((used) => order.indexOf(used) >= order.indexOf(context)).map((used) => [context, used]),
    );
    expect(upwards).toEqual([]);
    const faults = house.flatMap(({ path, imports }) => {
      const context = contextOf(path);
      if (context === null) return [];
      const used = imports.map(({ file }) => ({ file, of: contextOf(file ?? "") }));
      return used
        .filter(({ of }) => of && of !== context && !contexts[context]?.includes(of))
        .map(({ file }) => `${path} imports ${file}`);
    });
    expect(faults).toEqual([]);
  });

  test("every folder of app/models is a context of the table", () => {
    const folders = [...new Set(house.map(({ path }) => contextOf(path)).filter(Boolean))];
    expect(folders.sort()).toEqual(Object.keys(contexts).sort());
  });

  test("no files import each other in a circle, types included", () => {
    expect(circlesIn(house)).toEqual([]);
  });

  test("nothing is exported that nobody imports", () => {
    const readElsewhere = /^app\/(routes\/|root\.tsx|entry\.|load-context\.)|^scripts\/[^/]+\.ts$|^db\/migrations\//;
    const unused = unusedExports(house, [...house, ...tests]).filter((line) => !readElsewhere.test(line));
    expect(unused).toEqual([]);
  });

  test("one exported name has one meaning", () => {
    const ownNames = /^app\/(routes\/[^/]+(\.tsx?|\/route\.tsx?)|root\.tsx|entry\.\w+\.tsx)$|^db\/migrations\//;
    expect(namesExportedTwice(house.filter(({ path }) => !ownNames.test(path)))).toEqual([]);
  });

  test("a component stands in app/components when two routes or more share it, otherwise with its route", () => {
    const faults = [...whoReachesComponents(house)]
      .filter(([, who]) => who.size < 2)
      .map(([path, who]) => `${path} is used by ${[...who].join() || "nobody"}`);
    expect(faults).toEqual([]);
  });

  test("app/ itself holds the root, the entries, the context and what that is made of", () => {
    const inRoot = filesIn("app").filter((path) => dirname(path) === "app");
    const known =
      /^app\/(root\.tsx|entry\.(client|server)\.tsx|load-context\.ts|(context|config|configValues|hideTokens|log)\.server\.ts)$/;
    expect(inRoot.filter((path) => !known.test(path))).toEqual([]);
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

  test("a rule that the browser shares imports nothing of ours but such rules", () => {
    const faults = house
      .filter(({ path }) => sharedRule.test(path))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ file, specifier }) => (file ? !sharedRule.test(file) : /^node:/.test(specifier)))
          .map(({ specifier }) => `${path} imports ${specifier}`),
      );
    expect(faults).toEqual([]);
  });

  test("Remix is imported where a later codemod will look, and nowhere else", () => {
    const home = /^app\/(routes\/|root\.tsx$|entry\.|http\/(session|siteHandler)\.server\.ts$)|^scripts\/serve\.ts$/;
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

describe("docs/architecture.md", () => {
  const page = readFileSync("docs/architecture.md", "utf8");

  test("shows the contexts as the table here has them", () => {
    const rows = [...page.matchAll(/^\| `models\/([\w-]+)\/` +\|[^|]*\| ([^|]*?) +\|$/gm)];
    const shown = rows.map(([, context, below]) => [context, below === "ground" ? [] : below!.split(", ")]);
    expect(Object.fromEntries(shown)).toEqual(contexts);
    expect(shown.map(([context]) => context)).toEqual(Object.keys(contexts).reverse());
  });

  test("names files that are there, and functions that are in them", () => {
    const named = [...page.matchAll(/`((?:models|http|sender|routes|components|i18n|emails|db|scripts)\/[^`\s]+)`/g)];
    expect(named.length).toBeGreaterThan(60);
    const faults = named.map(([, name]) => name!).filter((name) => !isThere(name));
    expect(faults).toEqual([]);
  });

  function isThere(name: string): boolean {
    const [path, declared] = name.split("#") as [string, string?];
    const roots = /^(emails|db|scripts)\//.test(path) ? [path] : [`app/${path}`];
    const files = roots
      .flatMap((root) => ["", ".server.ts", ".ts", ".tsx"].map((end) => root + end))
      .filter(existsSync);
    if (!declared) return files.length > 0;
    return files.some(
      (file) =>
        /\.tsx?$/.test(file) && new RegExp(`(function|const|class) ${declared}\\b`).test(readFileSync(file, "utf8")),
    );
  }
});

describe("what things are called", () => {
  test("no folder and no file is named after nothing in particular", () => {
    const vague = /^(libs?|utils?|utilities|services?|helpers?|common|shared|misc|managers?|core|stuff)$/;
    const faults = filesIn("app", "emails", "db", "scripts", "tests").filter((path) =>
      path.split("/").some((part) => part.split(/[-_.]/).some((word) => vague.test(word))),
    );
    expect(faults).toEqual([]);
  });

  test("every module that only a server may see ends in .server", () => {
    const namedOtherwise =
      /^(app\/(routes|components)\/|app\/root\.tsx|app\/entry\.|db\/(schema\.ts|schema\/|migrations\/)|app\/i18n\/|scripts\/)/;
    const faults = house
      .filter(({ path }) => !namedOtherwise.test(path) && !/\.server\.tsx?$/.test(path))
      .filter(({ path }) => !sharedRule.test(path))
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

describe("what went wrong", () => {
  /** Sentences that stand in a model for a reason; whatever else has words has them in a file of words. */
  const kept: Record<string, string> = {
    "app/models/instance/homeDatabase.server.ts": "the sentence is kept with the process that found it",
    "app/models/instance/signingKeys.server.ts": "emails/dkim reads the keys, and JSON shows its sentence",
    "app/models/site/shareImages.server.ts": "the sentences of shareImage/ go to the log as they are",
  };

  test("is returned by models as a code with data, never as a sentence", () => {
    const faults = house.filter(({ path }) => path.startsWith("app/models/")).flatMap(wordedFaults);
    expect([...new Set(faults.map((fault) => fault.split(":")[0]!))].sort()).toEqual(Object.keys(kept).sort());
  });

  test.each([
    ['const a = { error: "not-found" };', 0],
    ['const a = { error: "It is not there." };', 1],
    ["const a = { fault: `${path} cannot be read` };", 1],
    ['const a = { faults: [known ? "known" : "It is not known."] };', 1],
    ["const a = { error: wordSlugFault(fault) };", 1],
    ["const a = { error: 'body', fault: parseBody(text) };", 0],
    ["type A = { error: string };", 1],
    ["type A = { faults: ArticleFault[] };", 0],
    ["async function slugFault(): Promise<string | null> {}", 1],
    ["function wordSlugFault(): string {}", 0],
    ['const a = { title: "It is not there." };', 0],
  ])("%s has %d sentences of that kind", (text, count) => {
    expect(wordedFaults({ path: "a.ts", text })).toHaveLength(count);
  });
});

describe("what comes in kinds", () => {
  test("the kinds of blocks are named where each has its entry, and nowhere else", () => {
    const kinds = /^(bulletList|orderedList|codeBlock|horizontalRule)$/;
    const named = house.filter(({ names, strings }) => [...names, ...strings].some((word) => kinds.test(word)));
    expect(paths(named)).toEqual([
      "app/components/desk/richtext/blocks.ts",
      "app/components/ui/BodyView.tsx",
      "app/models/body.ts",
      "app/models/moving/html/body.server.ts",
      "app/models/moving/html/code.server.ts",
      "app/models/moving/html/read.server.ts",
      "app/models/moving/html/tables.server.ts",
      "emails/render/body.server.ts",
    ]);
  });

  test("the kinds of mail to one person are named where each has its entry and by who queues one, and nowhere else", () => {
    const kinds = /^(already-subscribed|address-(old|new|taken))$/;
    const named = house.filter(({ names, strings }) => [...names, ...strings].some((word) => kinds.test(word)));
    expect(paths(named)).toEqual([
      "app/models/deliveries/transactionalKinds.ts",
      "app/models/readers/preferences/addressChange.server.ts",
      "app/models/readers/sign-up/confirmation.server.ts",
      "app/sender/transactionalMails.server.ts",
    ]);
  });
});

describe("how comments are written", () => {
  const faultsOf = (source: Source) =>
    commentsIn(source.text).flatMap((comment) =>
      styleFaults(comment).map((fault) => `${source.path}:${comment.line} ${fault}`),
    );

  test("a comment begins with its subject, in short sentences of plain words", () => {
    const faults = house.flatMap(faultsOf);
    expect(faults).toEqual([]);
  });

  test.each([
    ["What is claimed is due again.", ["begins with “What”"]],
    ["Makes the index anew, whoever asks.", ["“anew”", "“whoever”"]],
    ["Opens everything for so long.", ["“for so long”"]],
    [`Says ${"very ".repeat(25)}much.`, [`more than 25 words: “Says ${"very ".repeat(25)}much”`]],
    ["Returns the rows. @returns what went wrong, or null", []],
  ])("“%s” is found to be just that hard to read", (text, faults) => {
    expect(styleFaults({ text })).toEqual(faults);
  });

  test("neighbouring lines are one comment, code between them makes two", () => {
    const source =
      "// One,\n// two.\nconst a = 1; // none\n  /**\n   * Three\n   * four.\n   */\nconst b = 2;\n/** Five. */\n";
    expect(commentsIn(source)).toEqual([
      { line: 1, text: "One, two." },
      { line: 4, text: "Three four." },
      { line: 9, text: "Five." },
    ]);
  });
});

describe("how things are kept", () => {
  test("only safeFetch fetches what people name; others reach what the operator has configured", () => {
    const who = house.filter(
      ({ path, names, imports }) =>
        /^(app\/(models|sender|http)|emails|db)\//.test(path) &&
        /\.server\.tsx?$/.test(path) &&
        (names.includes("fetch") ||
          imports.some(
            ({ specifier, typeOnly }) => !typeOnly && /^(node:(https?|dns|dns\/promises)|undici)$/.test(specifier),
          )),
    );
    expect(paths(who)).toEqual([
      "app/http/server.server.ts",
      "app/models/desk/alerts.server.ts",
      "app/models/mailServers.server.ts",
      "app/models/safeFetch.server.ts",
      "app/models/websub/pings.server.ts",
    ]);
  });

  test("only db/client.server.ts knows which databases there are", () => {
    // The tables of the system have such names, the configuration checks the form of the address, and a script’s help
    // may tell people what can stand in it.
    const mayName = /^(db\/(client|sqlite|postgres|file-tables)\.server\.ts|app\/config(Values)?\.server\.ts)$/;
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

  test("a file of more than 300 lines says why", () => {
    const faults = house
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n").length, reason: reasonIn(text) }))
      .filter(({ path, lines, reason }) => lines > 300 && !reason && !isList(path))
      .map(({ path, lines }) => `${path} has ${lines} lines`);
    expect(faults).toEqual([]);
  });

  test("a function of more than 40 lines says why, a component with its markup one of more than 80", () => {
    const faults = house
      .filter(({ path }) => !isList(path))
      .flatMap((source) =>
        functionsIn(source)
          .filter(({ lines, reason }) => lines > (source.path.endsWith(".tsx") ? 80 : 40) && !reason)
          .map(({ name, line, lines }) => `${source.path}:${line}: ${name} has ${lines} lines`),
      );
    expect(faults).toEqual([]);
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
    const looked =
      /^tests\/([^/]+|(models|routes|sender|db|scripts|app|http|emails|components|shareImage|browser)\/.+)$/;
    const faults = tests.filter(({ path }) => path.includes(".test.") && !looked.test(path));
    expect(paths(faults)).toEqual([]);
  });
});

test("decision records are numbered one after the other", () => {
  const numbers = filesIn("docs/decisions").map((path) => Number(basename(path).slice(0, 4)));
  expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, i) => i + 1));
});

function isAllowed(importer: string, file: string, typeOnly: boolean): boolean {
  const rule = mayImport.find(([who]) => who.test(importer));
  if (rule?.[1].test(file) || isOfOneRouteFolder(importer, file) || isOfParentRoute(importer, file)) return true;
  // What a component shows comes from the models, by its type alone.
  return typeOnly && /^app\/(components|routes)\//.test(importer) && /^(app\/(models|routes)|emails|db)\//.test(file);
}

/** A route answers inside its parents, `routes/desk.settings.tsx` inside `routes/desk`, and may ask what they load. */
function isOfParentRoute(importer: string, file: string): boolean {
  const parent = /^app\/routes\/(.+?)(?:\/route)?\.tsx$/.exec(file)?.[1];
  return !!parent && importer.startsWith(`app/routes/${parent}.`);
}

/** The context of a file in `app/models`, empty for what is free to all; null for any other file. */
function contextOf(path: string): string | null {
  return /^app\/models\/(?:([\w-]+)\/)?/.exec(path) ? (/^app\/models\/([\w-]+)\//.exec(path)?.[1] ?? "") : null;
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

/** Lists that are read from top to bottom: the steps of a migration, the paragraphs of a text. */
function isList(path: string): boolean {
  return /^(db\/migrations|app\/i18n\/privacyText)\//.test(path);
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
