import { Panel } from "#app/components/desk/kit.tsx";
import { complaintLimits } from "#app/models/deliveries/returnLimits.ts";
import { percent } from "#app/models/shares.ts";

/** The limits of providers, in plain words, and where each tells its own figures. */
export function LimitsPanel() {
  return (
    <Panel title="What providers ask for">
      <dl className="space-y-4 text-sm">
        <Asked who="Gmail" where="https://postmaster.google.com" at="Postmaster Tools">
          Fewer than {percent(complaintLimits.warn.share)} of the mails that reach inboxes marked as spam, and never{" "}
          {percent(complaintLimits.stop.share)}: above that it helps nobody until seven days are below. Gmail sends no
          complaint back, so its readers are missing in the figures here. Its Postmaster Tools show the rate: look at
          “User-reported spam rate” after each issue.
        </Asked>
        <Asked who="Yahoo and AOL" where="https://senders.yahooinc.com" at="Sender Hub">
          Fewer than {percent(complaintLimits.stop.share)}. They send each complaint back to who asks for it: register
          the domain that signs for the “Complaint Feedback Loop”, with the address for bounces.
        </Asked>
        <Asked who="Outlook, Hotmail and Live" where="https://sendersupport.olc.protection.outlook.com/snds/" at="SNDS">
          No number. SNDS shows for your server’s address whether Microsoft sees it green (fewer than 10&nbsp;% found to
          be spam), yellow or red (more than 90&nbsp;%), and counts spam traps: addresses that nobody ever signed up
          with. JMRP, at the same place, sends complaints back; both are for servers of your own.
        </Asked>
        <Asked who="Bounces, everywhere">
          Below 2&nbsp;% is usual for a list that people signed up for. Amazon SES looks at an account from 5&nbsp;% and
          stops it at 10&nbsp;%. Addresses that are gone are suppressed by themselves, so that the share falls.
        </Asked>
      </dl>
    </Panel>
  );
}

function Asked({ who, where, at, children }: { who: string; where?: string; at?: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="font-medium">{who}</dt>
      <dd className="mt-1 text-muted">
        {children}{" "}
        {where && (
          <a href={where} rel="noreferrer" className="text-accent underline underline-offset-4">
            {at}
          </a>
        )}
      </dd>
    </div>
  );
}
