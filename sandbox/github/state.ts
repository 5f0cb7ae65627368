import { EventEmitter } from 'node:events';
import { type Faults, noFaults } from './faults.ts';
import { type Artifact } from './held-types.ts';
import {
  type Account,
  type Call,
  type Delivery,
  type Deployed,
  type Happening,
  type Identity,
  type Repo,
  type Run,
} from './types.ts';

export type WorldEvents = {
  /** Something that a page would draw again. */
  change: [];
  /** Something that webhooks tell about. */
  happened: [Happening];
  /** A deploy step of a run succeeded. */
  deployed: [Deployed];
};

export type WorldOptions = {
  /** Milliseconds since 1970; by default the machine's clock. GitHub's own clock is this one plus the skew. */
  readonly now?: () => number;
  /** Ids of runs and jobs pass 2^53, so that a client which reads them as numbers gets them wrong. */
  readonly runIds?: 'ordinary' | 'above-2^53';
};

/** The account that stands as committer of what is merged with GitHub's own button. */
const webFlow: Account = {
  id: 19_864_447,
  login: 'web-flow',
  name: 'GitHub',
  email: 'noreply@github.com',
  type: 'User',
};

/** What the world holds, without the actions that change it. */
export class WorldState extends EventEmitter<WorldEvents> {
  readonly repos = new Map<string, Repo>();
  readonly accounts = new Map<string, Account>([[webFlow.login, webFlow]]);
  readonly faults: Faults = noFaults();
  readonly calls: Call[] = [];
  readonly deliveries: Delivery[] = [];
  /** Where the API and the pages of this GitHub live; no trailing slash. */
  urls = { api: 'http://127.0.0.1', html: 'https://github.com' };
  /** Makes an address from which the artifact's bytes can be had; the server's storage does. */
  openDownload: (artifact: Artifact) => string = () => 'http://127.0.0.1/nowhere';
  /** The account behind the token that the double accepts. */
  tokenLogin = 'gonogo[bot]';

  readonly #now: () => number;
  #pastMs: number | null = null;
  #lastId = 4_100_000;
  #lastRunId: bigint;

  constructor(options: WorldOptions = {}) {
    super();
    this.#now = options.now ?? Date.now;
    this.#lastRunId = options.runIds === 'above-2^53' ? 2n ** 53n : 17_204_000_000n;
  }

  /** GitHub's clock, in milliseconds since 1970. */
  nowMs(): number {
    return this.#pastMs ?? this.#now() + this.faults.clockSkewMs;
  }

  /** Does something as if at an earlier time, and tells nobody: for the history that a demo begins with. */
  inThePast<Result>(atMs: number, act: () => Result): Result {
    const before = this.#pastMs;
    this.#pastMs = atMs;
    try {
      return act();
    } finally {
      this.#pastMs = before;
    }
  }

  /** GitHub's clock as it writes it: UTC, whole seconds. */
  nowText(): string {
    return instantText(this.nowMs());
  }

  nextId(): number {
    this.#lastId += 7;
    return this.#lastId;
  }

  /** Above 2^53 a double cannot hold every second one of them; the first is such a one. */
  nextRunId(): string {
    this.#lastRunId += 1n;
    return String(this.#lastRunId);
  }

  /** Throws when there is no such repository: the caller meant one that the test or the demo made. */
  repo(fullName: string): Repo {
    const repo = this.repos.get(fullName.toLowerCase());
    if (repo === undefined) throw new Error(`the sandbox has no repository ${fullName}`);
    return repo;
  }

  /** Throws when there is no such run. */
  run(id: string): { readonly repo: Repo; readonly run: Run } {
    for (const repo of this.repos.values()) {
      const run = repo.runs.find((candidate) => candidate.id === id);
      if (run !== undefined) return { repo, run };
    }
    throw new Error(`the sandbox has no run ${id}`);
  }

  addAccount(login: string, name: string): Account {
    const account: Account = { id: this.nextId(), login, name, email: `${login}@acme.example`, type: 'User' };
    this.accounts.set(login.toLowerCase(), account);
    return account;
  }

  /** The account of a login; made up when it is new. */
  account(login: string): Account {
    const known = this.accounts.get(login.toLowerCase());
    if (known !== undefined) return known;
    const name = login.replace(/\[bot\]$/, '');
    const account: Account = {
      id: this.nextId(),
      login,
      name: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      email: `${name}@acme.example`,
      type: login.endsWith('[bot]') ? 'Bot' : 'User',
    };
    this.accounts.set(login.toLowerCase(), account);
    return account;
  }

  identity(login: string, date: string): Identity {
    const account = this.account(login);
    return { login: account.login, name: account.name, email: account.email, date };
  }

  happen(happening: Happening): void {
    if (this.#pastMs === null) this.emit('happened', happening);
    this.emit('change');
  }

  tellDeployed(deployed: Deployed): void {
    if (this.#pastMs === null) this.emit('deployed', deployed);
  }
}

export function instantText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
