import type { IncomingHttpHeaders } from "node:http";

/** The one who asked for a page: somebody at a browser, a program, or a program that reads feeds for people. */
export type VisitSort = "person" | "robot" | "feed";

/** `none`: nobody looked at a page, and nothing is counted. */
type Verdict = VisitSort | "none";

type SortRule = {
  id: string;
  /** Its words in docs/numbers.md. */
  says: string;
  verdict: Verdict;
  /** Looks at the name of the program alone; it is asked once for each name. */
  agent?: (agent: string) => boolean;
  /** Looks at the rest of the request. */
  request?: (headers: IncomingHttpHeaders) => boolean;
};

const feedPrograms =
  /feedly|inoreader|newsblur|miniflux|freshrss|tiny tiny rss|tt-rss|netnewswire|reeder|feedbin|feedwrangler|feeddemon|the ?old ?reader|theoldreader|vienna\/|liferea|akregator|newsflash|rssguard|rssowl|quiterss|fluent ?reader|nextcloud-news|commafeed|bazqux|feedspot|feedfetcher|newsboat|newsbeuter|yarr|selfoss|stringer|unread\/|readkit|lire\/|\brss\b|rssbot|feed ?(?:reader|parser|burner|validator)|universalfeedparser|simplepie|readwise|kill-the-newsletter|subscribers?;/i;

const robotNames =
  /bot\b|bot[/;_-]|crawl|spider|slurp|archiv|scrap|preview|monitor|uptime|pingdom|statuscake|lighthouse|headless|phantomjs|puppeteer|playwright|selenium|webdriver|cypress|facebookexternalhit|meta-external|whatsapp|telegram|discord|slack|skypeuri|embedly|iframely|bitly|linkedin|pinterest|vkshare|mastodon|pleroma|misskey|bingpreview|google-(?!chrome)|googleother|chatgpt|gptbot|oai-search|claude|anthropic|perplexity|cohere|bytespider|amazonbot|applebot|yandex|baidu|duckduck|sogou|seznam|naver|petal|ahrefs|semrush|mj12|dotbot|dataforseo|barkrowler|ccbot|diffbot|turnitin|nutch|heritrix|wayback|\bia_|curl|wget|httpie|python|aiohttp|httpx|scrapy|java\/|okhttp|apache-http|go-http|ruby|perl|libwww|lwp|php|guzzle|node-fetch|node\b|axios|undici|\bgot\b|deno|bun\/|rust|reqwest|dart|swift\/|powershell|postman|insomnia|mechanize|validator|checker|scanner|nmap|nikto|zgrab|masscan|censys|expanse|shodan|proofpoint|mimecast|barracuda|fetch/i;

