import { useWords } from "./Words.tsx";

/**
 * The text of the consent event, with its mention of the privacy policy linked; without a mention the link follows
 * (C-13).
 */
export function ConsentWording({ text }: { text: string }) {
  const policy = useWords()("consent.policy");
  const at = text.toLowerCase().indexOf(policy.toLowerCase());
  if (at < 0)
    return (
      <>
        {text} (<Policy words={policy} />)
      </>
    );
  const end = at + policy.length;
  return (
    <>
      {text.slice(0, at)}
      <Policy words={text.slice(at, end)} />
      {text.slice(end)}
    </>
  );
}

function Policy({ words }: { words: string }) {
  return (
    <a className="underline underline-offset-2" href="/privacy">
      {words}
    </a>
  );
}
