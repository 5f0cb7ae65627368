import { type SafeHtml } from './html.ts';

/**
 * Makes the element's content equal to the markup while keeping every node that stays: focus, scroll positions, what a
 * person has typed and open dialogs survive a redraw. Siblings that may move carry a `data-key`.
 */
export function patch(root: Element, markup: SafeHtml): void {
  const template = document.createElement('template');
  template.innerHTML = String(markup);
  patchChildren(root, template.content);
}

function patchChildren(parent: Node, wanted: Node): void {
  const wantedNodes = Array.from(wanted.childNodes);
  const keyed = keepKeyed(parent, new Set(wantedNodes.map(keyOf)));
  let cursor = parent.firstChild;
  for (const node of wantedNodes) {
    const key = keyOf(node);
    const match = key === null ? nextAlike(cursor, node) : (keyed.get(key) ?? null);
    if (match === null || !isAlike(match, node)) {
      parent.insertBefore(node, cursor);
      continue;
    }
    if (isAhead(cursor, match)) {
      removeBetween(cursor, match);
      cursor = match.nextSibling;
    } else {
      parent.insertBefore(match, cursor);
    }
    patchNode(match, node);
  }
  removeBetween(cursor, null);
}

/** Removes children whose key is no longer wanted, so that those that stay need not move. Returns the others by key. */
function keepKeyed(parent: Node, wanted: ReadonlySet<string | null>): ReadonlyMap<string, ChildNode> {
  const kept = new Map<string, ChildNode>();
  for (const child of Array.from(parent.childNodes)) {
    const key = keyOf(child);
    if (key === null) continue;
    if (wanted.has(key)) kept.set(key, child);
    else child.remove();
  }
  return kept;
}

/** The nearest node that can become the wanted one without passing a keyed node; a field keeps its identity so. */
function nextAlike(cursor: ChildNode | null, wanted: Node): ChildNode | null {
  for (let node = cursor; node !== null && keyOf(node) === null; node = node.nextSibling) {
    if (isAlike(node, wanted)) return node;
  }
  return null;
}

/** Whether only unkeyed nodes stand before the match: then they go, since a node that is moved loses the focus inside it. */
function isAhead(cursor: ChildNode | null, match: ChildNode): boolean {
  for (let node = cursor; node !== null; node = node.nextSibling) {
    if (node === match) return true;
    if (keyOf(node) !== null) return false;
  }
  return false;
}

function removeBetween(from: ChildNode | null, end: ChildNode | null): void {
  for (let node = from; node !== null && node !== end; ) {
    const next: ChildNode | null = node.nextSibling;
    node.remove();
    node = next;
  }
}

function keyOf(node: Node): string | null {
  return node instanceof Element ? node.getAttribute('data-key') : null;
}

function isAlike(old: Node, wanted: Node): boolean {
  return old.nodeType === wanted.nodeType && old.nodeName === wanted.nodeName && keyOf(old) === keyOf(wanted);
}

function patchNode(old: Node, wanted: Node): void {
  if (old instanceof Element && wanted instanceof Element) {
    patchAttributes(old, wanted);
    patchChildren(old, wanted);
  } else if (old.nodeValue !== wanted.nodeValue) {
    old.nodeValue = wanted.nodeValue;
  }
}

/** Whether a dialog or a menu is open is the browser's knowledge, not the markup's. */
function isBrowsersOwn(element: Element, name: string): boolean {
  return name === 'open' && (element instanceof HTMLDialogElement || element instanceof HTMLDetailsElement);
}

function patchAttributes(old: Element, wanted: Element): void {
  for (const { name } of Array.from(old.attributes)) {
    if (!wanted.hasAttribute(name) && !isBrowsersOwn(old, name)) setAttribute(old, name, null);
  }
  for (const { name, value } of wanted.attributes) {
    if (old.getAttribute(name) !== value) setAttribute(old, name, value);
  }
}

/** A field's attribute is only where it starts; when the start itself changes, what is shown follows it. */
function setAttribute(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
  if (element instanceof HTMLInputElement && name === 'value') element.value = value ?? '';
  if (element instanceof HTMLInputElement && name === 'checked') element.checked = value !== null;
  if (element instanceof HTMLOptionElement && name === 'selected') element.selected = value !== null;
}
