/** The result of an act on the page of a picture. */
export type Answer =
  | { done: "described" }
  | { done: "brought-back" }
  | { done: "replaced"; places: number }
  | { done: "taken-back"; places: number; left: { headline: string }[] }
  | { error: "gone" | "same" | "nowhere" | "taken-back" }
  | { error: "in-use"; places: number };

const faults: Record<Exclude<Extract<Answer, { error: string }>["error"], "in-use">, string> = {
  gone: "It is not there any more. Load the page again.",
  same: "This is the same picture. Choose another one.",
  nowhere: "No article and no issue that can still be changed has this picture.",
  "taken-back": "That was taken back already.",
};

/** Puts an answer into a sentence. */
export function wordAnswer(answer: Answer): string {
  if ("error" in answer)
    return answer.error === "in-use"
      ? `It is used in ${wordPlaces(answer.places)}, so it stays. Take it out there, or replace it everywhere.`
      : faults[answer.error];
  if (answer.done === "described") return "Saved. Its next use begins with these words.";
  if (answer.done === "brought-back") return "The picture is back.";
  if (answer.done === "replaced") return `Replaced in ${wordPlaces(answer.places)}. It can be taken back below.`;
  const back = `Taken back in ${wordPlaces(answer.places)}.`;
  if (answer.left.length === 0) return back;
  const names = answer.left.map(({ headline }) => `“${headline || "Untitled"}”`).join(", ");
  return `${back} Left as they are, because their pictures have changed since or they were sent: ${names}.`;
}

/** @returns like `3 places` */
export function wordPlaces(places: number): string {
  return places === 1 ? "1 place" : `${places.toLocaleString("en")} places`;
}
