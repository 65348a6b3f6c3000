/** What the browser remembers: the conversation in the address bar, and who asks. */

const PERSON = "sentia.person";

export function conversationInAddress(): string {
  return /^\/c\/([^/]+)$/.exec(location.pathname)?.[1] ?? "";
}

export function go(conversation: string): void {
  const path = conversation ? `/c/${conversation}` : "/";
  if (location.pathname !== path) history.pushState(null, "", path);
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
