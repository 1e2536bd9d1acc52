/** The address of a proxy as it may stand in the configuration, and the password that stood in it. */
export interface ProxyAnswer {
  readonly proxyUrl: string;
  readonly proxyPassword: string | null;
}

/** Environments write `http://user:password@proxy:3128`; the password belongs into the secrets. */
export function readProxy(address: string): ProxyAnswer {
  const url = URL.parse(address);
  if (url === null || url.password === "") return { proxyUrl: address, proxyPassword: null };
  const proxyPassword = decode(url.password);
  url.password = "";
  return { proxyUrl: withoutSlash(url), proxyPassword };
}

/** Answers with the proxy's password at its own place; one that was given apart goes first. */
export function takePasswordOut<
  Answers extends { readonly proxyUrl: string | null; readonly proxyPassword: string | null },
>(answers: Answers): Answers {
  if (answers.proxyUrl === null) return answers;
  const { proxyUrl, proxyPassword } = readProxy(answers.proxyUrl);
  return { ...answers, proxyUrl, proxyPassword: answers.proxyPassword ?? proxyPassword };
}

/**
 * The proxy that the environment names for https, with its password; null: none. It may name proxies of other kinds too;
 * only one over http can carry the upload.
 */
export function proxyOf(environment: Readonly<Record<string, string | undefined>>): string | null {
  const named = environment["HTTPS_PROXY"] || environment["https_proxy"] || "";
  const url = URL.parse(named);
  return url?.protocol === "http:" ? withoutSlash(url) : null;
}

function withoutSlash(url: URL): string {
  return url.href.replace(/\/$/, "");
}

/** What is no percent-encoding was meant as it stands. */
function decode(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}
