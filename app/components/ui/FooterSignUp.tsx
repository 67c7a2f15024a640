import { useContext } from "react";
import { ConsentWording } from "./ConsentWording.tsx";
import { ForRobots } from "./SignUp.tsx";
import { SiteContext } from "./SiteContext.ts";
import { useWords } from "./Words.tsx";

/** Pages with their own form, and pages to confirm or to leave. */
const without =
  /^\/($|articles\/.|issues\/.|subscribe|with\/|confirm\/|unsubscribe|one-click\/|reader|draft\/|answer\/)/;

/** The sign-up form at the end of every other page. It has no token, so that such pages can be cached. */
export function FooterSignUp({ path }: { path: string }) {
  const words = useWords();
  const { name, consent, wording } = useContext(SiteContext);
  if (without.test(path)) return null;
  return (
    <form method="post" action="/subscribe" className="mb-6 w-full border-b border-rule pb-8">
      <label className="block font-serif text-xl font-semibold" htmlFor="footer-sign-up-email">
        {words("signUp.byMail", { name })}
      </label>
      <div className="mt-3 flex max-w-xl flex-col gap-3 sm:flex-row">
        <input
          className="field"
          id="footer-sign-up-email"
          name="email"
          type="email"
          autoComplete="email"
          required
          dir="ltr"
          placeholder={words("signUp.email")}
          aria-describedby="footer-sign-up-consent"
        />
        <button className="button" type="submit">
          {words("signUp.subscribe")}
        </button>
      </div>
      <ForRobots />
      <input type="hidden" name="source" value={path} />
      <input type="hidden" name="wording" value={wording} />
      <p id="footer-sign-up-consent" className="mt-3 leading-relaxed text-muted">
        <ConsentWording text={consent} />
      </p>
    </form>
  );
}
