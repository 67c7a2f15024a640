/** The mail services whose webhooks we hear, and whose SMTP servers hand our reference back. */
export type MailProvider = "ses" | "mailgun" | "postmark" | "sendgrid" | "sparkpost" | "resend" | "mailjet" | "brevo";

/** `secret`: what proves a request to be theirs; `name` ends its variable, `like` is one of them, `words` says what it is. */
type Settings = { title: string; secret: { name: string; like: RegExp; words: string } };

/** The password of a webhook with Basic authentication: it stands in a URL, so it needs no percent-encoding. */
const password = {
  name: "PASSWORD",
  like: /^[\w.~-]{16,200}$/,
  words:
    "a password of 16 to 200 letters, digits and - . _ ~ that you make up (openssl rand -hex 24) and enter in the address of the webhook",
};

/** Every service. The variable of each is `WEBHOOK_` with its name and that of its secret. */
export const mailProviders: Record<MailProvider, Settings> = {
  ses: {
    title: "Amazon SES",
    secret: {
      name: "TOPICS",
      like: /^arn:aws[\w-]*:sns:[a-z0-9-]{3,}:\d{12}:[\w-]{1,256}$/,
      words: "the ARNs of the SNS topics that SES publishes to, like arn:aws:sns:eu-west-1:123456789012:bounces",
    },
  },
  mailgun: {
    title: "Mailgun",
    secret: {
      name: "KEY",
      like: /^[\x21-\x2b\x2d-\x7e]{16,200}$/,
      words: "the HTTP webhook signing key of Mailgun’s settings, not an API key",
    },
  },
  postmark: { title: "Postmark", secret: password },
  sendgrid: {
    title: "SendGrid",
    secret: {
      name: "KEY",
      like: /^MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE[A-Za-z0-9+/]{86}==$/,
      words: "the public verification key of the signed event webhook, in one line, beginning with MFkw",
    },
  },
  sparkpost: { title: "SparkPost", secret: password },
  resend: {
    title: "Resend",
    secret: {
      name: "KEY",
      like: /^whsec_[A-Za-z0-9+/]{22,120}={0,2}$/,
      words: "the signing secret of the webhook’s page, beginning with whsec_",
    },
  },
  mailjet: { title: "Mailjet", secret: password },
  brevo: { title: "Brevo", secret: password },
};

export const mailProviderNames = Object.keys(mailProviders) as MailProvider[];

/** True for the name of a service, as it stands in a path or in the environment. */
export function isMailProvider(name: string): name is MailProvider {
  return Object.hasOwn(mailProviders, name);
}

/** The variable with the secrets of a webhook, the current one first. */
export function webhookVariable(provider: MailProvider): string {
  return `WEBHOOK_${provider.toUpperCase()}_${mailProviders[provider].secret.name}`;
}

/** The secrets of each webhook that is set up; of the others there are none, and their addresses lead nowhere. */
export type WebhookSecrets = Partial<Record<MailProvider, [string, ...string[]]>>;
