import { useContext } from "react";
import { SignUpForm } from "#app/components/ui/SignUp.tsx";
import { SiteContext } from "#app/components/ui/SiteContext.ts";
import { useDir, useWords } from "#app/components/ui/Words.tsx";

/** The top of the front page: the pitch and the sign-up form. */
export function Pitch() {
  const [words, dir] = [useWords(), useDir()];
  const { pitch } = useContext(SiteContext);
  return (
    <section
      aria-label={words("site.subscribe")}
      className="grid gap-x-14 gap-y-7 py-10 sm:py-14 lg:grid-cols-[1.15fr_1fr] lg:items-center"
    >
      <p
        dir={dir(pitch)}
        className="font-serif text-2xl leading-snug text-balance first-letter:uppercase sm:text-[2rem]"
      >
        {pitch}
      </p>
      <SignUpForm source="/" />
    </section>
  );
}
