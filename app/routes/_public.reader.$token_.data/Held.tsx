import { Fragment, useContext, type ReactNode } from "react";
import { masked } from "#app/components/reader/Person.tsx";
import { Section } from "#app/components/reader/Section.tsx";
import { QuietLink } from "#app/components/reader/buttons.tsx";
import { Day } from "#app/components/ui/Day.tsx";
import { SiteContext } from "#app/components/ui/SiteContext.ts";
import { Said, useWords } from "#app/components/ui/Words.tsx";
import { monthIn } from "#app/i18n/dates.ts";
import type { Messages } from "#app/i18n/messages.ts";
import { transactionalKind } from "#app/models/deliveries/transactionalKinds.ts";
import type { HeldSubscription, PersonalData } from "#app/models/privacy/personalData.server.ts";
import { Clicks } from "./Clicks.tsx";
import { ConsentChain } from "./ConsentChain.tsx";
import { Lines } from "./Lines.tsx";
import { HeldAnswers } from "./HeldAnswers.tsx";
import { Replies } from "./Replies.tsx";
import { Returns } from "./Returns.tsx";

/** All personal data of a reader, as a page. */
export function HeldPage({ held, path }: { held: PersonalData; path: string }) {
  const words = useWords();
  return (
    <div className="mx-auto max-w-2xl pt-12 wrap-anywhere sm:pt-16">
      <h1 className="font-serif text-4xl leading-tight font-semibold text-balance">{words("reader.held.title")}</h1>
      <p className="mt-4 text-lg leading-relaxed">
        <Said
          text={({ email = "" }) => words("reader.whose", { email })}
          values={{ email: held.email }}
          tags={{ strong: masked }}
        />
      </p>
      <p className="mt-2 leading-relaxed text-muted">
        {words(held.isAnythingCounted ? "reader.held.leadCounted" : "reader.held.lead")}
      </p>
      <p className="mt-6 mb-10 flex flex-wrap gap-3">
        <QuietLink href={`${path}/data.json`}>{words("reader.data.download")}</QuietLink>
        <QuietLink href={path}>{words("reader.back")}</QuietLink>
      </p>
      <You held={held} />
      <Subscriptions held={held} />
      <Issues held={held} />
      <Digests held={held} />
      <Letters held={held} />
      <Clicks held={held} />
      <Returns held={held} />
      <Replies held={held} />
      <HeldAnswers held={held} />
      <div className="border-t border-rule py-9 sm:py-11">
        <ConsentChain events={held.consent} />
      </div>
    </div>
  );
}

function You({ held }: { held: PersonalData }) {
  const words = useWords();
  const { topics, addressChange, leaveReasons } = held;
  return (
    <Section id="you" title={words("reader.held.you")}>
      <dl className="mt-4 grid gap-x-8 sm:grid-cols-[11rem_minmax(0,1fr)] sm:gap-y-3">
        <Entry name={words("signUp.email")}>
          <span dir="ltr" className="break-all">
            {held.email}
          </span>
        </Entry>
        <Entry name={words("reader.held.name")}>
          <bdi>{held.name || words("reader.held.notGiven")}</bdi>
        </Entry>
        <Entry name={words("reader.held.since")}>
          <Day at={held.since} />
        </Entry>
        <Entry name={words("reader.held.topics")}>
          {topics.length > 0 ? <Names names={topics} /> : words("reader.held.topicsNone")}
        </Entry>
        {held.language && (
          <Entry name={words("reader.held.language")}>
            <bdi>{held.language}</bdi>
          </Entry>
        )}
        {held.notes.length > 0 && (
          <Entry name={words("reader.held.notes")}>
            {held.notes.map(({ name, value }) => (
              <p key={name}>
                <bdi>{name}</bdi>: <bdi>{value}</bdi>
              </p>
            ))}
          </Entry>
        )}
        {leaveReasons.length > 0 && (
          <Entry name={words("reader.held.reasons")}>
            {leaveReasons.map(({ list, reason, remark, at }) => (
              <p key={list}>
                <bdi>{list}</bdi>: {reasonWords(words, reason)} {remark && <q dir="auto">{remark}</q>} (<Day at={at} />)
              </p>
            ))}
          </Entry>
        )}
      </dl>
      {addressChange && (
        <p className="mt-4">
          {addressChange.doneAt === null
            ? words("reader.held.change", { next: addressChange.to })
            : words("reader.held.changeDone", { next: addressChange.to })}{" "}
          (<Day at={addressChange.doneAt ?? addressChange.askedAt} />)
        </p>
      )}
      {held.newAddress && (
        <p className="mt-4 wrap-anywhere">
          {words("reader.held.moved", { next: held.newAddress.to })} (<Day at={held.newAddress.at} />)
        </p>
      )}
      {held.leavings.flatMap(({ list, issue, at }) =>
        issue === null ? (
          []
        ) : (
          <p key={list} className="mt-4">
            {words("reader.held.leftAfter", { list, number: issue })} (<Day at={at} />)
          </p>
        ),
      )}
      <Came held={held} />
    </Section>
  );
}

