import { hash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { mailLanguage } from "#emails/render/language.server.ts";
import { buildTemplates, loadTemplates, renderTemplate } from "#emails/render/templates.server.ts";
import { faultOf } from "../../../scripts/frame/faults.ts";

const english = mailLanguage("en");

function folder(mjml: string): string {
  const root = mkdtempSync(join(tmpdir(), "templates-"));
  mkdirSync(join(root, "emails", "render"), { recursive: true });
  for (const name of ["issue", "welcome", "ask"]) writeFileSync(join(root, "emails", "render", `${name}.mjml`), mjml);
  writeFileSync(join(root, "emails", "render", "head.mjml"), "");
  return root;
}

const htmlIn = (file: string) => (JSON.parse(readFileSync(file, "utf8")) as { html: string }).html;
const withSum = (html: string) => JSON.stringify({ sha256: hash("sha256", html), html });

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
  await buildTemplates(loadTemplates(root), join(root, "build", "mails"));
  const built = join(root, "build", "mails");
  const marked = (text: string) => text.replaceAll("before", "as it was built");
  for (const file of readdirSync(built)) writeFileSync(join(built, file), withSum(marked(htmlIn(join(built, file)))));
  expect(await renderTemplate(loadTemplates(root), "issue", english, {})).toContain("as it was built");
  writeFileSync(join(root, "emails", "render", "issue.mjml"), page("<mj-text>after</mj-text>"));
  expect(await renderTemplate(loadTemplates(root), "issue", english, {})).toContain("after");
});

describe("a built template that is damaged is compiled anew", () => {
  const damages: [string, (whole: string) => string][] = [
    ["cut off", (whole) => whole.slice(0, -20)],
    ["empty", () => ""],
    ["changed in one letter", (whole) => whole.replace("before", "befure")],
    ["of an older version, which wrote no sum", (whole) => (JSON.parse(whole) as { html: string }).html],
  ];
  test.each(damages)("%s", async (_name, damage) => {
    const root = folder(page("<mj-text>before</mj-text>"));
    symlinkSync(resolve("node_modules"), join(root, "node_modules"));
    await buildTemplates(loadTemplates(root), join(root, "build", "mails"));
    const whole = await renderTemplate(loadTemplates(root), "issue", english, {});
    const built = join(root, "build", "mails");
    for (const file of readdirSync(built))
      writeFileSync(join(built, file), damage(readFileSync(join(built, file), "utf8")));
    expect(await renderTemplate(loadTemplates(root), "issue", english, {})).toBe(whole);
  });
});

test("a template that could not be compiled is compiled as soon as it can be, by the same process", async () => {
  const templates = loadTemplates(folder("<p>"));
  await expect(renderTemplate(templates, "issue", english, {})).rejects.toThrow(/issue\.mjml cannot be compiled/);
  templates.sources.issue = page("<mj-text>mended</mj-text>");
  expect(await renderTemplate(templates, "issue", english, {})).toContain("mended");
});

test("an operator is told which template is at fault, and what to do", async () => {
  const templates = loadTemplates(folder(page("<mj-text>{{ subjct }}</mj-text>")));
  const error: unknown = await renderTemplate(templates, "issue", english, {}).catch((error: unknown) => error);
  expect(await faultOf(error)).toEqual({
    exitCode: 1,
    code: "template",
    message:
      "The mail template emails/render/issue.mjml has a slot {{subjct}} that nothing fills. Correct its name, or put the file back as it came with Pressrun.",
  });
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
