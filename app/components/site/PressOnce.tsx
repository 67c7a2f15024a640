import { useContext } from "react";
import { mailLink, Said, useWords } from "#app/components/ui/Words.tsx";
import type { SignUpView } from "./FullForm.tsx";
import { NonceContext } from "./Nonce.tsx";

type PressProps = {
  action: string;
  typed: SignUpView["typed"];
  /** The browser's proof of work, during a flood alarm. */
  challenge: string | null;
  tooFast: boolean;
  /** The purpose: a confirmation, or the link to a reader's page. */
  lead?: "signUp.pressLead" | "reader.ask.pressLead";
};

/** Asks for one more button press before a mail is sent; the only public page with a script, and it works without. */
export function PressOnce({ action, typed, challenge, tooFast, lead = "signUp.pressLead" }: PressProps) {
  const words = useWords();
  const { email, name, source, wording, form } = typed;
  const kept = { email, name, source, wording: wording ?? "", form, meant: email };
  return (
    <>
      <p>
        <Said
          text={(values) => words(lead, { ...values, address: values.address ?? "" })}
          values={{ address: typed.email }}
          tags={{ b: (inner) => <bdi className="font-semibold">{inner}</bdi> }}
        />
      </p>
      {tooFast && <p className="font-medium text-warn">{words("signUp.tooQuick")}</p>}
      <form method="post" action={action} target="_self" data-challenge={challenge ?? undefined}>
        {Object.entries(kept).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {(["lists", "topics"] as const).map((group) =>
          typed[group].map((slug) => <input key={group + slug} type="hidden" name={group} value={slug} />),
        )}
        {challenge && <input type="hidden" name="proof" value="" />}
        <button className="button" type="submit">
          {words("signUp.pressButton")}
        </button>
        {challenge && <ProofState />}
      </form>
      <p>
        <a className="more-link" href={action} target="_self">
          {words("signUp.otherAddress")}
        </a>
      </p>
      {challenge && (
        <div className="mt-6 text-[0.9375rem] leading-relaxed text-muted">
          <p>{words("signUp.proofWhy")}</p>
          <p className="mt-3">{words("signUp.proofPlain")}</p>
        </div>
      )}
    </>
  );
}

/** Shown by the script; empty without JavaScript. */
function ProofState() {
  const words = useWords();
  return (
    <>
      <p
        role="status"
        className="mt-3 min-h-6 text-[0.9375rem] text-muted"
        data-working={words("signUp.proofWorking")}
        data-ready={words("signUp.proofReady")}
      />
      <script src="/prove.js" nonce={useContext(NonceContext)} defer />
    </>
  );
}

/**
 * Over every limit: says so to everybody alike, with another way.
 * @param contact address to write to
 */
export function Busy({ back, withProof, contact }: { back: string; withProof: boolean; contact: string }) {
  const words = useWords();
  return (
    <>
      <p>{words("signUp.busyLead")}</p>
      {withProof && <p>{words("signUp.busyPlain")}</p>}
      <p>
        <Said
          text={({ contact = "" }) => words("signUp.busyOther", { contact })}
          values={{ contact }}
          tags={{ link: mailLink(contact) }}
        />
      </p>
      <p>
        <a className="more-link" href={back} target="_self">
          {words("signUp.tryAgain")}
        </a>
      </p>
    </>
  );
}
