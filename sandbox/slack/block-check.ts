import { isList, isObject, type Json, type JsonObject, objectsOf, textOf } from './json.ts';
import {
  blockFields,
  blocksWeight,
  elementFields,
  type Fields,
  markdownCharacters,
  messageBlocks,
  type Rule,
  type Surface,
  surfaceBlocks,
  tableCharacters,
  viewBlocks,
} from './limits.ts';

/** What is wrong, in Slack's words: `must be less than 3001 characters [json-pointer:/blocks/0/text/text]`. */
export type Complaint = string;

/** All that is wrong with these blocks on this surface; empty when Slack would take them. `at` is a JSON pointer. */
export function checkBlocks(blocks: Json | undefined, surface: Surface, at = '/blocks'): readonly Complaint[] {
  if (!isList(blocks)) return [says('must provide an array', at)];
  const most = surface === 'message' ? messageBlocks : viewBlocks;
  const tooMany = blocks.length > most ? [says(`no more than ${most} items allowed`, at)] : [];
  const within = blocks.flatMap((block, index) => checkBlock(block, surface, `${at}/${index}`));
  return [...tooMany, ...within, ...checkTogether(objectsOf(blocks), at)];
}

/** All that is wrong with the fields of one object. */
export function checkFields(value: JsonObject, fields: Fields, at: string, known = ['type']): readonly Complaint[] {
  const missing = Object.entries(fields)
    .filter(([name, rule]) => rule.required === true && isAbsent(value[name]))
    .map(([name]) => says(`missing required field: ${name}`, at));
  const within = Object.entries(value).flatMap(([name, field]) => {
    if (isAbsent(field)) return [];
    const rule = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (rule !== undefined) return check(field, rule, `${at}/${name}`);
    return known.includes(name) ? [] : [says(`invalid additional property: ${name}`, at)];
  });
  return [...missing, ...within];
}

/** True above the weight where Slack answers `msg_blocks_too_long`. */
export function areBlocksTooLong(blocks: readonly JsonObject[]): boolean {
  return charactersIn(blocks) + blocks.length * blocksWeight.eachBlock > blocksWeight.limit;
}

function checkBlock(block: Json, surface: Surface, at: string): readonly Complaint[] {
  if (!isObject(block)) return [says('must provide an object', at)];
  const type = textOf(block['type']);
  const fields = Object.hasOwn(blockFields, type) ? blockFields[type] : undefined;
  const allowed: readonly string[] = surfaceBlocks[surface];
  if (fields === undefined || !allowed.includes(type)) return [says(`unsupported type: ${type}`, `${at}/type`)];
  return [...checkFields(block, fields, at), ...checkWhole(block, type, at)];
}

function checkWhole(block: JsonObject, type: string, at: string): readonly Complaint[] {
  if (type === 'section' && isAbsent(block['text']) && isAbsent(block['fields'])) {
    return [says('missing required field: text or fields', at)];
  }
  if (type === 'image') return checkImage(block, at);
  if (type !== 'actions') return [];
  const ids = objectsOf(block['elements']).map((element) => textOf(element['action_id']));
  return repeated(ids).map((id) => says(`\`action_id\` "${id}" already exists in this block`, `${at}/elements`));
}

function checkImage(image: JsonObject, at: string): readonly Complaint[] {
  const sources = [image['image_url'], image['slack_file']].filter((source) => !isAbsent(source));
  return sources.length === 1 ? [] : [says('must provide exactly one of image_url, slack_file', at)];
}

function checkTogether(blocks: readonly JsonObject[], at: string): readonly Complaint[] {
  const ids = blocks.map((block) => textOf(block['block_id']));
  const twice = repeated(ids).map((id) => says(`\`block_id\` "${id}" already exists`, at));
  const markdown = charactersIn(blocks.filter((block) => block['type'] === 'markdown'));
  const cells = charactersIn(blocks.filter((block) => block['type'] === 'table'));
  return [
    ...twice,
    ...(markdown > markdownCharacters
      ? [says(`markdown must be less than ${markdownCharacters + 1} characters`, at)]
      : []),
    ...(cells > tableCharacters ? [says(`tables must be less than ${tableCharacters + 1} characters`, at)] : []),
  ];
}

