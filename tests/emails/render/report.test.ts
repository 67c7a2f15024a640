import { expect, test } from "vitest";
import { renderReport } from "#emails/render/report.server.ts";

const content = {
  ...{ briefing: "The Robot Weekly", title: "Issue 12", subject: "Ferries & <b>ships</b>" },
  lead: "Sent to “The weekly” on Tuesday 3 February 2026, 14:05 (UTC).",
  figures: [
    { name: "Accepted", count: "12,345", of: "of 12,400 readers it was meant for, 99.56 %", usual: "as a rule 99 %" },
    { name: "Left", count: "3", of: "of 12,345 mails accepted, 0.02 %", usual: "" },
  ],
  parts: [{ heading: "Clicked most by people", lines: [{ name: "عبّارات <i>", count: "40" }] }],
  notes: ["Clicks are not counted."],
  url: "https://briefing.example/desk/issues/12/numbers",
};

test("a report says its figures in text and in HTML, and shows what others wrote as text", () => {
  const { subject, text: wrapped, html } = renderReport(content);
  const text = wrapped.replace(/\s+/g, " ");
  expect(subject).toBe("The Robot Weekly: Issue 12 after two days");
  expect(text).toContain("Accepted: 12,345 of 12,400 readers it was meant for, 99.56 % (as a rule 99 %)");
  expect(text).toContain("Left: 3 of 12,345 mails accepted, 0.02 %");
  expect(text).toContain("عبّارات <i>: 40");
  expect(text).toContain(content.url);
  expect(html).toContain("<bdi>Ferries &amp; &lt;b&gt;ships&lt;/b&gt;</bdi>");
  expect(html).toContain("<bdi>عبّارات &lt;i&gt;</bdi>");
  expect(html).not.toMatch(/<img|<b>|<i>/);
});

test("a report without a link to its page is a fault of ours", () => {
  expect(() => renderReport({ ...content, url: "javascript:alert(1)" })).toThrow();
});
