import type { StoredImage } from "#app/models/images/images.server.ts";
import { holdPage } from "./heldPage.ts";

const largestFile = 50_000_000;

/** Why a picture was not taken; `again`: the same picture may be taken at the next try. */
type UploadFault = { error: string; again: boolean };

/**
 * Uploads an image to the desk, or has the server fetch one from the web.
 * @param picture a file, or the address of a picture
 * @param onProgress gets how much has been sent, from 0 to 1
 */
export function uploadImage(
  picture: File | URL,
  onProgress: (sent: number) => void = () => {},
): Promise<StoredImage | UploadFault> {
  if (picture instanceof File && picture.size > largestFile)
    return Promise.resolve({ error: "The file is larger than 50 MB.", again: false });
  const form = new FormData();
  if (picture instanceof File) form.append("file", picture);
  else form.append("address", picture.href);
  // fetch() says nothing of how far an upload is.
  const request = new XMLHttpRequest();
  const letGo = holdPage();
  return new Promise<StoredImage | UploadFault>((resolve) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onload = () => resolve(answerOf(request));
    request.onerror = request.onabort = () =>
      resolve({ error: "The picture could not be sent. Check the connection and try again.", again: true });
    request.open("POST", "/desk/images");
    request.send(form);
  }).finally(letGo);
}

function answerOf(request: XMLHttpRequest): StoredImage | UploadFault {
  if (request.getResponseHeader("content-type")?.includes("application/json")) {
    const answer = JSON.parse(request.responseText) as StoredImage | { error: string };
    return "error" in answer ? { error: answer.error, again: request.status >= 500 } : answer;
  }
  // A request of somebody signed out ends at the page that asks for a password.
  const isSignedOut = !request.responseURL.endsWith("/desk/images");
  const error = isSignedOut
    ? "You are signed out. Sign in in another tab, then try again."
    : "The server did not take the picture. Try again.";
  return { error, again: true };
}
