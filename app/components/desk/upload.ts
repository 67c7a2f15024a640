import type { Image } from "#app/models/images/images.server.ts";

const largestFile = 50_000_000;

/** Uploads an image to the desk. @returns the stored image, or an error text */
export async function uploadImage(file: File): Promise<{ image: Image } | { error: string }> {
  if (file.size > largestFile) return { error: "The file is larger than 50 MB." };
  const form = new FormData();
  form.append("file", file);
  try {
    const response = await fetch("/desk/images", { method: "POST", body: form });
    if (response.headers.get("content-type")?.includes("application/json"))
      return (await response.json()) as { image: Image } | { error: string };
    return {
      error: response.redirected
        ? "You are signed out. Sign in in another tab, then try again."
        : "The server did not take the picture. Try again.",
    };
  } catch {
    return { error: "The picture could not be sent. Check the connection and try again." };
  }
}
