import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// What our few plain JavaScript files use.
const nodeGlobals = ["AbortController", "AbortSignal", "Buffer", "clearInterval", "clearTimeout", "console", "fetch"];
nodeGlobals.push("performance", "process", "setInterval", "setTimeout", "URL");

export default tseslint.config(
  { ignores: ["build/", "data/", "public/", ".react-router/", "node_modules/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: { globals: Object.fromEntries(nodeGlobals.map((name) => [name, "readonly"])) },
  },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A promise nobody waits for is a delivery nobody recorded.
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false, arguments: false } },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
    },
  },
  {
    // French puts a narrow no-break space before some of its signs.
    files: ["app/i18n/**/*.ts"],
    rules: { "no-irregular-whitespace": ["error", { skipTemplates: true }] },
  },
  {
    files: ["**/*.tsx"],
    extends: [reactHooks.configs.flat.recommended, jsxA11y.flatConfigs.recommended],
  },
);

const { rules: ofHooks, plugins } = reactHooks.configs.flat.recommended;
const byHand = ["react-hooks/rules-of-hooks", "react-hooks/exhaustive-deps"];

/**
 * The rules for which React's compiler runs over every component. They need no types, and take longer than all other
 * rules together, so they can be asked beside them.
 */
export const compilerRules = tseslint.config({
  files: ["**/*.tsx"],
  // Comments in the components name rules of the other plugins, too.
  plugins: { ...plugins, ...jsxA11y.flatConfigs.recommended.plugins, "@typescript-eslint": tseslint.plugin },
  languageOptions: { parser: tseslint.parser },
  rules: Object.fromEntries(Object.entries(ofHooks).filter(([name]) => !byHand.includes(name))),
});