/** The published rules, in their order: the first one that fits decides. docs/numbers.md has their table from here. */
export const sortRules: readonly SortRule[] = [
  {
    id: "fetched-ahead",
    says: "The browser fetched it ahead (`Sec-Purpose`, `Purpose` or `X-Moz` say `prefetch`, `prerender` or `preview`): perhaps nobody ever looked.",
    verdict: "none",
    request: (headers) =>
      saysAhead(headers["sec-purpose"]) ||
      saysAhead(headers.purpose) ||
      saysAhead(headers["x-purpose"]) ||
      saysAhead(headers["x-moz"]),
  },
  {
    id: "own-editor",
    says: "The browser is signed in at the desk: editors look at their own pages all day.",
    verdict: "none",
    request: ({ cookie }) =>
      cookie !== undefined && cookie.includes("pressrun=") && /(?:^|;\s*)(?:__Host-)?pressrun=/.test(cookie),
  },
  {
    id: "no-name",
    says: "The program gives no name, or one of fewer than ten letters.",
    verdict: "robot",
    agent: (agent) => agent.length < 10,
  },
  {
    id: "feed-program",
    says: "The program’s name is that of one that reads feeds, or it says how many subscribers it has.",
    verdict: "feed",
    agent: (agent) => feedPrograms.test(agent),
  },
  {
    id: "robot-name",
    says: "The program’s name is that of a search engine, a preview, a monitor, a scraper or a library for programs, or it says bot, crawler or spider.",
    verdict: "robot",
    agent: (agent) => robotNames.test(agent),
  },
  {
    id: "unlike-browsers",
    says: "The program’s name does not begin like every browser’s (`Mozilla/5.0 (`, or Opera).",
    verdict: "robot",
    agent: (agent) => !/^(Mozilla\/5\.0 \(|Opera\/)/.test(agent),
  },
  {
    id: "no-language",
    says: "It says no language that its user reads. Every browser does.",
    verdict: "robot",
    request: (headers) => !headers["accept-language"],
  },
  {
    id: "no-page-wanted",
    says: "It does not ask for a page of its own: `Sec-Fetch-Dest` is something else than `document`, or `Accept` names no HTML.",
    verdict: "robot",
    request: (headers) =>
      (headers["sec-fetch-dest"] !== undefined && headers["sec-fetch-dest"] !== "document") ||
      (headers.accept !== undefined && !headers.accept.includes("text/html") && !headers.accept.includes("*/*")),
  },
];

/** Most requests say nothing of the kind, and are not to cost a search. */
function saysAhead(header: string | string[] | undefined): boolean {
  return header !== undefined && /prefetch|prerender|preview/i.test(String(header));
}

/** Names of programs that are remembered; beyond that all are forgotten, so that nobody fills the memory. */
const mostAgents = 2000;

/** Makes the judge of requests; it remembers what names of programs say. */
export function openSorter(): (headers: IncomingHttpHeaders) => Verdict {
  const byAgent = new Map<string, SortRule | null>();
  const ofAgent = (agent: string) => {
    const known = byAgent.get(agent);
    if (known !== undefined) return known;
    const rule = sortRules.find((one) => one.agent?.(agent)) ?? null;
    if (byAgent.size >= mostAgents) byAgent.clear();
    byAgent.set(agent, rule);
    return rule;
  };
  const [ahead, after] = [sortRules.slice(0, 2), sortRules.filter(({ request }) => request).slice(2)];
  return (headers) => {
    for (const { request, verdict } of ahead) if (request!(headers)) return verdict;
    const named = ofAgent((headers["user-agent"] ?? "").slice(0, 400));
    if (named) return named.verdict;
    for (const { request, verdict } of after) if (request!(headers)) return verdict;
    return "person";
  };
}

/** Programs that read feeds, by the name that is shown. */
const programs: [name: string, agent: RegExp][] = [
  ["Feedly", /feedly/i],
  ["Inoreader", /inoreader/i],
  ["NewsBlur", /newsblur/i],
  ["Feedbin", /feedbin/i],
  ["The Old Reader", /the ?old ?reader/i],
  ["BazQux", /bazqux/i],
  ["Miniflux", /miniflux/i],
  ["FreshRSS", /freshrss/i],
  ["Tiny Tiny RSS", /tiny tiny rss|tt-rss/i],
  ["CommaFeed", /commafeed/i],
  ["Nextcloud News", /nextcloud-news/i],
  ["NetNewsWire", /netnewswire/i],
  ["Reeder", /reeder/i],
  ["ReadKit", /readkit/i],
  ["Unread", /unread\//i],
  ["Newsboat", /newsboat|newsbeuter/i],
  ["Liferea", /liferea/i],
  ["Akregator", /akregator/i],
  ["Thunderbird", /thunderbird/i],
  ["Readwise", /readwise/i],
  ["Google", /feedfetcher/i],
];

/** @returns the program that asks for a feed, by a name from this table: there are few, however programs call themselves */
export function feedProgram(agent: string): string {
  const known = programs.find(([, names]) => names.test(agent));
  if (known) return known[0];
  if (feedPrograms.test(agent)) return "other feed readers";
  return robotNames.test(agent) || !agent.startsWith("Mozilla/5.0 (") ? "other programs" : "browsers";
}

/** The most that a program is believed. */
const mostReaders = 1_000_000;

/** @returns how many readers a program says it fetches a feed for; 1 where it says nothing */
export function readersBehind(agent: string): number {
  const said = /(\d{1,9}) (?:subscriber|reader)s?\b/i.exec(agent);
  return Math.min(Math.max(Number(said?.[1] ?? 1), 1), mostReaders);
}
