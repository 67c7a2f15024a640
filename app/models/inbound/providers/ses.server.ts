import { logAction } from "#app/models/auditLog.server.ts";
import { referenceField, referenceName, type Provider } from "./provider.server.ts";
import { readSesEvent } from "./sesEvents.server.ts";
import { confirmSubscription, isFromSns } from "./snsSignature.server.ts";
import { parsedJson, textAt } from "./values.ts";

/** Amazon SES, which publishes its events by Amazon SNS. */
export const ses: Provider = {
  verify: isFromSns,
  async greet(context, message) {
    const type = textAt(message, "Type");
    const topic = textAt(message, "TopicArn")!;
    if (type === "SubscriptionConfirmation") {
      if (!(await confirmSubscription(context, message))) return "refused";
      await logAction(context, "webhook", "confirmed a topic of Amazon SNS", topic);
    } else if (type === "UnsubscribeConfirmation") {
      context.log.warn({ topic }, "Amazon SNS will not tell us any more what happens to mail: the subscription ended");
      await logAction(context, "webhook", "was taken off a topic of Amazon SNS", topic);
    } else return "none";
    return "answered";
  },
  events: (message, { body }) => {
    const isNotice = /^Successfully validated SNS topic/.test(textAt(message, "Message") ?? "");
    return isNotice ? [] : [{ id: textAt(message, "MessageId")!, raw: body }];
  },
  read: (message) => {
    // Its notifications are 256 KB at most, and `textAt` cuts.
    const inside = (message as { Message?: unknown } | undefined)?.Message;
    return readSesEvent(parsedJson(typeof inside === "string" ? inside : ""));
  },
  fields: (reference) => [
    ["X-SES-MESSAGE-TAGS", `${referenceName}=${reference}`],
    [referenceField, reference],
  ],
};
