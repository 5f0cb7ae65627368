import { drawClock } from './clock.ts';
import { html, nothing, type SafeHtml } from './html.ts';
import { drawPager } from './pager.ts';
import { ago } from './slack-date.ts';
import {
  type JobInfo,
  type LiveService,
  type RunInfo,
  type Snapshot,
  type StepInfo,
  type SwitchGroup,
  type SwitchInfo,
} from './snapshot.ts';
import { type Ui } from './ui.ts';

/** How many runs stand in the column; older ones are on the pretend GitHub only. */
const shownRuns = 5;

/** The column beside Slack: what is really live, what GitHub is doing, and how to break it. */
export function drawProduction(snapshot: Snapshot, ui: Ui): SafeHtml {
  const runs = snapshot.runs.slice(0, shownRuns);
  const chosen = runs.find(({ id }) => id === ui.run)?.id ?? runs[0]?.id ?? null;
  const none = html`<p class="faint">No run yet. A run appears here when somebody's go is complete.</p>`;
  return html`
    <aside class="production" data-test="production" aria-label="Production">
      <h2>Production</h2>
      <p class="lead">Asked from the services themselves, every second.</p>
      <div class="services">${snapshot.services.map((service) => serviceCard(service))}</div>
      <h2>GitHub Actions</h2>
      <div class="runs" aria-live="polite">${runs.length === 0 ? none : runs.map((run) => runCard(run, run.id === chosen, snapshot))}</div>
      ${drawPager(snapshot)}
      ${drawClock(snapshot, ui)}
      <h2>Break things</h2>
      <p class="lead">Each tells what to expect. Gonogo is not told about any of them.</p>
      ${serviceChoice(snapshot, ui)}
      ${groups.map((group) => switchGroup(group, snapshot.switches, ui))}
      <button type="button" class="button plain wide" data-do="switch" data-switch="reset" data-test="switch-reset">Put everything right again</button>
    </aside>`;
}

const healthWords: Readonly<Record<LiveService['health'], string>> = {
  healthy: 'Healthy',
  failing: 'Failing',
  'not-json': 'Says nothing useful',
  'no-answer': 'No answer',
};

function serviceCard(service: LiveService): SafeHtml {
  const sha = service.sha === null ? 'unknown' : service.sha.slice(0, 7);
  const code = sha === service.version ? nothing : html`<code>${sha}</code>`;
  return html`
    <div class="service" data-key="service-${service.name}" data-test="service-${service.name}" data-health="${service.health}">
      <strong>${service.name}</strong>
      <span class="version" data-test="version-${service.name}">${service.version ?? 'unknown'}</span>${code}
      <span class="health health-${service.health}"><i aria-hidden="true"></i>${healthWords[service.health]} <small>${service.says}</small></span>
    </div>`;
}

function runCard(run: RunInfo, isOpen: boolean, snapshot: Snapshot): SafeHtml {
  const state = run.conclusion ?? run.status;
  const again = run.attempt > 1 ? html`<span class="pill">attempt ${run.attempt}</span>` : nothing;
  return html`
    <div class="run run-${state}${isOpen ? ' is-open' : ''}" data-key="run-${run.id}" data-test="run-${run.id}" data-state="${state}">
      <button type="button" class="run-head" data-do="run" data-run="${run.id}" aria-expanded="${String(isOpen)}">
        ${mark(run)}<span class="run-title">${titleOf(run)}</span>
        <span class="run-facts">${run.repo} <span>#${run.number}</span> ${again}<span class="pill">${words(state)}</span></span>
        <span class="run-facts">by ${run.actor}, ${ago(Date.parse(run.createdAt), snapshot.now)}</span>
      </button>
      ${isOpen ? html`<ol class="jobs">${run.jobs.map((job) => jobRow(job))}</ol>` : nothing}
    </div>`;
}

/** A run's name holds a full SHA and the dispatch's id, which are long; the start of each tells enough. */
function titleOf(run: RunInfo): string {
  return run.title.replace(/\b([0-9a-f]{7})[0-9a-f]{33}\b/g, '$1');
}

function jobRow(job: JobInfo): SafeHtml {
  const steps = job.steps.filter((step) => step.name !== 'Set up job' && step.name !== 'Complete job');
  return html`<li>${mark(job)}<b>${job.name}</b><ol>${steps.map((step) => html`<li>${mark(step)}${step.name}</li>`)}</ol></li>`;
}

type Marked = Pick<StepInfo, 'status' | 'conclusion'>;

function mark({ status, conclusion }: Marked): SafeHtml {
  const kind = conclusion ?? (status === 'in_progress' ? 'running' : 'waiting');
  return html`<span class="mark mark-${kind}" role="img" aria-label="${words(conclusion ?? status)}"></span>`;
}

function words(state: string): string {
  return state.replaceAll('_', ' ');
}

type Group = { readonly group: SwitchGroup; readonly title: string };
const groups: readonly Group[] = [
  { group: 'service', title: 'The service' },
  { group: 'signals', title: 'What production shows' },
  { group: 'evidence', title: 'The evidence' },
  { group: 'deploy', title: 'The deployment' },
  { group: 'network', title: 'What is between' },
  { group: 'people', title: 'What people do' },
];

function serviceChoice(snapshot: Snapshot, ui: Ui): SafeHtml {
  if (snapshot.services.length < 2) return nothing;
  const choices = snapshot.services.map(
    ({ name }) =>
      html`<button type="button" data-do="aim" data-service="${name}" data-test="aim-${name}" aria-pressed="${String(name === ui.service)}">${name}</button>`,
  );
  return html`<div class="segments" role="group" aria-label="Which service to break">${choices}</div>`;
}

function switchGroup({ group, title }: Group, switches: readonly SwitchInfo[], ui: Ui): SafeHtml {
  const mine = switches.filter((one) => one.group === group);
  if (mine.length === 0) return nothing;
  return html`<section class="switches"><h3>${title}</h3>${mine.map((one) => switchRow(one, ui))}</section>`;
}

function switchRow({ name, label, expect, kind, on }: SwitchInfo, ui: Ui): SafeHtml {
  const isOn = on.includes('*') || on.includes(ui.service);
  const known = html`data-do="switch" data-switch="${name}" data-test="switch-${name}" aria-describedby="expect-${name}" aria-label="${label}"`;
  const control =
    kind === 'once'
      ? html`<button type="button" class="button plain small" ${known}>Do it</button>`
      : html`<button type="button" class="toggle" role="switch" ${known} aria-checked="${String(isOn)}"><i></i></button>`;
  return html`<div class="switch" data-key="switch-${name}"><div><b>${label}</b><small id="expect-${name}">${expect}</small></div>${control}</div>`;
}
