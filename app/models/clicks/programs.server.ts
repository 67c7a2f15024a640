import { BlockList, isIPv6 } from "node:net";

/** Ways to recognise a program by the name that it gives itself; `source` is where that can be read. */
type KnownAgent = { who: string; fits: RegExp; source: string };

/**
 * Programs that ask for links by themselves. A name is enough only where no browser of a person has it: several gateways borrow the
 * name of an old Chrome, which `isFrozen` tells by its age.
 */
const scanningAgents: KnownAgent[] = [
  {
    who: "a program that calls itself one",
    fits: /bot\b|crawl|spider|scanner|slurp|monitor|preview|fetcher|headless|phantomjs|checker|validator/i,
    source: "what such programs write, as RFC 9110 (10.1.5) asks of them",
  },
  {
    who: "a library for requests",
    fits: /^(curl|wget|python|go-http|java|okhttp|libwww|ruby|php|node|axios|undici|got|apache-http|httpclient|perl|winhttp|rust|reqwest|aiohttp|dart|lua)\b/i,
    source: "the names that these libraries have unless told otherwise",
  },
  {
    who: "Gmail",
    fits: /gmail-content-sampling|googleimageproxy|google-safety|google-read-aloud|Edge\/12\.246 Mozilla/i,
    source: "github.com/mssola/user_agent/issues/71, github.com/mautic/mautic/pull/10245",
  },
  {
    who: "Microsoft",
    fits: /bingpreview|ms-office|msoffice|microsoft office existence|skypeuripreview|safelinks/i,
    source: "github.com/phpList/phplist3/issues/415",
  },
  {
    who: "a mail gateway",
    fits: /barracuda|proofpoint|mimecast|ironport|ciscosecure|fortimail|fortiguard|trendmicro|tmes|sophos|messagelabs|symantec|forcepoint|bitdefender|cloudmark|\bvade|hornetsecurity|spamassassin|rspamd/i,
    source: "check.live-direct-marketing.online/blog/bot-clicks-security-scanners-detect",
  },
  {
    who: "a preview of a link in a chat",
    fits: /slackbot|slack-imgproxy|^whatsapp|facebookexternalhit|line-poker|embedly|iframely|metainspector/i,
    source: "what these programs write when somebody pastes a link",
  },
];

/** Programs that fetch pictures for others: a person may be behind, and mostly is not at that moment. */
export const pictureProxies = /googleimageproxy|ggpht|yahoomailproxy|yahoocachesystem|outlook-image|mail\.ru/i;

/**
 * Networks from which gateways look at links; no person has such an address. Each was found in what its `source` says, on 28 November
 * 2026; one that nobody could find is left to the rules of behaviour.
 */
type KnownNetwork = { who: string; networks: string[]; source: string };

const gatewayNetworks: KnownNetwork[] = [
  {
    who: "Microsoft (Exchange Online Protection, Defender)",
    networks: [
      ...["40.92.0.0/15", "40.107.0.0/16", "52.100.0.0/14", "104.47.0.0/17"],
      ...["2a01:111:f400::/48", "2a01:111:f403::/48"],
    ],
    source: "endpoints of Microsoft 365, row 10, as in github.com/MicrosoftDocs/OfficeDocs-Enterprise/issues/755",
  },
  {
    who: "Microsoft (Safe Links)",
    networks: ["40.94.0.0/16"],
    source:
      "addresses in github.com/opencollective/opencollective/issues/3656, and in those that Adobe leaves out for Marketo",
  },
  {
    who: "Proofpoint",
    networks: ["67.231.144.0/20", "208.84.64.0/22", "208.86.200.0/22", "62.209.50.0/24", "91.209.104.0/24"],
    source: "proofpoint.my.site.com/support/PPSup_SupportInfo",
  },
  {
    who: "Proofpoint",
    networks: ["148.163.128.0/19", "185.132.180.0/22", "185.183.28.0/22"],
    source: "Microsoft’s list of vendors with throttling overrides; routes that AS52129 announces",
  },
  {
    who: "Mimecast",
    networks: [
      ...["205.139.110.0/23", "207.211.30.0/24", "63.128.21.0/24", "216.205.24.0/24", "170.10.128.0/22"],
      ...["170.10.132.0/23", "195.130.217.0/24", "185.58.84.0/22"],
    ],
    source: "routes that AS30031 and AS42427 announce",
  },
  {
    who: "Barracuda",
    networks: ["209.222.80.0/21", "64.235.144.0/20"],
    source:
      "campus.barracuda.com/product/emailgatewaydefense/doc/96023004; for the second its registration at ARIN, and Adobe’s list",
  },
];

const gateways = new BlockList();
for (const { networks } of gatewayNetworks)
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    gateways.addSubnet(address, Number(bits), familyOf(address));
  }

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}

/** Says whether an address belongs to a gateway’s network; false for what is no address. */
export function isGateway(address: string): boolean {
  return address !== "" && gateways.check(address, familyOf(address));
}

/** Says whether a program names itself as one that looks at links. An empty name is one, too: every browser has a name. */
export function isScanningAgent(agent: string): boolean {
  return agent === "" || scanningAgents.some(({ fits }) => fits.test(agent));
}

const engines = /^Mozilla\/5\.0 \(.+\) .*(AppleWebKit|Gecko|Trident)|^Opera\//;

/** Says whether a name is one that a browser, or the window of an app, has. */
export function isBrowser(agent: string): boolean {
  return engines.test(agent);
}

/** Says whether it is a browser whose requests may go through Private Relay, which changes the network in between. */
export function isApples(agent: string): boolean {
  return /iPhone|iPad|Macintosh.* Version\//.test(agent);
}

const fourWeeks = 28 * 24 * 60 * 60 * 1000;
/** Chrome 120 came out then, and a next one every four weeks. */
const chrome120 = Date.UTC(2023, 11, 5);
/** The last Chrome that runs on Windows 7 and 8: people with an old machine have it. */
const lastOnOldWindows = 109;

/**
 * Says whether a name is that of a Chrome that was three years old at the time: sandboxes keep the browser that they were built
 * with (79, 80, 96: github.com/gophish/gophish/issues/2446), while those of people update themselves.
 * @param at in milliseconds
 */
export function isFrozen(agent: string, at: number): boolean {
  const major = Number(/ Chrome\/(\d+)\./.exec(agent)?.[1] ?? Number.NaN);
  if (Number.isNaN(major) || major === lastOnOldWindows) return false;
  return major < 120 + (at - chrome120) / fourWeeks - 39;
}

/** The network of an address as its owner has it: 256 addresses, or a 64-bit network of IPv6. */
export function wideNetworkOf(address: string): string {
  return isIPv6(address) ? expanded(address) : address.slice(0, address.lastIndexOf("."));
}

/** The first four groups, zeros in full; `::1` and its like have no more. */
function expanded(address: string): string {
  const [front = "", back = ""] = address.toLowerCase().split("::");
  const head = front.split(":").filter(Boolean);
  const tail = back.split(":").filter(Boolean);
  const zeros = address.includes("::") ? Array<string>(Math.max(0, 8 - head.length - tail.length)).fill("0") : [];
  return [...head, ...zeros, ...tail].slice(0, 4).join(":");
}
