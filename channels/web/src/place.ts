/** What the browser remembers: the conversation in the address bar, and who asks. */

const PERSON = "sentia.person";

export function conversationInAddress(): string {
  return /^\/c\/([^/]+)$/.exec(location.pathname)?.[1] ?? "";
}

/** Whether the address is that of a conversation, or of a new one. */
export function isChat(): boolean {
  return location.pathname === "/" || conversationInAddress() !== "";
}

/** Id of the turn in the address of an answer that was opened to others. */
export function sharedInAddress(): string {
  return /^\/s\/([^/]+)$/.exec(location.pathname)?.[1] ?? "";
}

/** Id of the report in the address. */
export function reportInAddress(): string {
  return /^\/reports\/([^/]+)$/.exec(location.pathname)?.[1] ?? "";
}

/** The link in the address of a report that was opened to others. */
export function linkInAddress(): string {
  return /^\/r\/([^/]+)$/.exec(location.pathname)?.[1] ?? "";
}

export function go(conversation: string): void {
  const path = conversation ? `/c/${conversation}` : "/";
  if (location.pathname !== path) history.pushState(null, "", path);
}

const LINK = "sentia.link";

/**
 * The token of a link that was opened to link a chat account. It stands behind the #, so that no server logs it; on the way
 * to a sign-in service and back it is kept by this tab alone.
 */
export function linkToken(): string {
  try {
    if (location.hash.length > 1) sessionStorage.setItem(LINK, location.hash.slice(1));
    return sessionStorage.getItem(LINK) ?? "";
  } catch {
    return location.hash.slice(1);
  }
}

export function forgetLink(): void {
  try {
    sessionStorage.removeItem(LINK);
  } catch {
    // Nothing was kept.
  }
}

export function rememberedPerson(): string {
  try {
    return localStorage.getItem(PERSON) ?? "";
  } catch {
    return "";
  }
}

export function rememberPerson(id: string): void {
  try {
    localStorage.setItem(PERSON, id);
  } catch {
    // Where nothing may be kept, the choice holds until the page is closed.
  }
}
