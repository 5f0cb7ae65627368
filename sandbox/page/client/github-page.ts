import { html, nothing, type SafeHtml } from './html.ts';
import { icon } from './icons.ts';
import { ago } from './slack-date.ts';
import { type CommitInfo, type RepoInfo, type Snapshot } from './snapshot.ts';
import { type Ui } from './ui.ts';

/** The run that a link leads to, if it leads to one: runs stand in the column beside Slack. */
export function runInPath(path: string): string | null {
  return /\/actions\/runs\/(\d+)/.exec(path)?.[1] ?? null;
}

/** What a link on a card leads to: enough of GitHub's page to see what the card talks about. */
export function drawGithubPage(snapshot: Snapshot, ui: Ui): SafeHtml {
  if (ui.github === null) return nothing;
  const [owner = '', name = '', kind = '', ...rest] = ui.github.split('/').filter((part) => part !== '');
  const repo = snapshot.repos.find((one) => one.name === `${owner}/${name}`);
  const { title, body } =
    repo === undefined ? unknownPage() : pageOf(repo, kind, decodeURIComponent(rest.join('/')), snapshot);
  return html`
    <dialog class="modal github" data-key="github" data-test="github" data-modal="github" aria-labelledby="github-title">
      <header><h2 id="github-title">${title}<small>${owner}/${name} on the pretend GitHub</small></h2>
        <button type="button" class="plain-icon" data-do="close-github" aria-label="Close">${icon('close')}</button></header>
      <div class="modal-body">${body}</div>
    </dialog>`;
}

type Page = { readonly title: string; readonly body: SafeHtml };

function pageOf(repo: RepoInfo, kind: string, rest: string, snapshot: Snapshot): Page {
  if (kind === 'compare') return comparison(repo, rest, snapshot);
  if (kind === 'pull') return pull(repo, Number(rest.split('/')[0]), snapshot);
  if (kind === 'commit' || kind === 'commits') {
    const commit = repo.commits.find(({ sha }) => sha.startsWith(rest.slice(0, 40)));
    return { title: `Commit ${rest.slice(0, 7)}`, body: commitList(commit === undefined ? [] : [commit], snapshot) };
  }
  return { title: 'Newest commits', body: commitList(repo.commits, snapshot) };
}

function comparison(repo: RepoInfo, range: string, snapshot: Snapshot): Page {
  const [base = '', head = ''] = range.split('...');
  const from = indexOf(repo, head);
  const to = indexOf(repo, base);
  const between = from < 0 ? [] : repo.commits.slice(from, to < 0 ? undefined : to);
  return { title: `${short(base)} … ${short(head)}`, body: commitList(between, snapshot) };
}

function indexOf(repo: RepoInfo, ref: string): number {
  const named = [...repo.tags, ...repo.branches].find(({ name }) => name === ref)?.sha ?? ref;
  return repo.commits.findIndex(({ sha }) => sha.startsWith(named));
}

function pull(repo: RepoInfo, number: number, snapshot: Snapshot): Page {
  const found = repo.pulls.find((one) => one.number === number);
  if (found === undefined) return unknownPage();
  const state = html`<p><span class="pill">${found.state}</span> by ${found.author}</p>`;
  return { title: `${found.title} #${number}`, body: html`${state}${commitList(found.commits, snapshot)}` };
}

function commitList(commits: readonly CommitInfo[], snapshot: Snapshot): SafeHtml {
  if (commits.length === 0) return html`<p class="faint">The sandbox shows no commits for this.</p>`;
  const rows = commits.map(
    ({ sha, title, author, at }) =>
      html`<li><code>${short(sha)}</code> <b>${title}</b><span class="faint">${author}, ${ago(Date.parse(at), snapshot.now)}</span></li>`,
  );
  return html`<ul class="commits">${rows}</ul>`;
}

function short(ref: string): string {
  return /^[0-9a-f]{40}$/.test(ref) ? ref.slice(0, 7) : ref;
}

function unknownPage(): Page {
  return { title: 'Not in the sandbox', body: html`<p class="faint">The pretend GitHub has no page here.</p>` };
}
