import { plainValue } from "./headers.server.ts";

/** The state of a person at the former service. */
export type SourceState = "active" | "unconfirmed" | "inactive" | "left" | "bounced" | "complained" | "blocked";

/** `weight`: of two states of one person the heavier wins. `means`: the description for people. */
export const sourceStates: Record<SourceState, { weight: number; means: string }> = {
  active: { weight: 0, means: "gets mail there" },
  unconfirmed: { weight: 1, means: "never confirmed there" },
  inactive: { weight: 2, means: "gets no mail there, and did not leave: paused, disabled, never asked for it" },
  left: { weight: 3, means: "left there" },
  blocked: { weight: 4, means: "must not be written to there" },
  bounced: { weight: 5, means: "mail to them came back" },
  complained: { weight: 6, means: "called it spam" },
};

/** States that forbid mail: they become an ended subscription or a suppression. */
export type FormerState = "left" | "bounced" | "complained" | "blocked";

export function isFormer(state: SourceState): state is FormerState {
  return sourceStates[state].weight >= sourceStates.left.weight;
}

/**
 * How a column tells a state. `words`: its values are states, by `stateWords` and its own. `flag`: yes or no, or the
 * time of a yes; null tells nothing. `empty`: the state of an empty cell, none unless given. `perhaps`: the name is
 * ambiguous (a state of the USA), so the column counts only when one of its values is a state.
 */
export type StateColumn = { empty?: SourceState; perhaps?: true } & (
  | { kind: "words"; words?: Record<string, SourceState> }
  | { kind: "flag"; yes: SourceState | null; no: SourceState | null }
);

/**
 * A program whose exports are known. `has`: sets of headers, any of which identifies it. `columns`: differences from
 * `stateColumns`, null for a column that tells nothing. `whole`: a header that only the file of one state has. `address`: the
 * header that its address columns share, of which the first is the person's main one.
 */
export type ImportFormat = {
  name: string;
  has: string[][];
  columns?: Record<string, StateColumn | null>;
  whole?: Record<string, SourceState>;
  address?: string;
};

const isWhen = (yes: SourceState): StateColumn => ({ kind: "flag", yes, no: null });
const isUnless = (no: SourceState, empty?: SourceState): StateColumn => ({
  kind: "flag",
  yes: null,
  no,
  ...(empty && { empty }),
});
const words = (own?: Record<string, SourceState>): StateColumn => ({ kind: "words", ...(own && { words: own }) });
const nothing = null;

/** Headers are in the form of `plainHeader`. This is the one table of formats: a new format is a new line. */
export const importFormats = {
  pressrun: {
    name: "Pressrun",
    has: [["subscribedat", "confirmedat", "endedat", "suppressedat"]],
    columns: {
      // The status column tells who never confirmed; readers imported earlier have no time here either.
      confirmedat: nothing,
      status: words({ ended: "left", pending: "unconfirmed" }),
      suppressedfor: words({
        ...{ hardbounce: "bounced", softbounces: "bounced", complaint: "complained", operator: "blocked" },
        erased: "blocked",
      }),
    },
  },
  mailchimp: {
    name: "Mailchimp",
    has: [["leid", "euid"]],
    whole: { unsubtime: "left", cleantime: "bounced" },
  },
  substack: { name: "Substack", has: [["emaildisabled", "activesubscription"]] },
  ghost: {
    name: "Ghost",
    has: [["subscribedtoemails"]],
    columns: { status: words({ free: "active", paid: "active", comped: "active", gift: "active" }) },
  },
  beehiiv: {
    name: "beehiiv",
    has: [
      ["status", "subscriptiontier"],
      ["status", "referralcode"],
      ["status", "subscriptionpremiumtiernames"],
    ],
    columns: { status: words({ inactive: "left", needsattention: "inactive", needsapproval: "unconfirmed" }) },
  },
  listmonk: { name: "listmonk", has: [["uuid", "attributes", "status"]] },
  keila: { name: "Keila", has: [["email", "firstname", "lastname", "data"]] },
  kit: {
    name: "Kit",
    has: [["emailaddress", "createdat", "state"]],
    // Kit calls subscribers inactive who have not confirmed.
    columns: { state: words({ inactive: "unconfirmed" }) },
  },
  buttondown: {
    name: "Buttondown",
    has: [["subscribertype"], ["type", "creationdate"], ["type", "secondaryid"], ["undeliverabilitydate"]],
    columns: buttondownColumns(),
  },
  phplist: {
    name: "phpList",
    has: [
      ["confirmed", "blacklisted"],
      ["istheemailofthisuserconfirmed"],
      ["isthissubscriberconfirmed"],
      ["isthisuserblacklisted"],
    ],
    columns: {
      confirmed: isUnless("unconfirmed", "unconfirmed"),
      // How the confirmation was made; the column `confirmed` decides.
      optedin: nothing,
      didthisusermanuallyconfirm: nothing,
      didthissubscribermanuallyconfirm: nothing,
    },
  },
  brevo: { name: "Brevo", has: [["addedtime", "modifiedtime"], ["emailblacklisted"], ["emailblocklisted"]] },
  mailerlite: {
    name: "MailerLite",
    has: [
      ["subscriber", "sent", "opens", "clicks"],
      ["subscriber", "sent", "opened", "clicked"],
    ],
    columns: { status: words({ junk: "complained" }) },
  },
  sendy: {
    name: "Sendy",
    has: [["lastactivity", "status"]],
    // Sendy still writes to soft bounces; their owners have not unsubscribed.
    columns: { status: words({ softbounced: "inactive" }) },
  },
  mailtrain: { name: "Mailtrain", has: [["cid", "hashemail"]] },
  campaignmonitor: {
    name: "Campaign Monitor",
    has: [
      ["emailaddress", "listjoineddate"],
      ["emailaddress", "consenttotrack"],
      ["emailaddress", "permissiontotrack"],
    ],
    columns: { state: words() },
  },
  // Its users have accounts; whether they agreed to get mail is what the operator says of them.
  wordpress: {
    name: "WordPress",
    has: [["userlogin", "useremail"]],
    columns: { userstatus: nothing, status: nothing, spam: isWhen("blocked"), deleted: isWhen("left") },
  },
  google: {
    name: "Google Contacts",
    has: [
      ["emailvalue", "labels"],
      ["emailvalue", "groupmembership"],
      ["emaillabel", "emailvalue"],
      ["emailtype", "emailvalue"],
    ],
    address: "emailvalue",
  },
  outlook: {
    name: "Outlook",
    has: [
      ["emailaddress", "emailtype"],
      ["emailaddress", "emaildisplayname"],
    ],
    address: "emailaddress",
  },
  klaviyo: { name: "Klaviyo", has: [["emailmarketingconsent"]] },
} as const satisfies Record<string, ImportFormat>;

