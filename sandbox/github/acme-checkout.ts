import {
  commitStageWorkflow,
  deployWorkflow,
  integrationGateWorkflow,
  pipelinePolicy,
  replayWorkflow,
  requiredVariables,
} from './acme-workflows.ts';
import { type World } from './world.ts';

/**
 * The world of the demo: a shop whose people are Ana, Ben, Cara, Dana, Eli and Finn.
 *
 * `acme/checkout` has v2.13.0 live and v2.14.0 waiting, written by Dana and Eli with a hand from Cara,
 * so that Ana and Ben may approve it. `acme/ledger` has v1.8.0 live and v1.9.0 waiting, written by Ana.
 * Every commit that was pushed to main or to a hotfix has gone through the commit stage and the integration gate.
 */
export const checkoutRepo = 'acme/checkout';
export const ledgerRepo = 'acme/ledger';
export const deployFile = 'cloud-deployment-pipeline.yml';
export const replayFile = 'cloud-deployment-pipeline-replay.yml';

export type AcmeService = {
  /** What is live, and the newest of main. */
  readonly live: { readonly sha: string; readonly version: string };
  readonly candidate: { readonly sha: string; readonly version: string };
};

export type Acme = {
  readonly checkout: AcmeService & { readonly hotfix: { readonly sha: string; readonly branch: string } };
  readonly ledger: AcmeService;
};

const people: readonly (readonly [login: string, name: string])[] = [
  ['ana', 'Ana Alves'],
  ['ben', 'Ben Baker'],
  ['cara', 'Cara Chen'],
  ['dana', 'Dana Diallo'],
  ['eli', 'Eli Engel'],
  ['finn', 'Finn Fischer'],
];

const hourMs = 3_600_000;

/** Fills an empty world. No webhook tells of it. */
export function seedAcme(world: World): Acme {
  for (const [login, name] of people) world.addAccount(login, name);
  return { checkout: seedCheckout(world), ledger: seedLedger(world) };
}

function seedCheckout(world: World): Acme['checkout'] {
  const live = { sha: seedCheckoutLive(world), version: 'v2.13.0' };
  const candidate = { sha: seedCheckoutCandidate(world), version: 'v2.14.0' };
  const branch = 'hotfix/vat-rounding';
  const hotfix = past(world, 3, () => {
    const sha = world.commit(checkoutRepo, {
      on: live.version,
      author: 'eli',
      message: 'Round VAT per line, as the invoice does',
      files: { 'src/vat.ts': vatFile('Math.round(line.net * rate)') },
    });
    world.push(checkoutRepo, branch, sha, 'eli');
    return { sha, branch };
  });
  past(world, 2, () => {
    const on = 'feature/wallet-payments';
    push(world, checkoutRepo, on, 'finn', 'Offer wallet payments behind a flag', {
      'src/wallet.ts': 'export const walletEnabled = false;\n',
    });
    world.openPull(checkoutRepo, { author: 'finn', title: 'Offer wallet payments', head: on, labels: ['feature'] });
  });
  return { live, candidate, hotfix };
}

function seedCheckoutLive(world: World): string {
  past(world, 31 * 24, () => {
    world.addRepo(checkoutRepo);
    push(world, checkoutRepo, 'main', 'dana', 'Start the checkout service', {
      'README.md': '# Checkout\n\nTurns a basket into a paid order.\n',
      'src/basket.ts': 'export type Basket = { readonly lines: readonly Line[] };\n',
      'src/vat.ts': vatFile('line.net * rate'),
      ...pipelineFiles('checkout'),
    });
    configureProduction(world, checkoutRepo);
  });
  past(world, 12 * 24, () =>
    push(world, checkoutRepo, 'main', 'eli', "Charge cards in the customer's currency", {
      'src/currency.ts': "export const fallbackCurrency = 'EUR';\n",
    }),
  );
  return past(world, 7 * 24, () => {
    const sha = push(world, checkoutRepo, 'main', 'dana', 'Keep the basket between visits', {
      'src/basket-store.ts': 'export const keepDays = 30;\n',
    });
    world.tag(checkoutRepo, { name: 'v2.13.0', sha, by: 'ana', message: 'Checkout v2.13.0' });
    return sha;
  });
}

