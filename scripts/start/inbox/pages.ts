import type { ParsedMail } from "mailparser";
import type { MailEntry } from "./mailbox.ts";

/** The views of a mail. */
export type View = "html" | "text" | "source";

/** The open mail; `source` as received. */
type OpenMail = { entry: MailEntry; mail: ParsedMail; source: string; view: View };

/** The list shows this many mails; a send to thousands must not freeze an open page. */
const shown = 300;

/** The list of mails, with the open one beside it. */
export function inboxPage(entries: MailEntry[], open?: OpenMail): string {
  const list = entries
    .slice(0, shown)
    .map((entry) => row(entry, entry.id === open?.entry.id))
    .join("\n");
  const older = entries.length - shown;
  const title = open ? open.entry.subject : `Inbox (${entries.length})`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body${open ? ' class="reading"' : ""}>
<nav aria-label="Mails">
<header>
<h1><a href="/">Inbox</a> <small>${entries.length}</small></h1>
<input type="search" id="filter" placeholder="Find by address or subject" aria-label="Find by address or subject">
<form method="post" action="/empty"><button>Empty</button></form>
</header>
${older > 0 ? `<p class="older">The newest ${shown} of ${entries.length} mails. All of them: <a href="/email">/email</a></p>` : ""}
${list ? `<ol>\n${list}\n</ol>` : "<p>Nothing yet. What Pressrun sends comes here, and goes no further.</p>"}
</nav>
<main>${open ? openMail(open) : "<p>Every mail that Pressrun sends stays here, on this machine. The links in it work.</p>"}</main>
<script>${script}</script>
</body>
</html>
`;
}

/** The HTML of a mail for a frame; its links open in a new window. */
export function framed(mail: ParsedMail): string {
  return `<!doctype html><base target="_blank">${mail.html || `<pre>${escaped(mail.text ?? "")}</pre>`}`;
}

function row({ id, at, to, subject, from }: MailEntry, isOpen: boolean): string {
  const time = new Date(at).toISOString();
  return `<li><a href="/mails/${id}"${isOpen ? ' aria-current="page"' : ""}>
<span class="to" title="${escaped(to.join(", "))}">${escaped(to.join(", "))}</span> <time datetime="${time}">${time.slice(11, 16)}</time>
<span class="subject" dir="auto">${escaped(subject)}</span>
<span class="from">${escaped(from.map(({ name, address }) => name || address).join(", "))}</span></a></li>`;
}

function openMail({ entry, mail, source, view }: OpenMail): string {
  const { id, subject, to } = entry;
  const views: [View, string][] = [
    ["html", "As mail"],
    ["text", "As text"],
    ["source", "Source"],
  ];
  const tabs = views.map(
    ([name, label]) => `<a href="/mails/${id}?view=${name}"${name === view ? ' aria-current="page"' : ""}>${label}</a>`,
  );
  return `<header>
<p class="back"><a href="/">All mails</a></p>
<h2 dir="auto">${escaped(subject)}</h2>
<dl><dt>From</dt><dd>${escaped(mail.from?.text ?? "")}</dd><dt>To</dt><dd>${escaped(to.join(", "))}</dd>
<dt>Date</dt><dd>${escaped(mail.date?.toUTCString() ?? "")}</dd></dl>
<p class="views">${tabs.join(" ")}</p>
</header>
${view === "html" ? frame(id) : `<pre>${escaped(view === "text" ? (mail.text ?? "") : source)}</pre>`}`;
}

/** Nothing in a mail may run here; its links may leave the frame. */
function frame(id: string): string {
  const may = "allow-popups allow-popups-to-escape-sandbox";
  return `<iframe title="The mail" sandbox="${may}" src="/email/${id}/html"></iframe>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const style = `
:root { color-scheme: light dark; --rule: color-mix(in srgb, currentcolor 18%, transparent); font: 15px/1.45 system-ui, sans-serif; }
* { box-sizing: border-box; } body { margin: 0; display: grid; grid-template-columns: minmax(17rem, 26rem) 1fr; height: 100vh; }
nav { overflow: auto; border-right: 1px solid var(--rule); } main { overflow: auto; display: flex; flex-direction: column; }
main > p, nav > p { padding: 1rem; opacity: .75; } header { padding: .75rem 1rem; border-bottom: 1px solid var(--rule); }
h1 { font-size: 1.2rem; margin: 0 0 .5rem; } h1 a { color: inherit; text-decoration: none; } small { opacity: .75; }
h2 { font-size: 1.2rem; margin: 0 0 .5rem; } nav header { display: grid; grid-template-columns: 1fr auto; gap: .5rem; }
nav h1 { grid-column: 1 / -1; margin: 0; } input, button { font: inherit; padding: .3rem .6rem; min-width: 0; width: 100%; }
ol { list-style: none; margin: 0; padding: 0; } li a { display: grid; grid-template-columns: 1fr auto; column-gap: .75rem; padding: .6rem 1rem;
border-bottom: 1px solid var(--rule); color: inherit; text-decoration: none; } li a:hover { background: var(--rule); }
li a[aria-current] { background: color-mix(in srgb, Highlight 25%, transparent); } li span { overflow-wrap: anywhere; }
.to { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.subject { grid-column: 1 / -1; font-weight: 600; } .from { grid-column: 1 / -1; opacity: .75; } time { opacity: .75; }
.back { display: none; margin: 0 0 .5rem; } dl { display: grid; grid-template-columns: auto 1fr; gap: 0 .75rem; margin: 0; } dt { opacity: .75; } dd { margin: 0; overflow-wrap: anywhere; }
.views { margin: .6rem 0 0; display: flex; gap: 1rem; } .views a[aria-current] { font-weight: 600; color: inherit; text-decoration: none; }
iframe { flex: 1; border: 0; background: #fff; min-height: 60vh; } pre { padding: 1rem; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 45rem) { body { display: block; } .reading nav { display: none; } .back { display: block; } main { min-height: 100vh; } }`;

/** The list follows what arrives, at most once a second; the filter's text stays. */
const script = `
const filter = document.getElementById("filter");
const look = () => { for (const row of document.querySelectorAll("nav li"))
  row.hidden = !row.textContent.toLowerCase().includes(filter.value.toLowerCase()); };
const tidy = () => { const today = new Date().toDateString();
  for (const time of document.querySelectorAll("time")) { const at = new Date(time.dateTime);
    const day = at.toDateString() === today ? {} : { day: "numeric", month: "short" };
    time.textContent = at.toLocaleString([], { ...day, hour: "2-digit", minute: "2-digit" }); } look(); };
filter.value = sessionStorage.filter ?? ""; tidy();
filter.addEventListener("input", () => { sessionStorage.filter = filter.value; look(); });
let waiting;
const follow = async () => {
  const text = await (await fetch("/")).text();
  const page = new DOMParser().parseFromString(text, "text/html");
  const open = document.querySelector("nav [aria-current]")?.getAttribute("href");
  const nav = document.querySelector("nav"), next = page.querySelector("nav");
  nav.querySelector("small").replaceWith(next.querySelector("small"));
  for (const part of nav.querySelectorAll(":scope > ol, :scope > p")) part.remove();
  nav.append(...next.querySelectorAll(":scope > ol, :scope > p"));
  if (open) document.querySelector('nav a[href="' + open + '"]')?.setAttribute("aria-current", "page");
  else document.title = page.title;
  tidy(); };
new EventSource("/new").addEventListener("message", () => {
  waiting ??= setTimeout(() => follow().catch(() => {}).finally(() => { waiting = undefined; }), 1000); });`;
