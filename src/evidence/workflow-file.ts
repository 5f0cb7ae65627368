import { type WorkflowLack } from '../domain/release/candidate.ts';

/** What the lane needs of its workflow: the inputs that are sent, and the one among them that carries the dispatch id. */
export type WantedWorkflow = { readonly inputs: readonly string[]; readonly idInput: string };

/**
 * What a workflow file, read as YAML, lacks before it can be started and its run be found again: the trigger,
 * each input, the id in the run's name, and a value for inputs that it requires and that nobody sends. Each
 * lack comes with the lines to add or to change. Fails closed: a file that cannot be understood lacks all.
 */
export function lacksOf(workflow: unknown, wanted: WantedWorkflow): readonly WorkflowLack[] {
  const file = isRecord(workflow) ? workflow : {};
  const names = [...new Set([...wanted.inputs, wanted.idInput])];
  const triggers = triggersOf(file);
  const trigger = triggers.get('workflow_dispatch');
  const lacks =
    trigger === undefined
      ? [missingTrigger(file, [...triggers.keys()], names, wanted)]
      : lackingInputs(isRecord(trigger) && isRecord(trigger['inputs']) ? trigger['inputs'] : {}, names, wanted);
  const runName = missingRunName(file['run-name'], wanted);
  return runName === null ? lacks : [...lacks, runName];
}

/** The inputs that a workflow file declares for a dispatch; none in a file that cannot be understood. */
export function inputsOf(workflow: unknown): readonly string[] {
  const trigger = triggersOf(isRecord(workflow) ? workflow : {}).get('workflow_dispatch');
  return isRecord(trigger) && isRecord(trigger['inputs']) ? Object.keys(trigger['inputs']) : [];
}

/** `on` may be one name, a list of names or a map; under YAML 1.1 the key itself is read as true. */
function triggersOf(file: Record<string, unknown>): ReadonlyMap<string, unknown> {
  const on = file['on'] ?? file['true'];
  if (typeof on === 'string') return new Map([[on, null]]);
  if (Array.isArray(on)) return new Map(on.filter((name) => typeof name === 'string').map((name) => [name, null]));
  return new Map(isRecord(on) ? Object.entries(on) : []);
}

function missingTrigger(
  file: Record<string, unknown>,
  others: readonly string[],
  names: readonly string[],
  wanted: WantedWorkflow,
): WorkflowLack {
  const added = ['  workflow_dispatch:', '    inputs:', ...names.flatMap((name) => inputLines(name, wanted))];
  const isMap = isRecord(file['on'] ?? file['true']);
  // A name or a list cannot hold inputs: it has to become a map, which keeps what is there.
  const kept = isMap ? [] : others.map((name) => `  ${name}:`);
  const replaced = !isMap && others.length > 0 ? ['# instead of the present "on"'] : [];
  return { what: 'trigger', lines: [...replaced, 'on:', ...kept, ...added].join('\n') };
}

function lackingInputs(
  declared: Record<string, unknown>,
  names: readonly string[],
  wanted: WantedWorkflow,
): readonly WorkflowLack[] {
  const lacks: WorkflowLack[] = [];
  for (const name of names) {
    if (!Object.hasOwn(declared, name)) {
      lacks.push({ what: 'input', name, lines: underDispatch(inputLines(name, wanted)) });
    } else if (!takesText(declared[name])) {
      lacks.push({ what: 'input', name, lines: underDispatch([`      ${name}:`, '        type: string']) });
    }
  }
  for (const [name, input] of Object.entries(declared)) {
    if (names.includes(name) || !isRequiredWithoutDefault(input)) continue;
    const lines = [`      ${name}: # Gonogo does not send it`, '        required: false # or give it a default'];
    lacks.push({ what: 'input', name, lines: underDispatch(lines) });
  }
  return lacks;
}

/** An input without a type is text. A choice or a number would refuse a SHA. */
function takesText(input: unknown): boolean {
  if (!isRecord(input)) return true;
  return input['type'] === undefined || input['type'] === 'string';
}

function isRequiredWithoutDefault(input: unknown): boolean {
  return isRecord(input) && String(input['required']) === 'true' && (input['default'] ?? null) === null;
}

function underDispatch(lines: readonly string[]): string {
  return ['on:', '  workflow_dispatch:', '    inputs:', ...lines].join('\n');
}

function inputLines(name: string, { idInput }: WantedWorkflow): readonly string[] {
  const description = name === idInput ? 'The id under which Gonogo finds this run again' : 'The commit to deploy';
  return [`      ${name}:`, `        description: ${description}`, '        required: true', '        type: string'];
}

/** The id counts wherever it stands inside an expression of the run's name. */
function missingRunName(runName: unknown, wanted: WantedWorkflow): WorkflowLack | null {
  const present = typeof runName === 'string' ? runName.trim() : '';
  const id = wanted.idInput.replaceAll(/[^\w-]/g, '');
  const reference = new RegExp(`(?<![\\w.-])(?:github\\.event\\.)?inputs(?:\\.${id}(?![\\w-])|\\[\\s*'${id}'\\s*\\])`);
  const expressions = [...present.matchAll(/\$\{\{(.*?)\}\}/gs)].map((match) => match[1] ?? '');
  if (expressions.some((expression) => reference.test(expression))) return null;

  const sent = wanted.inputs.find((name) => name !== wanted.idInput);
  const fallback = sent === undefined ? 'Deploy' : `Deploy \${{ inputs.${sent} }}`;
  const name = `${present === '' ? fallback : present} (\${{ inputs.${wanted.idInput} }})`;
  return { what: 'run-name', lines: `run-name: ${quoted(name)}` };
}

/** YAML takes most names as they are; one with a character that means something there stands in quotes. */
function quoted(text: string): string {
  const isPlain = /^[A-Za-z][^\n]*$/.test(text) && !/: |:$| #|\n/.test(text);
  return isPlain ? text : `'${text.replaceAll(/\s+/g, ' ').replaceAll("'", "''")}'`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
