import { NoticeBox } from "#app/components/desk/kit.tsx";

type HomeNoticeProps = { away: string; mayClaim: boolean };

/** Shown on every page while this database may not send. */
export function HomeNotice({ away, mayClaim }: HomeNoticeProps) {
  return (
    <NoticeBox tone="bad">
      <p>{away}</p>
      <p className="mt-1">
        {mayClaim ? (
          <a href="/desk/claim" className="text-accent underline underline-offset-4">
            What this means, and how it is claimed
          </a>
        ) : (
          "Tell an operator."
        )}
      </p>
    </NoticeBox>
  );
}
