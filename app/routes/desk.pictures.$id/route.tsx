import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { NoticeBox, PageHead } from "#app/components/desk/kit.tsx";
import { numberFromForm, numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskPicturePath } from "#app/models/deskPaths.ts";
import { tidyLine } from "#app/models/lines.ts";
import { describePicture, pictureById } from "#app/models/library/pictures.server.ts";
import { usesOfPicture } from "#app/models/library/places.server.ts";
import { bringPictureBack, removedFor } from "#app/models/library/removing.server.ts";
import { replacePicture, replacementsOf, takeReplacementBack } from "#app/models/library/replacing.server.ts";
import { removePictureAtDesk } from "#app/models/undo/acts.server.ts";
import { AboutPicture } from "./AboutPicture.tsx";
import { Acts } from "./Acts.tsx";
import { PictureWords } from "./PictureWords.tsx";
import { PlaceList } from "./PlaceList.tsx";
import { Remove } from "./Remove.tsx";
import { Replace } from "./Replace.tsx";
import { wordAnswer, type Answer } from "./answers.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.picture.alt || data?.picture.fileName || "Picture"} · Pictures · Desk` },
];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const id = numberFromPath(params.id);
  const picture = orNotFound(await pictureById(context, id));
  // A picture that was cut out has the page of the whole one.
  if (picture.id !== id) throw redirect(deskPicturePath(picture.id));
  return {
    picture,
    places: await usesOfPicture(context, id),
    acts: await replacementsOf(context, id),
    timeZone: await timeZoneOf(context),
    deletedAt: picture.removedAt === null ? null : picture.removedAt + removedFor,
  };
}

export async function action({ request, params, context }: ActionFunctionArgs): Promise<Answer | Response> {
  const editor = await requireEditor(request, context);
  const { name } = editor;
  const form = await postedForm(request);
  const id = numberFromPath(params.id);
  const picture = orNotFound(await pictureById(context, id));
  switch (form.get("act")) {
    case "describe": {
      const line = (field: string, longest: number) =>
        tidyLine(String(form.get(field) ?? "").replace(/\s+/g, " "), longest);
      const words = { fileName: line("fileName", 200), alt: line("alt", 400), credit: line("credit", 200) };
      return (await describePicture(context, id, words)) ? { done: "described" } : { error: "gone" };
    }
    case "replace":
      return replaced(await replacePicture(context, name, id, numberFromForm(form, "with"), form.has("newWords")));
    case "take-back":
      return takenBack(await takeReplacementBack(context, name, numberFromForm(form, "replacement")));
    case "remove": {
      const called = picture.alt || picture.fileName || `picture ${id}`;
      const removed = await removePictureAtDesk(context, editor, id, called);
      return "error" in removed ? removed : redirect(`/desk/pictures?undo=${removed.undo}`);
    }
    case "bring-back":
      return (await bringPictureBack(context, name, id)) ? { done: "brought-back" } : { error: "gone" };
    default:
      throw new Response(null, { status: 400 });
  }
}

function replaced(answer: Awaited<ReturnType<typeof replacePicture>>): Answer {
  return "error" in answer ? answer : { done: "replaced", places: answer.places };
}

function takenBack(answer: Awaited<ReturnType<typeof takeReplacementBack>>): Answer {
  return "error" in answer ? answer : { done: "taken-back", ...answer };
}

export default function PicturePage() {
  const { picture, places, acts, timeZone, deletedAt } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>() as Answer | undefined;
  return (
    <>
      <PageHead
        title={<span dir="auto">{picture.alt || picture.fileName || "A picture without words"}</span>}
        lead={
          <Link to="/desk/pictures" className="text-accent underline underline-offset-4">
            All pictures
          </Link>
        }
      />
      {answer && (
        <NoticeBox tone={"error" in answer ? "bad" : "good"} {...("error" in answer && { fault: answer })}>
          {wordAnswer(answer)}
        </NoticeBox>
      )}
      <div className="grid gap-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="space-y-8">
          <AboutPicture picture={picture} timeZone={timeZone} />
          <PlaceList places={places} timeZone={timeZone} />
          <Acts acts={acts} picture={picture.id} timeZone={timeZone} />
        </div>
        <div className="space-y-8">
          <PictureWords key={JSON.stringify([picture.alt, picture.credit, picture.fileName])} {...picture} />
          {deletedAt === null && <Replace picture={picture} places={places} />}
          <Remove picture={picture} deletedAt={deletedAt} timeZone={timeZone} />
        </div>
      </div>
    </>
  );
}