function seedCheckoutCandidate(world: World): string {
  past(world, 75, () => {
    const on = 'feature/express-checkout';
    push(world, checkoutRepo, on, 'dana', 'Add the express checkout page', {
      'src/express.ts': 'export const steps = 1;\n',
    });
    const files = { 'src/express.css': '.express { max-width: 40rem; }\n' };
    const message = 'Lay the express page out for small screens';
    const sha = world.commit(checkoutRepo, { on, author: 'dana', coAuthors: ['cara'], message, files });
    world.push(checkoutRepo, on, sha, 'dana');
    const body = 'One page instead of four. Behind no flag: the old path stays reachable from the basket.';
    world.openPull(checkoutRepo, {
      author: 'dana',
      title: 'Express checkout',
      head: on,
      body,
      labels: ['feature', 'ui'],
    });
  });
  past(world, 70, () => mergeReviewed(world, 101, 'eli', 'merge'));
  past(world, 49, () =>
    push(world, checkoutRepo, 'main', 'eli', 'Ask the payment provider once more after a timeout', {
      'src/payment.ts': 'export const attempts = 2;\n',
    }),
  );
  past(world, 30, () => {
    const on = 'fix/empty-basket';
    push(world, checkoutRepo, on, 'eli', 'Refuse to pay for an empty basket', {
      'src/basket.ts': 'export type Basket = { readonly lines: readonly [Line, ...Line[]] };\n',
    });
    world.openPull(checkoutRepo, {
      author: 'eli',
      title: 'Refuse to pay for an empty basket',
      head: on,
      labels: ['fix'],
    });
  });
  past(world, 26, () => mergeReviewed(world, 102, 'dana', 'squash'));
  return past(world, 20, () => {
    const sha = push(world, checkoutRepo, 'main', 'dana', 'Log the order id with each payment', {
      'src/log.ts': "export const fields = ['orderId', 'paymentId'];\n",
    });
    world.tag(checkoutRepo, { name: 'v2.14.0', sha, by: 'dana', message: 'Checkout v2.14.0' });
    return sha;
  });
}

function seedLedger(world: World): AcmeService {
  past(world, 40 * 24, () => {
    world.addRepo(ledgerRepo);
    push(world, ledgerRepo, 'main', 'ana', 'Start the ledger service', {
      'README.md': '# Ledger\n\nBooks every payment twice.\n',
      'src/entry.ts': 'export type Entry = { readonly debit: string; readonly credit: string };\n',
      ...pipelineFiles('ledger'),
    });
    configureProduction(world, ledgerRepo);
  });
  const live = past(world, 9 * 24, () => {
    const sha = push(world, ledgerRepo, 'main', 'ben', 'Close the books at midnight UTC', {
      'src/close.ts': "export const closeAt = '00:00Z';\n",
    });
    world.tag(ledgerRepo, { name: 'v1.8.0', sha, by: 'ben' });
    return sha;
  });
  past(world, 28, () =>
    push(world, ledgerRepo, 'main', 'ana', 'Book refunds as entries of their own', {
      'src/refund.ts': "export const kind = 'refund';\n",
    }),
  );
  const candidate = past(world, 22, () => {
    const sha = push(world, ledgerRepo, 'main', 'ana', 'Name the payment in every entry', {
      'src/reference.ts': 'export const required = true;\n',
    });
    world.tag(ledgerRepo, { name: 'v1.9.0', sha, by: 'ana' });
    return sha;
  });
  return { live: { sha: live, version: 'v1.8.0' }, candidate: { sha: candidate, version: 'v1.9.0' } };
}

function mergeReviewed(world: World, number: number, by: string, method: 'merge' | 'squash'): void {
  world.review(checkoutRepo, number, by, 'APPROVED');
  world.mergePull(checkoutRepo, { number, by, method });
}

/** Commits on top of a branch, which starts at main when it is new, and pushes it. */
function push(
  world: World,
  repo: string,
  branch: string,
  author: string,
  message: string,
  files: Record<string, string>,
): string {
  const on = world.repo(repo).branches.has(branch) ? branch : 'main';
  const sha = world.commit(repo, { on, author, message, files });
  world.push(repo, branch, sha, author);
  return sha;
}

/** What was pushed then has long been built and tested, and all of it well. */
function past<Result>(world: World, hoursAgo: number, act: () => Result): Result {
  return world.inThePast(world.nowMs() - hoursAgo * hourMs, () => {
    const result = act();
    for (const { fullName } of world.repos.values()) world.finishPushRuns(fullName);
    return result;
  });
}

/** The pipeline of a service as the demo has it: policy, commit stage, integration gate, deployment and replay. */
export function pipelineFiles(service: string): Readonly<Record<string, string>> {
  return {
    '.github/policy/pipeline-policy.json': pipelinePolicy(),
    '.github/workflows/commit-stage.yml': commitStageWorkflow(),
    '.github/workflows/integration-gate.yml': integrationGateWorkflow(),
    [`.github/workflows/${deployFile}`]: deployWorkflow(service),
    [`.github/workflows/${replayFile}`]: replayWorkflow(service),
  };
}

/** Some of the variables belong to the repository, the others to its environment; it keeps no secret at GitHub. */
export function configureProduction(world: World, repo: string): void {
  for (const [name, value] of requiredVariables) {
    world.setVariable(repo, name, value, name.startsWith('AZURE_') ? { environment: 'production' } : 'repository');
  }
}

function vatFile(amount: string): string {
  return `export function vat(line: Line, rate: number): number {\n  return ${amount};\n}\n`;
}