export type FormatName = keyof typeof importFormats;

/** The format that a file's headers are of, in the form of `plainHeader`; null for none that is known. */
export function formatOf(plain: string[]): ImportFormat | null {
  const formats: ImportFormat[] = Object.values(importFormats);
  return formats.find(({ has }) => has.some((set) => set.every((header) => plain.includes(header)))) ?? null;
}

function buttondownColumns(): Record<string, StateColumn> {
  const types = words({
    ...{ regular: "active", premium: "active", gifted: "active", trialed: "active", pastdue: "active" },
    ...{ churning: "active", churned: "inactive", unpaid: "inactive", upstream: "inactive" },
  });
  return { subscribertype: types, type: types, status: types };
}

/** The meaning of a column's header in any file, by `plainHeader`. */
export const stateColumns: Record<string, StateColumn> = {
  ...each(
    "status statut статус статусподписки subscriptionstatus subscriberstatus memberstatus emailstatus contactstatus " +
      "mailingstatus newsletterstatus marketingstatus emailmarketingstatus emailmarketingconsent emailmarketing " +
      "emailsubscriptionstatus consentstatus optinstatus optstatus emailpermissionstatus subscribertype abostatus " +
      "statusabo statutabonnement estadodesuscripcion stavodberu",
    words(),
  ),
  ...each("state estado stato stav stan", { kind: "words", perhaps: true }),
  ...each(
    "unsubscribed unsubscribedat unsubscribedon unsubscribedate unsubscribeddate unsubscribetime unsubtime unsubdate " +
      "unsubscriptiondate unsubscriptiontime dateunsubscribed unsubscribetimestamp unsubscribedtimestamp dateoptedout unsubscribe optout optedout optedoutat optoutdate optouttime emailoptout " +
      "emailoptedout hasoptedoutofemail unsubscribedfromemail unsubscribedfromallemail emailunsubscribed " +
      "globalunsubscribe globallyunsubscribed emaildisabled deletedat endedat leftat left cancelledat canceledat " +
      "abgemeldet abgemeldetam abmeldedatum austragung ausgetragen desabonne desinscrit datededesinscription " +
      "datededesabonnement fechadebaja dadodebaja disiscritto datadisiscrizione uitgeschreven uitgeschrevenop " +
      "afmeldt avregistrerad wypisany датаотписки отписан",
    isWhen("left"),
  ),
  ...each(
    "bounced bouncedat bouncedate bouncetime hardbounced hardbounce hardbouncedat hardbouncedate emailhardbounced " +
      "cleaned cleanedat cleantime undeliverable undeliverableat undeliverabilitydate unzustellbar",
    isWhen("bounced"),
  ),
  ...each(
    "complained complainedat complaint complaintdate complainttime markedasspam markedspam reportedspam spamcomplaint",
    isWhen("complained"),
  ),
  ...each(
    "blacklisted blacklist isblacklisted blocklisted blocklist blocked emailblacklisted emailblacklist " +
      "emailblocklisted emailblocklist isthisuserblacklisted isthissubscriberblacklisted suppressed suppressedat " +
      "suppressedfor emailsuppressions donotemail donotmail donotcontact dnc gesperrt banned",
    isWhen("blocked"),
  ),
  ...each("disabled isdisabled isthisaccountdisabled paused archived archivedat", isWhen("inactive")),
  ...each("subscribed issubscribed subscribedtoemails emailsubscribed abonniert", isUnless("left", "inactive")),
  ...each("optin optedin emailoptin emailoptedin acceptsmarketing acceptsemailmarketing", isUnless("inactive")),
  ...each("active isactive enabled aktiv actif activo ativo attivo", { ...isUnless("inactive"), perhaps: true }),
  ...each("newsletter consent mailings emails", { ...isUnless("inactive"), perhaps: true }),
  ...each(
    "confirmed isconfirmed confirmedat confirmedon doubleoptin doubleoptinconfirmed optinconfirmed emailconfirmed " +
      "emailverified istheemailofthisuserconfirmed isthissubscriberconfirmed bestatigt",
    isUnless("unconfirmed", "unconfirmed"),
  ),
};

