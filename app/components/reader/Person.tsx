import { Day } from "#app/components/ui/Day.tsx";
import { Said, useWords } from "#app/components/ui/Words.tsx";
import type { ReaderPage } from "#app/models/readers/preferences/page.server.ts";
import { About, Section, SectionFault } from "./Section.tsx";
import { Doing, QuietButton, QuietLink } from "./buttons.tsx";

export function Name({ name, saved }: { name: string; saved: boolean }) {
  const words = useWords();
  return (
    <Section id="name" title={words("reader.name.heading")} saved={saved}>
      <About>{words("reader.name.about")}</About>
      <Doing what="name">
        <div className="mt-4 flex max-w-lg flex-col items-start gap-3 sm:flex-row">
          <input
            className="field"
            name="name"
            aria-label={words("reader.name.heading")}
            autoComplete="name"
            maxLength={80}
            dir="auto"
            defaultValue={name}
          />
          <QuietButton label={`${words("reader.save")}: ${words("reader.name.heading")}`}>
            {words("reader.save")}
          </QuietButton>
        </div>
      </Doing>
    </Section>
  );
}

type AddressProps = {
  email: string;
  change: ReaderPage["change"];
  saved: boolean;
  fault: { typed: string; said: string } | null;
};

export function AddressPanel({ email, change, saved, fault }: AddressProps) {
  const words = useWords();
  return (
    <Section id="address" title={words("reader.address.heading")} saved={saved && !change}>
      <About>
        <Said
          text={({ email = "" }) => words("reader.address.about", { email })}
          values={{ email }}
          tags={{ strong: masked }}
        />
      </About>
      {change && !fault ? <Waiting change={change} /> : <AddressForm fault={fault} />}
      <p className="mt-5 max-w-prose text-[0.9375rem] leading-relaxed text-muted">{words("reader.address.lost")}</p>
    </Section>
  );
}

function AddressForm({ fault }: { fault: AddressProps["fault"] }) {
  const words = useWords();
  return (
    <Doing what="address">
      <label htmlFor="new-address" className="mt-4 mb-2 block text-[0.9375rem] font-semibold">
        {words("reader.address.next")}
      </label>
      {fault && <SectionFault id="address-fault">{fault.said}</SectionFault>}
      <div className="flex max-w-lg flex-col items-start gap-3 sm:flex-row">
        <input
          className="field"
          id="new-address"
          name="email"
          type="email"
          autoComplete="email"
          dir="ltr"
          required
          defaultValue={fault?.typed}
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault ? "address-fault" : undefined}
        />
        <QuietButton>{words("reader.address.change")}</QuietButton>
      </div>
    </Doing>
  );
}

function Waiting({ change }: { change: NonNullable<ReaderPage["change"]> }) {
  const words = useWords();
  return (
    <div className="mt-5 border-s-2 border-accent ps-4">
      <p className="max-w-prose leading-relaxed">
        <Said
          text={({ next = "" }) => words("reader.address.waiting", { next })}
          values={{ next: change.next }}
          tags={{ strong: masked, day: () => <Day at={change.until} /> }}
        />
      </p>
      {change.oldAgreed && <p className="mt-2 text-good">{words("reader.address.oldAgreed")}</p>}
      {change.newAgreed && <p className="mt-2 text-good">{words("reader.address.newAgreed")}</p>}
      <div className="mt-4">
        <Doing what="address-back">
          <QuietButton>{words("reader.address.cancel")}</QuietButton>
        </Doing>
      </div>
    </div>
  );
}

/** An address keeps its direction inside any sentence. */
export function masked(address: string) {
  return (
    <strong className="font-semibold text-ink" dir="ltr">
      {address}
    </strong>
  );
}

export function Data({ path }: { path: string }) {
  const words = useWords();
  return (
    <Section id="data" title={words("reader.data.heading")}>
      <About>{words("reader.data.about")}</About>
      <div className="mt-5 flex flex-wrap gap-3">
        <QuietLink href={`${path}/data`}>{words("reader.data.see")}</QuietLink>
        <QuietLink href={`${path}/data.json`}>{words("reader.data.download")}</QuietLink>
        <a
          href={`${path}/erase`}
          className="inline-flex min-h-12 items-center border border-rule px-5 text-[0.9375rem] font-semibold text-bad hover:border-bad"
        >
          {words("reader.data.erase")}
        </a>
      </div>
    </Section>
  );
}
