/** The largest file that a page hands over by its bytes. */
export const largest = 20 * 1024 * 1024;

/** A file's bytes as base64. */
export async function base64(file: File): Promise<string> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(file);
  });
  return address.slice(address.indexOf(",") + 1);
}
