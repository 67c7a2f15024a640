/**
 * Checks types and lint in one process, because most of lint's time is types: asked together they are worked out once.
 * `node tests/code.mjs --remember FOLDER` keeps there which files were good, and looks only at what has changed since.
 */
import { join } from "node:path";
import { ESLint } from "eslint";
import ts from "typescript";

const remember = process.argv.indexOf("--remember");
const folder = remember > 0 ? process.argv[remember + 1] : undefined;
const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (fault) => sayTypes([fault]) };
const { fileNames, options } = ts.getParsedCommandLineOfConfigFile("tsconfig.json", optionsToRemember(), host);

const { program, faults } = folder ? checkChanged() : checkAll();
sayTypes(faults);
const results = await lint(program);
const said = await (await new ESLint().loadFormatter("stylish")).format(results);
if (said) console.log(said);
process.exit(faults.length > 0 || results.some((one) => one.errorCount + one.warningCount > 0) ? 1 : 0);

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
  const eslint = new ESLint({
    overrideConfig: [{ files: ["**/*.{ts,tsx}"], languageOptions: { parserOptions: settings } }],
    ...(folder ? { cache: true, cacheLocation: join(folder, "eslint"), cacheStrategy: "content" } : {}),
  });
  return eslint.lintFiles(["."]);
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
