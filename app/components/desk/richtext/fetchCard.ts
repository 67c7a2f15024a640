import type { LinkCard } from "#app/models/linkCards.ts";

/** The card of a page, and what it lacks, in words; or why there is none. */
type FetchedCard = { card: LinkCard; fault: string | null } | { error: string };

/** Asks the desk for the card of a page. */
export async function fetchCard(address: string): Promise<FetchedCard> {
  const body = new FormData();
  body.set("address", address);
  try {
    const answer = await fetch("/desk/cards", { method: "POST", body });
    if (answer.headers.get("content-type")?.includes("application/json")) return (await answer.json()) as FetchedCard;
    return {
      error: answer.redirected
        ? "You are signed out. Sign in in another tab, then try again."
        : "The desk did not fetch the page. Try again.",
    };
  } catch {
    return { error: "The desk cannot be reached. Check the connection and try again." };
  }
}