/** The meaning of a value in any state column, by `plainValue`. */
export const stateWords: Record<string, SourceState> = {
  ...each(
    "active subscribed subscriber enabled confirmed optin optedin doubleoptin singleoptin live " +
      "aktiv angemeldet abonniert bestatigt actif abonne inscrit confirme activo suscrito confirmado ativo inscrito " +
      "attivo iscritto confermato actief ingeschreven aktivni aktywny активен активный подписан مشترك",
    "active",
  ),
  ...each(
    "unconfirmed notconfirmed pending pendingconfirmation awaitingconfirmation waiting unactivated validating " +
      "unverified notverified optinpending unbestatigt ausstehend enattente nonconfirme pendiente pendente " +
      "nonconfermato inattesa onbevestigd неподтвержден",
    "unconfirmed",
  ),
  ...each(
    "inactive disabled deactivated paused suspended nonsubscribed notsubscribed neversubscribed transactional archived " +
      "softbounce softbounced invalid inaktiv inactif inactivo inativo inattivo inactief неактивен",
    "inactive",
  ),
  ...each(
    "unsubscribed unsubscribe unsub optout optedout cancelled canceled left removed deleted withdrawn " +
      "abgemeldet ausgetragen desabonne desinscrit baja dadodebaja cancelado descadastrado disiscritto cancellato " +
      "uitgeschreven afmeldt avregistrerad avmeldt odhlasen wypisany отписан отписался",
    "left",
  ),
  ...each(
    "bounced bounce hardbounce hardbounced bouncing cleaned undeliverable undelivered unreachable unzustellbar rebotado",
    "bounced",
  ),
  ...each(
    "complained complaint complainer spam spamcomplaint spamreport markedasspam markedspam reportedspam abuse",
    "complained",
  ),
  ...each(
    "blacklisted blacklist blocklisted blocklist blocked suppressed banned spammy donotmail donotemail donotcontact dnc " +
      "gesperrt bloque bloqueado bloccato",
    "blocked",
  ),
};

/** Columns with the time of agreement, best first. */
export const agreedColumns = (
  "confirmtime confirmedat confirmedon confirmdate confirmationdate optintime optindate optinat optedinat consentdate " +
  "consentat consenttimestamp emailmarketingconsenttimestamp subscribedat subscribedon subscribed subscribetime " +
  "subscribedate subscriptiondate signupdate signedupat signuptime joinedat joindate datejoined anmeldedatum " +
  "dateadded addedtime addedat createdat created createdate createddate creationdate datecreated entered listjoineddate userregistered"
).split(" ");

/** File names that give the state of a whole file when nothing inside does: `unsubscribed_members.csv`. */
export const stateFileNames: [RegExp, SourceState][] = [
  [/non-?_?subscribed|inactive|disabled|archived|inaktiv/i, "inactive"],
  [/un-?_?confirmed|not[-_ ]?confirmed|pending/i, "unconfirmed"],
  [
    /unsub|opt(ed)?[-_ ]?outs?|abgemeldet|abmeld|desabonn|desinscri|disiscritt|отпис|cancel+ed|removed|deleted/i,
    "left",
  ],
  [/(?<![a-z])(left|former|ehemalige)(?![a-z])/i, "left"],
  [/cleaned|bounce|undeliver|unzustellbar/i, "bounced"],
  [/complain|spam/i, "complained"],
  [/suppress|bl(ack|ock)[-_ ]?list|do[-_ ]?not[-_ ]?(e?mail|contact)/i, "blocked"],
];

function each<T>(names: string, value: T): Record<string, T> {
  return Object.fromEntries(names.split(" ").map((name) => [plainValue(name), value]));
}
