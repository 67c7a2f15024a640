import { useCallback, type ReactNode } from "react";
import { RichTextField } from "#app/components/desk/RichTextField.tsx";
import { Field, TextInput } from "#app/components/desk/kit.tsx";
import { faultsAt, type Reply } from "#app/components/desk/reply.ts";
import { useSaveKey } from "#app/components/desk/useSaveKey.ts";
import { slugify } from "#app/models/slugs.ts";
import { ArticleTopics } from "./ArticleTopics.tsx";
import { EmbargoField } from "./EmbargoField.tsx";
import { FromElsewhere } from "./FromElsewhere.tsx";
import { Growing } from "./Growing.tsx";
import { LeadImage } from "./LeadImage.tsx";
import { Sources } from "./Sources.tsx";
import type { SavedArticle } from "./answers.ts";
import type { ArticleDraft } from "./draft.ts";

type ArticleFormProps = {
  draft: ArticleDraft;
  saved: SavedArticle | null;
  /** True while nothing can be changed here. */
  isReading: boolean;
  followed: number;
  reply: Reply | undefined;
  knownTopics: string[];
  timeZone: string;
  onChange: (part: Partial<ArticleDraft>) => void;
  /** Called with each key in the text. */
  onText: (part: Pick<ArticleDraft, "body">) => void;
  onSave: () => void;
  /** The article's status, below the fields at the side. */
  publication: ReactNode;
};

/** The article's form: the text, with its other fields beside it. */
export function ArticleForm(props: ArticleFormProps) {
  useSaveKey(props.onSave);
  return (
    <div className="grid gap-x-10 gap-y-10 xl:grid-cols-[minmax(0,1fr)_19rem]">
      <div className="min-w-0 space-y-6">
        <TextFields {...props} />
      </div>
      <aside aria-label="About the article" className="min-w-0 space-y-8">
        <fieldset disabled={props.isReading} className="space-y-8">
          <SideFields {...props} />
        </fieldset>
        {props.publication}
      </aside>
    </div>
  );
}

/** Headline and dek are not disabled for readers: a field that is loses the focus, and keys then scroll the page. */
function TextFields({ draft, isReading, followed, reply, onChange, onText }: ArticleFormProps) {
  const changeBody = useCallback((body: ArticleDraft["body"]) => onText({ body }), [onText]);
  return (
    <>
      <Field id="headline" label="Headline" error={faultsAt(reply, "headline")}>
        <Growing
          name="headline"
          value={draft.headline}
          placeholder="What is new, in a line"
          maxLength={200}
          readOnly={isReading}
          className="font-serif text-3xl leading-tight font-semibold tracking-tight sm:text-4xl"
          onChange={(headline) => onChange({ headline })}
        />
      </Field>
      <Field id="dek" label="Dek" term="dek" error={faultsAt(reply, "dek")}>
        <Growing
          name="dek"
          value={draft.dek}
          placeholder="One or two sentences below the headline: why it matters"
          maxLength={400}
          readOnly={isReading}
          className="font-serif text-xl leading-snug"
          onChange={(dek) => onChange({ dek })}
        />
      </Field>
      <fieldset disabled={isReading} className="min-w-0">
        <Field id="body" label="Body" error={faultsAt(reply, "body")}>
          <RichTextField
            label="Body"
            initial={draft.body}
            images
            readOnly={isReading}
            followed={followed}
            height="min-h-96"
            onChange={changeBody}
          />
        </Field>
      </fieldset>
    </>
  );
}

function SideFields({ draft, saved, reply, knownTopics, timeZone, onChange }: ArticleFormProps) {
  return (
    <>
      <Field id="byline" label="Byline" term="byline" error={faultsAt(reply, "byline")}>
        <TextInput
          maxLength={120}
          autoComplete="off"
          value={draft.byline}
          onChange={(event) => onChange({ byline: event.target.value })}
        />
      </Field>
      <LeadImage draft={draft} reply={reply} onChange={onChange} />
      <ArticleTopics
        topics={draft.topics}
        known={knownTopics}
        error={faultsUnder(reply, "topics")}
        onChange={(topics) => onChange({ topics })}
      />
      <Sources sources={draft.sources} reply={reply} onChange={(sources) => onChange({ sources })} />
      <EmbargoField
        embargo={draft.embargo}
        isOnSite={saved?.publishedAt != null}
        faults={faultsAt(reply, "embargo")}
        timeZone={timeZone}
        onChange={(embargo) => onChange({ embargo })}
      />
      <Field
        id="slug"
        label="Slug"
        term="slug"
        error={faultsAt(reply, "slug")}
        hint={
          saved?.publishedAt
            ? "The article is on the site: links to it break when you change this."
            : "The end of its address; made from the headline when left empty."
        }
      >
        <TextInput
          value={draft.slug}
          placeholder={slugify(draft.headline)}
          maxLength={80}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ slug: event.target.value })}
        />
      </Field>
      <FromElsewhere {...{ draft, reply, onChange }} />
    </>
  );
}

/** The errors of a list and of its items. */
function faultsUnder(reply: Reply | undefined, name: string): string[] | null {
  const faults = Object.entries(reply?.error ?? {}).filter(([at]) => at === name || at.startsWith(`${name}[`));
  return faults.length > 0 ? [...new Set(faults.flatMap(([, words]) => words ?? []))] : null;
}