/** Their coming, the last sign of them, and a sign-up that waits. */
function Came({ held }: { held: PersonalData }) {
  const words = useWords();
  return (
    <>
      {held.lastSign && (
        <p className="mt-4">
          {words("reader.held.lastSign")}: <Day at={held.lastSign.at} />
        </p>
      )}
      {held.cameByLink && (
        <p className="mt-4">
          {words("reader.held.cameByLink")} (<Day at={held.cameByLink.askedAt} />)
        </p>
      )}
      {held.cameByTheirLink.length > 0 && (
        <p className="mt-4">{words("reader.held.cameByTheirs", { count: held.cameByTheirLink.length })}</p>
      )}
      {held.signUps.map(({ at, source }, i) => (
        <p key={i} className="mt-4">
          {words("reader.held.signUp")} (<bdi>{source}</bdi>, <Day at={at} />)
        </p>
      ))}
    </>
  );
}

function Names({ names }: { names: string[] }) {
  const words = useWords();
  return names.map((name, i) => (
    <Fragment key={name}>
      {i > 0 && words("article.betweenTopics")}
      <bdi>{name}</bdi>
    </Fragment>
  ));
}

function Entry({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="mb-4 sm:mb-0">{children}</dd>
    </>
  );
}

function Subscriptions({ held }: { held: PersonalData }) {
  const words = useWords();
  return (
    <Section id="subscriptions" title={words("reader.held.subscriptions")}>
      <Lines
        lines={held.subscriptions.map((one) => ({
          main: one.list,
          beside: [
            statusWords(words, one.status),
            words(one.frequency === "monthly" ? "reader.lists.monthly" : "reader.lists.every"),
          ].join(" · "),
          pausedUntil: one.pausedUntil,
          small: wishWords(words, one.wishes),
          at: one.endedAt ?? one.confirmedAt ?? one.createdAt,
        }))}
        none={words("reader.held.lettersNone")}
      />
    </Section>
  );
}

function Issues({ held }: { held: PersonalData }) {
  const words = useWords();
  return (
    <Section id="issues" title={words("reader.held.issues")}>
      <Lines
        lines={held.deliveries.map((one) => ({
          main: words("reader.held.issue", { number: one.issue, subject: one.subject }),
          beside: stateWords(words, one.state),
          small: one.reply ? words("reader.held.said", { reply: one.reply }) : undefined,
          at: one.at,
        }))}
        none={words("reader.held.issuesNone")}
      />
    </Section>
  );
}

/** Months as text, because `2026-11` is not readable. */
function Digests({ held }: { held: PersonalData }) {
  const words = useWords();
  const { language } = useContext(SiteContext);
  if (held.digests.length === 0) return null;
  return (
    <Section id="digests" title={words("reader.held.digests")}>
      <Lines
        lines={held.digests.map((one) => ({
          main: words("reader.held.digest", {
            month: monthIn(language, one.month),
            list: one.list,
          }),
          beside: stateWords(words, one.state),
          small: one.reply ? words("reader.held.said", { reply: one.reply }) : undefined,
          at: one.at,
        }))}
        none=""
      />
    </Section>
  );
}

function Letters({ held }: { held: PersonalData }) {
  const words = useWords();
  return (
    <Section id="letters" title={words("reader.held.letters")}>
      <Lines
        lines={held.letters.map((one) => ({
          main: words(`reader.held.${transactionalKind(one.kind)?.heldAs ?? "letterOther"}`),
          beside: stateWords(words, one.state),
          small: one.reply ? words("reader.held.said", { reply: one.reply }) : undefined,
          at: one.at,
        }))}
        none={words("reader.held.lettersNone")}
      />
    </Section>
  );
}

function wishWords(words: Messages, wishes: HeldSubscription["wishes"]): string | undefined {
  if (!wishes) return undefined;
  const name = wishes.name && words("reader.held.wishesName", { name: wishes.name });
  const topics = wishes.topics.length > 0 && words("reader.held.wishesTopics", { topics: wishes.topics.join(", ") });
  return [name, topics].filter(Boolean).join(" ");
}

function statusWords(words: Messages, status: string): string {
  if (status === "active") return words("reader.held.statusActive");
  return words(status === "pending" ? "reader.held.statusPending" : "reader.held.statusEnded");
}

function stateWords(words: Messages, state: string): string {
  if (state === "queued") return words("reader.held.stateQueued");
  if (state === "sending") return words("reader.held.stateSending");
  if (state === "accepted") return words("reader.held.stateAccepted");
  if (state === "refused") return words("reader.held.stateRefused");
  if (state === "uncertain") return words("reader.held.stateUncertain");
  return words(state === "withdrawn" ? "reader.held.stateWithdrawn" : "reader.held.stateCancelled");
}

function reasonWords(words: Messages, reason: string): string {
  if (reason === "often") return words("reader.left.reasonOften");
  if (reason === "topic") return words("reader.left.reasonTopic");
  if (reason === "quality") return words("reader.left.reasonQuality");
  return words(reason === "unasked" ? "reader.left.reasonUnasked" : "reader.left.reasonOther");
}
