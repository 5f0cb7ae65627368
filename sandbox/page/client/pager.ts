import { html, nothing, type SafeHtml } from './html.ts';
import { type PagedAlert, type Snapshot } from './snapshot.ts';

const statusWords: Readonly<Record<PagedAlert['status'], string>> = {
  triggered: 'rings',
  acknowledged: 'somebody has it',
  resolved: 'over',
};

/** The pager of whoever is on call, as the bot's webhooks left it. */
export function drawPager({ alerts }: Snapshot): SafeHtml {
  if (alerts.length === 0) return nothing;
  return html`
    <h2>Pager</h2>
    <ul class="pager" aria-live="polite">${alerts.map((alert) => alertRow(alert))}</ul>`;
}

function alertRow({ key, status, summary, severity }: PagedAlert): SafeHtml {
  return html`<li class="alert alert-${status}" data-key="alert-${key}" data-test="alert" data-status="${status}"><b>${statusWords[status]}</b> <small>${severity}</small><span>${summary}</span></li>`;
}
