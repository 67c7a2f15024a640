import { By, Kicker } from "./ArticleCard.tsx";
import { BodyView } from "./BodyView.tsx";
import { Day } from "./Day.tsx";
import { Picture } from "./Picture.tsx";
import { SafeLink } from "./SafeLink.tsx";
import { SignUpBox } from "./SignUp.tsx";
import { useDir, useWords } from "./Words.tsx";
import { langOf } from "#app/models/fromElsewhere.ts";
import type { Article, ArticleSource } from "#app/models/articles/articles.server.ts";
import { ArticleRecord, CorrectedOn, Names, Related, type AroundArticle } from "./ArticleMore.tsx";

/** `isDraft`: shown to somebody outside before it is published, without a sign-up form that would name its address. */
type ArticleProps = { article: Article; around: AroundArticle; isDraft?: boolean };

/**
 * An article on the site. The briefing's format fixes the order: headline, dek, byline, image with credit, body,
 * sources, sign-up. Everything else follows after these.
 */
export function ArticleView({ article, around, isDraft = false }: ArticleProps) {
  const dir = useDir();
  const lang = langOf(article.language);
  return (
    <>
      <article className="article-page mx-auto max-w-[42rem] pt-10 sm:pt-14">
        <Kicker topics={around.topics} minutes={article.minutes} />
        <h1 lang={lang} dir={dir(article.headline)} className="headline mt-3">
          {article.headline}
        </h1>
        {article.dek && (
          <p
            lang={lang}
            dir={dir(article.dek)}
            className="mt-4 font-serif text-[1.375rem] leading-[1.4] text-muted sm:text-2xl"
          >
            {article.dek}
          </p>
        )}
        <Byline article={article} around={around} />
        <LeadImage article={article} />
        <div lang={lang} className="prose mt-8">
          <BodyView body={article.body} part={{ prefix: "", below: 0, named: true }} />
        </div>
        <Sources sources={article.sources} />
      </article>
      <div className="mx-auto mt-14 max-w-[42rem]">
        {!isDraft && <SignUpBox source={`/articles/${article.slug}`} />}
        <ArticleRecord {...around} />
      </div>
      <Related {...around} />
    </>
  );
}

type BylineProps = { article: Article; around: AroundArticle };

function Byline({ article: { byline, publishedAt }, around }: BylineProps) {
  return (
    <p className="mt-5 text-[0.9375rem] text-muted">
      {byline && (
        <By name={byline} className="font-semibold text-ink">
          <Names byline={around.byline} />
        </By>
      )}
      {byline && publishedAt && " · "}
      {publishedAt && <Day at={publishedAt} />}
      {around.corrections.length > 0 && " · "}
      <CorrectedOn {...around} />
    </p>
  );
}

function LeadImage({ article: { image, imageAlt, imageCredit } }: { article: Article }) {
  const dir = useDir();
  if (!image) return null;
  return (
    <figure className="mt-8">
      <Picture {...image} alt={imageAlt} className="h-auto w-full" sizes="(min-width: 45rem) 42rem, 94vw" first />
      {imageCredit && (
        <figcaption dir={dir(imageCredit)} className="mt-2 text-[0.8125rem] text-muted">
          {imageCredit}
        </figcaption>
      )}
    </figure>
  );
}

function Sources({ sources }: { sources: ArticleSource[] }) {
  const words = useWords();
  if (sources.length === 0) return null;
  return (
    <section aria-labelledby="sources-heading" className="mt-12 border-t border-rule pt-6">
      <h2 id="sources-heading" className="font-serif text-2xl font-semibold">
        {words("article.sources")}
      </h2>
      <ul className="mt-2 text-[0.9375rem] leading-normal">
        {sources.map(({ title, url }, i) => (
          <li key={i}>
            <SafeLink
              className="inline-block py-[0.7rem] underline decoration-rule underline-offset-4 hover:decoration-current"
              href={url}
            >
              <bdi>{title}</bdi>
            </SafeLink>{" "}
            <bdi className="text-muted">{hostOf(url)}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, "") : "";
}
