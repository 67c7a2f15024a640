import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { orNotFound, postedJson } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { fittingCrop } from "#app/models/crops.ts";
import { cropImage, croppedByKey, type CropRefusal } from "#app/models/images/cropping.server.ts";

const keyIn = (path: unknown) => orNotFound(/^\/images\/([0-9a-f]{32})\.\w+$/.exec(String(path))?.[1]);

/** The whole picture of `?path=`, and what is cut out of it there. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "writer");
  const path = new URL(request.url).searchParams.get("path");
  return Response.json(orNotFound(await croppedByKey(context, keyIn(path))), {
    headers: { "Cache-Control": "no-store" },
  });
}

const wanted = z.object({
  path: z.string(),
  crop: z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
});

/** Cuts a part out of a picture, and answers with it. */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireEditor(request, context, "writer");
  const asked = wanted.safeParse(await postedJson(request));
  if (!asked.success) throw new Response(null, { status: 400 });
  const made = await cropImage(context, keyIn(asked.data.path), fittingCrop(asked.data.crop));
  if (!("error" in made)) return Response.json(made, { status: 201 });
  return Response.json({ error: refusals[made.error] }, { status: 400 });
}

const refusals: Record<CropRefusal, string> = {
  gone: "The picture is not there any more.",
  moves: "A picture that moves is not cropped.",
  "too-small": "The part is too small to be seen; choose a larger one.",
};
