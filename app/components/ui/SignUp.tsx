import { useContext } from "react";
import { ConsentWording } from "./ConsentWording.tsx";
import { SiteContext } from "./SiteContext.ts";
import { useDir, useWords } from "./Words.tsx";

type FormProps = {
  /** The path of the form's page; stored with the consent. */
  source: string;
  /** The typed value, when it had an error. */
  email?: string;
  fault?: string;
};

/** The briefing's name, its pitch and the sign-up form. */
export function SignUpBox({ source }: { source: string }) {
  const { name, pitch } = useContext(SiteContext);
  const dir = useDir();
  return (
    <section aria-labelledby="sign-up-heading" className="border-y border-rule bg-sunken px-5 py-9 sm:px-10">
      <h2 id="sign-up-heading" dir={dir(name)} className="font-serif text-[1.75rem] leading-tight font-semibold">
        {name}
      </h2>
      <p dir={dir(pitch)} className="mt-2 mb-6 font-serif text-lg leading-normal text-muted first-letter:uppercase">
        {pitch}
      </p>
      <SignUpForm source={source} />
    </section>
  );
}

export function SignUpForm({ source, email, fault }: FormProps) {
  const words = useWords();
  const { consent, wording } = useContext(SiteContext);
  return (
    <form method="post" action="/subscribe" className="max-w-xl">
      <label className="block text-sm font-semibold" htmlFor="sign-up-email">
        {words("signUp.email")}
      </label>
      {fault && (
        <p id="sign-up-fault" className="mt-2 text-[0.9375rem] font-medium text-bad">
          {fault}
        </p>
      )}
      <div className="mt-2 flex flex-col gap-3 sm:flex-row">
        <input
          className="field"
          id="sign-up-email"
          name="email"
          type="email"
          autoComplete="email"
          dir="ltr"
          required
          defaultValue={email}
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault ? "sign-up-fault sign-up-consent" : "sign-up-consent"}
        />
        <button className="button" type="submit">
          {words("signUp.subscribe")}
        </button>
      </div>
      <ForRobots />
      <input type="hidden" name="source" value={source} />
      <input type="hidden" name="wording" value={wording} />
      <p id="sign-up-consent" className="mt-3 text-sm leading-relaxed text-muted">
        <ConsentWording text={consent} />
      </p>
    </form>
  );
}

/** A field that people do not see; only robots fill it in (C-23). */
export function ForRobots() {
  const words = useWords();
  return (
    <div className="not-for-people" aria-hidden="true">
      <label htmlFor="sign-up-website">{words("signUp.website")}</label>
      <input id="sign-up-website" name="website" type="text" tabIndex={-1} autoComplete="off" />
    </div>
  );
}
