import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, Link, useLoaderData, useSearchParams } from "@remix-run/react";
import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import {
  Badge,
  Button,
  buttonClass,
  EmptyState,
  NoticeBox,
  PageHead,
  Select,
  TextInput,
} from "#app/components/desk/kit.tsx";
import { AssignedTo } from "#app/components/desk/people/AssignedTo.tsx";
import { CommentCount } from "#app/components/desk/people/CommentCount.tsx";
import { requireEditor } from "#app/http/session.server.ts";
import { listArticles } from "#app/models/articles/list.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { peopleInList, type PeopleInList } from "#app/models/comments/people.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskArticlePath } from "#app/models/deskPaths.ts";

export const meta: MetaFunction = () => [{ title: "Articles · Desk" }];

const most = 200;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { id, role } = await requireEditor(request, context, "writer");
  const query = new URL(request.url).searchParams;
  const search = (query.get("q") ?? "").slice(0, 200);
  const mine = query.has("mine");
  const status = (["published", "draft", "scheduled"] as const).find((one) => one === query.get("status"));
  const articles = await listArticles(context, {
    search,
    limit: most,
    status,
    of: mayActAs(role, "editor") && !mine ? undefined : id,
  });
  const timeZone = await timeZoneOf(context);
  const ids = articles.map((article) => article.id);
  const people = await peopleInList(context, id, "article", ids);
  return {
    me: id,
    isWriter: !mayActAs(role, "editor"),
    mayImport: mayActAs(role, "operator"),
    mine,
    people,
    articles,
    search,
    status: status ?? "",
    timeZone,
  };
}

function Beginnings({ mayImport }: { mayImport: boolean }) {
  return (
    <>
      {mayImport && (
        <Link to="/desk/import-site" className={buttonClass()}>
          Import a site
        </Link>
      )}
      <Link to="/desk/articles/new" className={buttonClass("primary")}>
        Write an article
      </Link>
    </>
  );
}

export default function Articles() {
  const { me, isWriter, mayImport, mine, people, articles, search, status, timeZone } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const filtered = search !== "" || status !== "" || mine;
  return (
    <>
      <PageHead title="Articles" actions={<Beginnings mayImport={mayImport} />} />
      {query.has("deleted") && <NoticeBox tone="good">The article is deleted.</NoticeBox>}
      {(filtered || articles.length > 0) && <Search search={search} status={status} mine={isWriter ? null : mine} />}
      {articles.length === 0 && !filtered && (
        <EmptyState
          title="Nothing is written yet"
          action={
            <Link to="/desk/articles/new" className={buttonClass("primary")}>
              Write the first article
            </Link>
          }
        >
          An article is a headline, a text and who wrote it. It saves itself while you write; readers see it when it is
          published, or when an issue goes out with it. A Word or Markdown file can be dropped into a new one.
        </EmptyState>
      )}
      {articles.length === 0 && filtered && (
        <EmptyState
          title="No article is like that"
          action={
            <Link to="/desk/articles" className={buttonClass()}>
              Show all articles
            </Link>
          }
        >
          The search looks in headlines, bylines and ends of addresses. “Mine” has those that you began or are assigned
          to you. Try fewer words, or look for words of the text by “Find or do”.
        </EmptyState>
      )}
      {articles.length > 0 && (
        <Table caption="Articles" head={["Headline", "Status", "Who is on it", "In issues", "Last change"]}>
          {articles.map((article) => (
            <Row key={article.id}>
              <Cell>
                <Link
                  to={deskArticlePath(article.id)}
                  className="font-serif text-lg leading-snug font-medium underline-offset-4 hover:underline"
                >
                  <bdi>{article.headline || "Untitled"}</bdi>
                </Link>
                {article.byline && (
                  <p className="mt-0.5 text-muted">
                    <bdi>{article.byline}</bdi>
                  </p>
                )}
                <CommentCount counts={people[article.id]?.comments} path={deskArticlePath(article.id)} />
              </Cell>
              <Cell label="Status">
                <Status {...article} timeZone={timeZone} />
              </Cell>
              <Cell label="Who is on it">
                <OnIt person={people[article.id]?.assigned} me={me} timeZone={timeZone} />
              </Cell>
              <Cell label="In issues">{article.issues.length > 0 ? article.issues.join(", ") : "None"}</Cell>
              <Cell label="Last change">
                <Time at={article.updatedAt} timeZone={timeZone} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      {articles.length === most && (
        <p className="mt-4 text-sm text-muted">These are the {most} last touched; search finds the others.</p>
      )}
    </>
  );
}

type OnItProps = { person: PeopleInList["assigned"]; me: number; timeZone: string };

function OnIt({ person, me, timeZone }: OnItProps) {
  if (!person) return <span className="text-muted">Nobody</span>;
  return <AssignedTo assigned={person} me={me} timeZone={timeZone} />;
}

type StatusProps = { publishedAt: number | null; scheduledAt: number | null; timeZone: string };

function Status({ publishedAt, scheduledAt, timeZone }: StatusProps) {
  if (scheduledAt !== null)
    return (
      <Badge tone="warn">
        Scheduled for&nbsp;
        <Time at={scheduledAt} timeZone={timeZone} />
      </Badge>
    );
  return <Badge tone={publishedAt ? "good" : "plain"}>{publishedAt ? "Published" : "Draft"}</Badge>;
}

/** @param mine null where everything listed is */
function Search({ search, status, mine }: { search: string; status: string; mine: boolean | null }) {
  return (
    <Form role="search" className="mb-6 flex flex-wrap gap-3" key={`${search} ${status} ${mine}`}>
      <TextInput
        type="search"
        name="q"
        aria-label="Search articles"
        placeholder="Headline, author or address"
        defaultValue={search}
        className="basis-full sm:max-w-xs sm:flex-1 sm:basis-0"
      />
      <Select name="status" aria-label="Status" defaultValue={status} className="flex-1 sm:max-w-56">
        <option value="">Published and drafts</option>
        <option value="published">Published</option>
        <option value="draft">Drafts</option>
        <option value="scheduled">Scheduled</option>
      </Select>
      {mine !== null && (
        <label className="inline-flex min-h-10 items-center gap-2 text-sm">
          <input type="checkbox" name="mine" value="1" defaultChecked={mine} className="size-4" />
          Mine
        </label>
      )}
      <Button>Search</Button>
    </Form>
  );
}
