/** Keys, each bound to the origin it was given for. */

/** `https://host[:port]` of an endpoint, or undefined where `url` is none. */
export function originOf(url: string): string | undefined {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return undefined;
  }
  return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed.origin : undefined;
}

/** The name of an origin's key in the secret storage. */
export function secretName(origin: string): string {
  return `key ${origin}`;
}

/** What the server's process is given beside the person's own environment; the key counts for `baseUrl` alone. */
export function keyVariables(baseUrl: string, key: string | undefined): Record<string, string> {
  return key === undefined || key === "" ? {} : { CONTEXTEN_API_KEY: key, CONTEXTEN_BASE_URL: baseUrl };
}
