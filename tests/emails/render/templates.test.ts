import { existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { mailLanguage } from "#emails/render/language.server.ts";
import { buildTemplates, loadTemplates, renderTemplate } from "#emails/render/templates.server.ts";

const english = mailLanguage("en");

function folder(mjml: string): string {
  const root = mkdtempSync(join(tmpdir(), "templates-"));
  mkdirSync(join(root, "emails", "render"), { recursive: true });
  for (const name of ["issue", "welcome", "ask"]) writeFileSync(join(root, "emails", "render", `${name}.mjml`), mjml);
  writeFileSync(join(root, "emails", "render", "head.mjml"), "");
  return root;
}

const page = (inside: string) =>
  `<mjml><mj-body><mj-section><mj-column>${inside}</mj-column></mj-section></mj-body></mjml>`;

test("M-02: a template that is not strictly valid stops the mail", async () => {
  const templates = loadTemplates(folder(page("<mj-script>x</mj-script>")));
  await expect(renderTemplate(templates, "issue", english, {})).rejects.toThrow(/ValidationError/);
});

test("M-07: a template that is no MJML is an error", async () => {
  await expect(renderTemplate(loadTemplates(folder("<p>")), "issue", english, {})).rejects.toThrow();
});

test("a slot that nothing fills is an error, also one that every object has", async () => {
  for (const slot of ["{{missing}}", "{{constructor}}", "{{ toString }}"]) {
    const templates = loadTemplates(folder(page(`<mj-text>${slot}</mj-text>`)));
    await expect(renderTemplate(templates, "issue", english, {})).rejects.toThrow(/nothing fills/);
  }
});

test("a template that the build has compiled is not compiled again, and one that was changed since is", async () => {
  const root = folder(page("<mj-text>before</mj-text>"));
  symlinkSync(resolve("node_modules"), join(root, "node_modules"));
  await buildTemplates(loadTemplates(root));
  const built = join(root, "build", "mails");
  for (const file of readdirSync(built)) writeFileSync(join(built, file), "as it was built");
  expect(await renderTemplate(loadTemplates(root), "issue", english, {})).toBe("as it was built");
  writeFileSync(join(root, "emails", "render", "issue.mjml"), page("<mj-text>after</mj-text>"));
  expect(await renderTemplate(loadTemplates(root), "issue", english, {})).toContain("after");
});

test("what fills a slot is escaped and not read again", async () => {
  const templates = loadTemplates(folder(page("<mj-text>{{ words }}</mj-text>")));
  const html = await renderTemplate(templates, "issue", english, { words: "{{ other }} $& <b>", other: "x" });
  expect(html).toContain("{{ other }} $&amp; &lt;b&gt;");
});

test("a template that is missing is told at once", () => {
  expect(() => loadTemplates(mkdtempSync(join(tmpdir(), "none-")))).toThrow(/ENOENT/);
});

test("M-09: no .mjmlconfig lies where the server starts", () => {
  expect(existsSync(".mjmlconfig")).toBe(false);
});

test.each([
  ["fr-CA", "fr-CA", "ltr"],
  ["AR", "ar", "rtl"],
  ["he", "he", "rtl"],
  ["fa-IR", "fa-IR", "rtl"],
  ["ur", "ur", "rtl"],
  ["und", "en", "ltr"],
  ['en"><script>', "en", "ltr"],
  ["", "en", "ltr"],
])("E-11: the language %j is %s, written %s", (given, tag, direction) => {
  expect(mailLanguage(given)).toMatchObject({ tag, direction });
});