function check(value: Json | undefined, rule: Rule, at: string): readonly Complaint[] {
  switch (rule.kind) {
    case 'anything':
      return [];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [says('must provide a boolean', at)];
    case 'number':
      return typeof value === 'number' ? [] : [says('must provide a number', at)];
    case 'one-of':
      return typeof value === 'string' && rule.values.includes(value)
        ? []
        : [says(`must be one of ${rule.values.join(', ')}`, at)];
    case 'string':
      return checkString(value, rule, at);
    case 'text':
      return checkText(value, rule, at);
    case 'list':
      return checkList(value, rule, at);
    case 'object':
      return isObject(value) ? checkFields(value, rule.fields, at, []) : [says('must provide an object', at)];
    case 'element':
      return checkElement(value, rule.types, at);
  }
}

function checkString(value: Json | undefined, rule: Rule & { kind: 'string' }, at: string): readonly Complaint[] {
  if (typeof value !== 'string') return [says('must provide a string', at)];
  if (value.length > rule.max) return [says(`must be less than ${rule.max + 1} characters`, at)];
  if (rule.pattern?.test(value) === false) return [says(rule.says ?? 'must match the expected pattern', at)];
  return [];
}

function checkText(value: Json | undefined, rule: Rule & { kind: 'text' }, at: string): readonly Complaint[] {
  if (!isObject(value)) return [says('must provide an object', at)];
  const type = textOf(value['type']);
  if (!rule.styles.includes(type)) return [says(`must be one of ${rule.styles.join(', ')}`, `${at}/type`)];
  const fields: Fields = {
    text: { kind: 'string', max: rule.max, required: true },
    ...(type === 'plain_text' ? { emoji: { kind: 'boolean' } } : { verbatim: { kind: 'boolean' } }),
  };
  const empty = value['text'] === '' ? [says('must be more than 0 characters', `${at}/text`)] : [];
  return [...empty, ...checkFields(value, fields, at)];
}

function checkList(value: Json | undefined, rule: Rule & { kind: 'list' }, at: string): readonly Complaint[] {
  if (!isList(value)) return [says('must provide an array', at)];
  if (value.length > rule.max) return [says(`no more than ${rule.max} items allowed`, at)];
  if (value.length < rule.min) return [says(`no fewer than ${rule.min} items allowed`, at)];
  return value.flatMap((item, index) => check(item, rule.of, `${at}/${index}`));
}

function checkElement(value: Json | undefined, types: readonly string[], at: string): readonly Complaint[] {
  if (!isObject(value)) return [says('must provide an object', at)];
  const type = textOf(value['type']);
  const fields = elementFields[type];
  if (fields === undefined || !types.includes(type)) return [says(`unsupported type: ${type}`, `${at}/type`)];
  const whole = type === 'image' ? checkImage(value, at) : checkChoices(value, type, at);
  const empty = value['text'] === '' ? [says('must be more than 0 characters', `${at}/text`)] : [];
  return [...empty, ...checkFields(value, fields, at), ...whole];
}

/** A menu offers options or groups of them, no value twice, and starts with one that it offers. */
function checkChoices(element: JsonObject, type: string, at: string): readonly Complaint[] {
  const groups = objectsOf(element['option_groups']);
  const options = [...objectsOf(element['options']), ...groups.flatMap((group) => objectsOf(group['options']))];
  if (options.length === 0) {
    return type.endsWith('static_select') ? [says('must provide one of options, option_groups', at)] : [];
  }
  const values = options.map((option) => textOf(option['value']));
  const initial = [element['initial_option'], ...objectsOf(element['initial_options'])].filter(isObject);
  const strange = initial.filter((option) => !values.includes(textOf(option['value'])));
  return [
    ...repeated(values).map((value) => says(`option value "${value}" already exists`, at)),
    ...strange.map(() => says('initial option must be one of the options', at)),
  ];
}

function charactersIn(value: Json | undefined): number {
  if (isList(value)) return value.reduce<number>((sum, item) => sum + charactersIn(item), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce((sum, [name, field]) => {
    if (typeof field !== 'string') return sum + charactersIn(field);
    return name === 'text' ? sum + field.length : sum;
  }, 0);
}

function repeated(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((id, index) => id !== '' && ids.indexOf(id) !== index))];
}

function isAbsent(value: Json | undefined): boolean {
  return value === undefined || value === null;
}

function says(what: string, at: string): Complaint {
  return `${what} [json-pointer:${at}]`;
}
