/**
 * Checks types and lint in one process, because most of lint's time is types: asked together they are worked out once.
 * What React's compiler says needs no types: `node tests/code.mjs --components` checks that, and only that.
 * `--remember FOLDER` keeps there which files were good, and looks only at what has changed since.
 */
import { join } from "node:path";
import { ESLint } from "eslint";
import ts from "typescript";
import { compilerRules } from "../eslint.config.js";

const remember = process.argv.indexOf("--remember");
const folder = remember > 0 ? process.argv[remember + 1] : undefined;
if (process.argv.includes("--components")) await endWith(await lintComponents());
const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (fault) => sayTypes([fault]) };
const { fileNames, options } = ts.getParsedCommandLineOfConfigFile("tsconfig.json", optionsToRemember(), host);

const { program, faults } = folder ? checkChanged() : checkAll();
sayTypes(faults);
await endWith(await lint(program), faults.length > 0);

function optionsToRemember() {
  return folder ? { incremental: true, tsBuildInfoFile: join(folder, "types.json") } : {};
}

function checkAll() {
  const program = ts.createProgram(fileNames, options);
  return { program, faults: ts.getPreEmitDiagnostics(program) };
}

function checkChanged() {
  const builder = ts.createIncrementalProgram({ rootNames: fileNames, options });
  const faults = [
    ...builder.getConfigFileParsingDiagnostics(),
    ...builder.getOptionsDiagnostics(),
    ...builder.getSyntacticDiagnostics(),
    ...builder.getGlobalDiagnostics(),
    ...builder.getSemanticDiagnostics(),
  ];
  // Nothing but what it remembers is written.
  builder.emit();
  return { program: builder.getProgram(), faults };
}

function lint(program) {
  // What lint remembers of a file depends on its settings, of which the program is one.
  const settings = { projectService: false, programs: [Object.assign(program, { toJSON: () => "tsconfig.json" })] };
  const names = compilerRules.flatMap(({ rules = {} }) => Object.keys(rules));
  const eslint = new ESLint({
    overrideConfig: [
      { files: ["**/*.{ts,tsx}"], languageOptions: { parserOptions: settings } },
      { files: ["**/*.tsx"], rules: Object.fromEntries(names.map((name) => [name, "off"])) },
    ],
    ...remembering("eslint"),
  });
  return eslint.lintFiles(["."]);
}

function lintComponents() {
  const ignores = ["build/", "data/"];
  // The other rules are not asked here, so what is said to them is not unused.
  const linterOptions = [{ linterOptions: { reportUnusedDisableDirectives: "off" } }];
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: [{ ignores }, ...linterOptions, ...compilerRules],
    ...remembering("components"),
  });
  return eslint.lintFiles(["**/*.tsx"]);
}

function remembering(name) {
  return folder ? { cache: true, cacheLocation: join(folder, name), cacheStrategy: "content" } : {};
}

async function endWith(results, hasFailed = false) {
  const said = await (await new ESLint().loadFormatter("stylish")).format(results);
  if (said) console.log(said);
  process.exit(hasFailed || results.some((one) => one.errorCount + one.warningCount > 0) ? 1 : 0);
}

function sayTypes(faults) {
  if (faults.length === 0) return;
  const host = {
    getCurrentDirectory: ts.sys.getCurrentDirectory,
    getCanonicalFileName: String,
    getNewLine: () => "\n",
  };
  const format = process.env.NO_COLOR ? ts.formatDiagnostics : ts.formatDiagnosticsWithColorAndContext;
  console.log(format(faults, host));
}
