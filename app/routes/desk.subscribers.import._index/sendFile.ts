type SendOptions = {
  to: string;
  /** In bytes. */
  largest: number;
  /** Gets how much has been sent, from 0 to 1. */
  onProgress: (sent: number) => void;
};

/**
 * Sends a form with a file, as the browser itself would.
 * @returns the page that it leads to, or why the file was not taken
 */
export function sendFile(
  fields: FormData,
  { to, largest, onProgress }: SendOptions,
): Promise<{ page: string } | { error: string }> {
  const file = fields.get("file");
  if (file instanceof File && file.size > largest)
    return Promise.resolve({ error: `The file is larger than ${largest / 1_000_000} MB.` });
  // fetch() says nothing of how far an upload is.
  const request = new XMLHttpRequest();
  return new Promise((resolve) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onload = () => resolve(answerOf(request));
    request.onerror = request.onabort = () =>
      resolve({ error: "The file could not be sent. Check the connection and try again." });
    request.open("POST", to);
    request.send(fields);
  });
}

/** A fault stands in the page of the answer, where a browser without scripts shows it. */
function answerOf(request: XMLHttpRequest): { page: string } | { error: string } {
  if (request.status < 400) return { page: request.responseURL };
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const said = page.getElementById("file-error")?.textContent;
  return { error: said ?? "The server did not take the file. Try again." };
}
