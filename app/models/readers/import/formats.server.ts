/** What the place that people come from says of one of them. */
export type SourceState = "active" | "unconfirmed" | "inactive" | "left" | "bounced" | "complained" | "blocked";

/** `weight`: of two words about one person the heavier holds; `means`: for people. */
export const sourceStates: Record<SourceState, { weight: number; means: string }> = {
  active: { weight: 0, means: "gets mail there" },
  unconfirmed: { weight: 1, means: "never confirmed there" },
  inactive: { weight: 2, means: "gets no mail there, and did not leave: paused, disabled, never asked for it" },
  left: { weight: 3, means: "left there" },
  blocked: { weight: 4, means: "must not be written to there" },
  bounced: { weight: 5, means: "mail to them came back" },
  complained: { weight: 6, means: "called it spam" },
};

/** Those who may never be written to because of the file: they become an ended subscription or a suppression. */
export type FormerState = "left" | "bounced" | "complained" | "blocked";

export function isFormer(state: SourceState): state is FormerState {
  return sourceStates[state].weight >= sourceStates.left.weight;
}

/**
 * How a column tells of a state. `words`: its values are states, by `stateWords` and its own. `flag`: yes or no, or the
 * time of a yes; null says nothing. `empty`: what an empty cell says, nothing unless given. `perhaps`: its name may mean
 * something else (a state of the USA), so it counts only when one of its values is a state.
 */
export type StateColumn = { empty?: SourceState; perhaps?: true } & (
  | { kind: "words"; words?: Record<string, SourceState> }
  | { kind: "flag"; yes: SourceState | null; no: SourceState | null }
);

/**
 * A program whose exports are known. `has`: headers that give it away, any one of the sets; `columns`: what its columns
 * say where that is not what `stateColumns` says, null for nothing; `whole`: a header that stands only in the file of
 * those in one state.
 */
export type ImportFormat = {
  name: string;
  has: string[][];
  columns?: Record<string, StateColumn | null>;
  whole?: Record<string, SourceState>;
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

/** Headers as `plainHeader` has them. The one table of formats: a new one is a new line. */
export const importFormats = {
  pressrun: {
    name: "Pressrun",
    has: [["subscribedat", "confirmedat", "endedat", "suppressedat"]],
    columns: {
      // What never was confirmed says so in its status; a former reader of before has no time there either.
      confirmedat: nothing,
      status: words({ ended: "left", pending: "unconfirmed" }),
      suppressedfor: words({ hardbounce: "bounced", complaint: "complained", operator: "blocked", erased: "blocked" }),
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
  keila: { name: "Keila", has: [["data", "externalid", "status"]] },
  kit: {
    name: "Kit",
    has: [["emailaddress", "createdat", "state"]],
    // Kit calls inactive who has not confirmed.
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
      // Whether they clicked themselves or were entered as confirmed; `confirmed` has the last word.
      optedin: nothing,
      didthisusermanuallyconfirm: nothing,
      didthissubscribermanuallyconfirm: nothing,
    },
  },
  brevo: { name: "Brevo", has: [["addedtime", "modifiedtime"], ["emailblacklisted"], ["emailblocklisted"]] },
  mailerlite: {
    name: "MailerLite",
    has: [["subscriber", "sent", "opened", "clicked"]],
    columns: { status: words({ junk: "complained" }) },
  },
  sendy: {
    name: "Sendy",
    has: [["lastactivity", "status"]],
    // Sendy goes on writing to a soft bounce, and nothing says that its owner left.
    columns: { status: words({ softbounced: "inactive" }) },
  },
  klaviyo: { name: "Klaviyo", has: [["emailmarketingconsent"]] },
} as const satisfies Record<string, ImportFormat>;

function buttondownColumns(): Record<string, StateColumn> {
  const types = words({
    ...{ regular: "active", premium: "active", gifted: "active", trialed: "active", pastdue: "active" },
    ...{ churning: "active", churned: "inactive", unpaid: "inactive", upstream: "inactive" },
  });
  return { subscribertype: types, type: types, status: types };
}

/** What a column's header says in any file, by `plainHeader`. */
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
      "unsubscriptiondate unsubscriptiontime unsubscribe optout optedout optedoutat optoutdate optouttime emailoptout " +
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

/** What a value says in any column of states, by `plainValue`. */
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

/** Where a file keeps when somebody agreed, the surest first. */
export const agreedColumns = (
  "confirmtime confirmedat confirmedon confirmdate confirmationdate optintime optindate optinat optedinat consentdate " +
  "consentat consenttimestamp emailmarketingconsenttimestamp subscribedat subscribedon subscribed subscribetime " +
  "subscribedate subscriptiondate signupdate signedupat signuptime joinedat joindate datejoined anmeldedatum " +
  "dateadded addedtime addedat createdat created createdate createddate creationdate datecreated entered"
).split(" ");

/** Said of a whole file by its name, when nothing in it does: `unsubscribed_members.csv`. */
export const stateFileNames: [RegExp, SourceState][] = [
  [/non-?_?subscribed/i, "inactive"],
  [/unsub|opt(ed)?[-_ ]?outs?|abgemeldet|abmeld|desabonn|desinscri|cancel+ed/i, "left"],
  [/cleaned|bounce|undeliver/i, "bounced"],
  [/complain|spam/i, "complained"],
  [/suppress|bl(ack|ock)[-_ ]?list|do[-_ ]?not[-_ ]?(e?mail|contact)/i, "blocked"],
];

function each<T>(names: string, value: T): Record<string, T> {
  return Object.fromEntries(names.split(" ").map((name) => [name, value]));
}
