import { html, type SafeHtml } from './html.ts';
import { type Reading } from './mrkdwn.ts';
import { type Person, type PersonKind, type Snapshot } from './snapshot.ts';

const kindNames: Readonly<Record<PersonKind, string>> = {
  member: 'member',
  guest: 'guest',
  deleted: 'deactivated',
  bot: 'bot',
  stranger: 'another workspace',
  app: 'app',
};

export function personOf(snapshot: Snapshot, id: string): Person {
  const known = snapshot.people.find((person) => person.id === id);
  return known ?? { id, name: 'somebody', realName: 'Somebody', color: '757575', kind: 'stranger', hint: '' };
}

/** What a visitor should know before they act as this person. */
export function roleOf(person: Person): string {
  if (person.hint === '') return kindNames[person.kind];
  return person.kind === 'member' ? person.hint : `${kindNames[person.kind]}, ${person.hint}`;
}

/** Initials on the person's colour. Drawn in place: no picture is fetched from anywhere. */
export function avatar(person: Person, size: 'small' | 'medium' | 'large'): SafeHtml {
  const color = /^[0-9a-f]{6}$/i.test(person.color) ? person.color : '757575';
  if (person.kind === 'app') return appAvatar(size);
  const initials = person.realName
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join('');
  return html`<svg class="avatar avatar-${size}" viewBox="0 0 36 36" aria-hidden="true"><rect width="36" height="36" fill="#${color}"/><text x="18" y="23.2" text-anchor="middle" font-size="14.5" font-weight="600" fill="#fff">${initials}</text></svg>`;
}

function appAvatar(size: string): SafeHtml {
  return html`<svg class="avatar avatar-${size}" viewBox="0 0 36 36" aria-hidden="true"><rect width="36" height="36" fill="#123f3c"/><circle cx="18" cy="18" r="10.5" fill="none" stroke="#7fe0c3" stroke-width="2.6"/><path d="M13.4 18.4l3.3 3.3 6.1-7" fill="none" stroke="#fff" stroke-width="2.8" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
}

/** How ids are turned into names for this reader, in the reader's own zone. */
export function readingOf(snapshot: Snapshot): Reading {
  const names = new Map<string, string>();
  for (const person of snapshot.people) names.set(person.id, person.name);
  for (const channel of snapshot.channels) if (channel.with === null) names.set(channel.id, channel.name);
  return {
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    now: snapshot.now,
    nameOf: (id) => names.get(id) ?? null,
  };
}
