import { parse } from 'yaml';

/** A workflow file, read as far as the double acts on it. Anything else in the file is ignored, as it is not needed to run it. */
export type WorkflowFile = {
  readonly name: string | null;
  readonly runName: string | null;
  /** Null when the file has no `workflow_dispatch` trigger. */
  readonly dispatchInputs: ReadonlyMap<string, WorkflowInput> | null;
  /** Null when pushes do not start it; empty when every branch does. */
  readonly pushBranches: readonly string[] | null;
  readonly concurrency: {
    readonly group: string;
    readonly cancelInProgress: boolean;
    readonly keepsAll: boolean;
  } | null;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: readonly WorkflowJob[];
};

export type WorkflowInput = {
  readonly required: boolean;
  readonly fallback: string | null;
  readonly options: readonly string[] | null;
};

export type WorkflowJob = {
  readonly key: string;
  readonly name: string;
  readonly environment: string | null;
  readonly steps: readonly WorkflowStep[];
};

export type WorkflowStep = {
  readonly name: string;
  /** The name of the artifact that it uploads, or null. */
  readonly uploads: string | null;
};

/** Null when the text is not YAML or has no jobs: GitHub lists such a workflow, and cannot start it. */
export function readWorkflow(text: string): WorkflowFile | null {
  const file = yamlOrNull(text);
  if (!isRecord(file) || !isRecord(file['jobs'])) return null;
  const triggers = triggersOf(file['on']);
  return {
    name: textOf(file['name']),
    runName: textOf(file['run-name']),
    dispatchInputs: triggers.has('workflow_dispatch') ? inputsOf(triggers.get('workflow_dispatch')) : null,
    pushBranches: triggers.has('push') ? branchesOf(triggers.get('push')) : null,
    concurrency: concurrencyOf(file['concurrency']),
    env: isRecord(file['env']) ? textRecord(file['env']) : {},
    jobs: Object.entries(file['jobs']).map(([key, job]) => jobOf(key, isRecord(job) ? job : {})),
  };
}

/** What an expression may ask for, by its name: `inputs.release_sha`, `github.actor`, … */
export type Values = ReadonlyMap<string, string>;

/** Replaces each `${{ … }}`. Known are names, 'literals' and `||`; an unknown name is empty, as on GitHub. */
export function fillTemplate(template: string, values: Values): string {
  return template.replaceAll(/\$\{\{(.*?)\}\}/g, (_whole, expression: string) => evaluate(expression, values));
}

function evaluate(expression: string, values: Values): string {
  for (const term of expression.split('||').map((part) => part.trim())) {
    const literal = /^'(.*)'$/.exec(term)?.[1];
    const value = literal ?? values.get(term.replace(/^github\.event\.inputs\./, 'inputs.')) ?? '';
    if (value !== '') return value;
  }
  return '';
}

function triggersOf(on: unknown): ReadonlyMap<string, unknown> {
  if (typeof on === 'string') return new Map([[on, null]]);
  if (Array.isArray(on)) return new Map(on.map((name) => [String(name), null]));
  return new Map(isRecord(on) ? Object.entries(on) : []);
}

function inputsOf(trigger: unknown): ReadonlyMap<string, WorkflowInput> {
  const inputs = isRecord(trigger) && isRecord(trigger['inputs']) ? trigger['inputs'] : {};
  return new Map(
    Object.entries(inputs).map(([name, input]) => {
      const spec = isRecord(input) ? input : {};
      const options = Array.isArray(spec['options']) ? spec['options'].map(String) : null;
      return [name, { required: spec['required'] === true, fallback: textOf(spec['default']), options }];
    }),
  );
}

function branchesOf(trigger: unknown): readonly string[] {
  const branches = isRecord(trigger) ? trigger['branches'] : undefined;
  return Array.isArray(branches) ? branches.map(String) : [];
}

function concurrencyOf(value: unknown): WorkflowFile['concurrency'] {
  if (typeof value === 'string') return { group: value, cancelInProgress: false, keepsAll: false };
  if (!isRecord(value)) return null;
  const group = textOf(value['group']);
  if (group === null) return null;
  return { group, cancelInProgress: value['cancel-in-progress'] === true, keepsAll: value['queue'] === 'max' };
}

function jobOf(key: string, job: Record<string, unknown>): WorkflowJob {
  const environment = isRecord(job['environment']) ? job['environment']['name'] : job['environment'];
  const steps = Array.isArray(job['steps']) ? job['steps'] : [];
  return {
    key,
    name: textOf(job['name']) ?? key,
    environment: textOf(environment),
    steps: steps.map((step) => ({ name: stepName(step), uploads: uploadOf(step) })),
  };
}

function stepName(step: unknown): string {
  if (!isRecord(step)) return 'Run';
  const firstLine = textOf(step['run'])?.split('\n')[0];
  return textOf(step['name']) ?? `Run ${textOf(step['uses']) ?? firstLine ?? ''}`.trim();
}

function uploadOf(step: unknown): string | null {
  if (!isRecord(step) || textOf(step['uses'])?.startsWith('actions/upload-artifact@') !== true) return null;
  return isRecord(step['with']) ? (textOf(step['with']['name']) ?? 'artifact') : 'artifact';
}

function yamlOrNull(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

function textRecord(record: Record<string, unknown>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, textOf(value) ?? '']));
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
