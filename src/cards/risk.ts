import { countBreaking } from '../domain/checklist/breaking.ts';
import { type Candidate } from '../domain/release/candidate.ts';
import { type RiskLevel } from '../domain/release/terms.ts';
import { count, joined, type Markup, md } from './text.ts';

/** "Medium"; "High: it brings 2 migrations" or "High: whether it brings migrations is not known" where the change itself says more than the requester, whose word is `said`. */
export function riskText(
  { risk, candidate }: { readonly risk: RiskLevel; readonly candidate: Pick<Candidate, 'changes'> | null },
  said: RiskLevel | null,
): Markup {
  if (candidate === null || risk !== 'High' || said === 'High') return md`${risk}`;
  const brings = broughtBy(candidate.changes);
  const asked = said === null ? md`` : md` (${said} was asked for)`;
  if (brings.length > 0) return md`${risk}: it brings ${joined(brings, ' and ')}${asked}`;
  const { migrations } = candidate.changes;
  return migrations.kind === 'unknown' && migrations.why !== 'not-configured'
    ? md`${risk}: whether it brings migrations is not known${asked}`
    : md`${risk}`;
}

function broughtBy(changes: Candidate['changes']): readonly Markup[] {
  const { migrations } = changes;
  const breaking = countBreaking(changes);
  const files = migrations.kind === 'known' ? Math.max(migrations.value.count, migrations.value.files.length) : 0;
  return [
    ...(files === 0 ? [] : [md`${files === 1 ? 'a migration' : count(files, 'migration')}`]),
    ...(breaking === 0 ? [] : [md`${breaking === 1 ? 'a breaking change' : count(breaking, 'breaking change')}`]),
  ];
}
