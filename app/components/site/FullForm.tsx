import { useContext, type ReactNode } from "react";
import { ConsentWording } from "#app/components/ui/ConsentWording.tsx";
import { FaultSummary } from "#app/components/ui/FaultSummary.tsx";
import { ForRobots } from "#app/components/ui/SignUp.tsx";
import { SiteContext } from "#app/components/ui/SiteContext.ts";
import { Said, useWords } from "#app/components/ui/Words.tsx";

/** The typed values and the token of a form; the `TypedSignUp` of app/http/signUpForm. */
type TypedInto = {
  email: string;
  name: string;
  lists: string[];
  topics: string[];
  source: string;
  wording?: string;
  form: string;
};

/** The fields of the form, and the values typed before. */
export type SignUpView = {
  lists: { slug: string; name: string; description: string }[];
  topics: { slug: string; name: string }[];
  typed: TypedInto;
  faults?: { email?: string; lists?: true };
  /** A suggested address instead of the typed one. */
  likely?: string;
};

/** The whole sign-up form; it works without JavaScript, and nothing is chosen beforehand (C-03). */
export function FullForm({ action, view }: { action: string; view: SignUpView }) {
  const words = useWords();
  const { typed, faults = {}, likely } = view;
  const { consent, wording } = useContext(SiteContext);
  return (
    <form method="post" action={action} target="_self" className="max-w-xl space-y-6">
      <FaultSummary
        faults={[
          ...(faults.email ? [{ said: faults.email, field: "sign-up-email" }] : []),
          ...(faults.lists ? [{ said: words("signUp.chooseOne"), field: "sign-up-lists" }] : []),
        ]}
      />
      {likely && <EnterKey />}
      <Email view={view} />
      <div>
        <label className="block text-sm font-semibold" htmlFor="sign-up-name">
          {words("signUp.name")}
        </label>
        <input
          className="field mt-2"
          id="sign-up-name"
          name="name"
          type="text"
          autoComplete="name"
          maxLength={80}
          dir="auto"
          defaultValue={typed.name}
        />
      </div>
      <Lists view={view} fault={faults.lists && words("signUp.chooseOne")} />
      <Topics view={view} />
      <ForRobots />
      <input type="hidden" name="source" value={typed.source} />
      <input type="hidden" name="wording" value={wording} />
      <input type="hidden" name="form" value={typed.form} />
      {likely && <input type="hidden" name="meant" value={typed.email} />}
      <div>
        <button className="button" type="submit">
          {words("signUp.subscribe")}
        </button>
        <p id="sign-up-consent" className="mt-3 text-sm leading-relaxed text-muted">
          <ConsentWording text={consent} />
        </p>
      </div>
    </form>
  );
}

function Email({ view: { typed, faults = {}, likely } }: { view: SignUpView }) {
  const words = useWords();
  const described = [faults.email && "sign-up-fault", likely && "sign-up-hint", "sign-up-consent"];
  return (
    <div>
      <label className="block text-sm font-semibold" htmlFor="sign-up-email">
        {words("signUp.email")}
      </label>
      {faults.email && <Fault id="sign-up-fault">{faults.email}</Fault>}
      <input
        className="field mt-2"
        id="sign-up-email"
        name="email"
        type="email"
        autoComplete="email"
        required
        dir="ltr"
        defaultValue={typed.email}
        aria-invalid={faults.email ? true : undefined}
        aria-describedby={described.filter(Boolean).join(" ")}
      />
      {likely && (
        <div
          id="sign-up-hint"
          className="mt-3 border-s-4 border-warn bg-sunken px-4 py-3 text-[0.9375rem] leading-relaxed"
        >
          <p className="font-medium">
            <Said
              text={(values) => words("signUp.didYouMean", { ...values, address: values.address ?? "" })}
              values={{ address: likely }}
              tags={{ b: (inner) => <bdi className="font-semibold">{inner}</bdi> }}
            />
          </p>
          <p className="mt-1 text-muted">{words("signUp.keepTyped")}</p>
          <button className="button-quiet mt-3" type="submit" name="instead" value={likely}>
            {words("signUp.useInstead", { address: likely })}
          </button>
        </div>
      )}
    </div>
  );
}

/** Enter presses a form's first button: it must be the one that accepts the typed values. */
function EnterKey() {
  return <button type="submit" className="not-for-people" tabIndex={-1} aria-hidden="true" />;
}

function Lists({ view: { lists, typed }, fault }: { view: SignUpView; fault?: string }) {
  const words = useWords();
  const [only] = lists;
  if (lists.length === 1 && only) return <input type="hidden" name="lists" value={only.slug} />;
  return (
    <fieldset id="sign-up-lists" tabIndex={-1} aria-describedby={fault ? "sign-up-lists-fault" : undefined}>
      <legend className="text-sm font-semibold">{words("signUp.lists")}</legend>
      {fault && <Fault id="sign-up-lists-fault">{fault}</Fault>}
      <input type="hidden" name="choose" value="1" />
      <div className="mt-2 space-y-1">
        {lists.map(({ slug, name, description }) => (
          <Choice key={slug} group="lists" value={slug} chosen={typed.lists.includes(slug)}>
            <bdi className="font-medium">{name}</bdi>
            {description && (
              <span className="block text-sm text-muted" dir="auto">
                {description}
              </span>
            )}
          </Choice>
        ))}
      </div>
    </fieldset>
  );
}

function Topics({ view: { topics, typed } }: { view: SignUpView }) {
  const words = useWords();
  if (topics.length === 0) return null;
  return (
    <fieldset aria-describedby="sign-up-topics-hint">
      <legend className="text-sm font-semibold">{words("signUp.topics")}</legend>
      <p id="sign-up-topics-hint" className="mt-1 text-sm text-muted">
        {words("signUp.topicsHint")}
      </p>
      <div className="mt-2 grid gap-x-6 gap-y-1 sm:grid-cols-2">
        {topics.map(({ slug, name }) => (
          <Choice key={slug} group="topics" value={slug} chosen={typed.topics.includes(slug)}>
            <bdi>{name}</bdi>
          </Choice>
        ))}
      </div>
    </fieldset>
  );
}

type ChoiceProps = { group: string; value: string; chosen: boolean; children: ReactNode };

function Choice({ group, value, chosen, children }: ChoiceProps) {
  return (
    <label className="flex min-h-11 cursor-pointer items-start gap-3 py-2.5 leading-6">
      <input className="choice mt-0.5" type="checkbox" name={group} value={value} defaultChecked={chosen} />
      <span className="min-w-0">{children}</span>
    </label>
  );
}

function Fault({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="mt-2 text-[0.9375rem] font-medium text-bad">
      {children}
    </p>
  );
}
