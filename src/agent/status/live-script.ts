/**
 * Keeps a page fresh: fetches it again and takes over only what differs, so that scroll, focus, open details and a form
 * that is being filled in stay. Without scripts a page refreshes as a whole. It is served as a file of its own, because
 * the page's policy allows no inline script.
 */
export const liveScript = `"use strict";
const everyMs = 15000;

function take(shown, fresh) {
  if (shown.isEqualNode(fresh)) return;
  if (shown.nodeType !== fresh.nodeType || shown.nodeName !== fresh.nodeName) return shown.replaceWith(fresh);
  if (shown.nodeType === Node.TEXT_NODE) { shown.data = fresh.data; return; }
  if (shown.nodeName === "FORM") return;
  for (const { name } of [...shown.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open") shown.removeAttribute(name);
  }
  for (const { name, value } of [...fresh.attributes]) {
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
  const [before, after] = [[...shown.childNodes], [...fresh.childNodes]];
  after.forEach((node, at) => before[at] ? take(before[at], node) : shown.append(node));
  for (const node of before.slice(after.length)) node.remove();
}

async function refresh() {
  if (document.hidden) return;
  const stale = document.getElementById("stale");
  try {
    const answer = await fetch(location.href, { cache: "no-store", redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["header", "main"]) take(document.querySelector(part), fresh.querySelector(part));
    document.title = fresh.title;
    stale.hidden = true;
  } catch {
    stale.hidden = false;
  }
}

window.setInterval(refresh, everyMs);
document.addEventListener("visibilitychange", refresh);
`;
