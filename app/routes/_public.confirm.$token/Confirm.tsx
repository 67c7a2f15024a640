import { PassOnField } from "#app/components/reader/PassOn.tsx";
import { Recommendations } from "#app/components/site/Recommendations.tsx";
import { DeadLink, Note } from "#app/components/site/Note.tsx";
import { forSubscription, Said, useWords } from "#app/components/ui/Words.tsx";
import type { Recommendation } from "#app/models/growth/recommendations.server.ts";
import type { ArchiveLine } from "#app/models/issues/editions.server.ts";
import type { ShareLink } from "#app/models/readers/referrals.server.ts";
import { issuePath } from "#app/models/sitePaths.ts";

/** The page behind a confirmation mail's link; only its button confirms. */
export function ConfirmQuestion({ listName, email }: { listName: string; email: string }) {
  const words = useWords();
  return (
    <Note title={words("confirm.title")}>
      <p>
        <Said
          text={(values) => words("confirm.question", values)}
          values={{ email, list: listName }}
          tags={forSubscription}
        />
      </p>
      <form method="post">
        <input type="hidden" name="confirm" value="1" />
        <button className="button" type="submit">
          {words("confirm.button")}
        </button>
      </form>
      <p className="text-[0.9375rem]">{words("confirm.otherwise")}</p>
    </Note>
  );
}

type ConfirmedProps = {
  listName: string;
  email: string;
  latest: ArchiveLine | null;
  already: boolean;
  share: ShareLink | null;
  recommended: Recommendation[];
};

/** The thanks after a confirmation: the latest issue, a link to pass on, and other briefings. */
export function Confirmed({ listName, email, latest, already, share, recommended }: ConfirmedProps) {
  const words = useWords();
  return (
    <Note title={words(already ? "confirm.doneBefore" : "confirm.done")}>
      <p>
        <Said
          text={(values) => words(already ? "confirm.nothingToDo" : "confirm.thanks", values)}
          values={{ email, list: listName }}
          tags={forSubscription}
        />
      </p>
      {latest && (
        <p>
          <Said
            text={(values) => words("confirm.latest", values)}
            values={{ subject: latest.subject }}
            tags={{
              issue: (inner) => (
                <a className="underline underline-offset-4" href={issuePath(latest.number)}>
                  <bdi>{inner}</bdi>
                </a>
              ),
            }}
          />
        </p>
      )}
      {share && (
        <div className="border-t border-rule pt-6">
          <PassOnField url={share.url} />
        </div>
      )}
      <Recommendations briefings={recommended} />
    </Note>
  );
}

export function DeadConfirmation() {
  const words = useWords();
  return (
    <DeadLink title={words("confirm.dead")}>
      <p>{words("confirm.deadWhy")}</p>
      <p>
        <a className="button" href="/subscribe">
          {words("confirm.again")}
        </a>
      </p>
    </DeadLink>
  );
}
