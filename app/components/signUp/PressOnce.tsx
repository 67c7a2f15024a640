import { useContext } from "react";
import { NonceContext } from "../Nonce.tsx";
import { ForRobots } from "../SignUp.tsx";
import { Said, useWords } from "../Words.tsx";
import type { SignUpView } from "./FullForm.tsx";

type PressProps = {
  action: string;
  typed: SignUpView["typed"];
  /** Work for the browser, while sign-ups are under pressure. */
  challenge: string | null;
  tooFast: boolean;
};

/** One more press before a sign-up is taken; the only page for readers that may run a script, and it works without. */
export function PressOnce({ action, typed, challenge, tooFast }: PressProps) {
  const words = useWords();
  const { email, name, source, wording, form } = typed;
  const kept = { email, name, source, wording: wording ?? "", form, meant: email };
  return (
    <>
      <p>
        <Said
          text={(values) => words("signUp.pressLead", { ...values, address: values.address ?? "" })}
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
        <ForRobots />
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

/** Told by the script; without one, nothing is said. */
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

/** Too many sign-ups at once: said as it is, to everybody alike. */
export function Busy({ back, withProof }: { back: string; withProof: boolean }) {
  const words = useWords();
  return (
    <>
      <p>{words("signUp.busyLead")}</p>
      {withProof && <p>{words("signUp.busyPlain")}</p>}
      <p>
        <a className="more-link" href={back} target="_self">
          {words("signUp.tryAgain")}
        </a>
      </p>
    </>
  );
}
